"""Every test runs watched, with a home of its own, and without anyone's keys (see `audit/`)."""

import json
import os
import shutil
import tempfile
from pathlib import Path

import backlight_audit
import pytest

import waiting

AUDIT = Path(__file__).parent / "audit"
FOREIGN = ("ANTHROPIC_", "AWS_", "BACKLIGHT_", "CLAUDE_", "CLOUD_ML_", "GOOGLE_")
"""What starts the names of the variables that hold somebody's keys, endpoints and choices."""
PROXIES = ("all_proxy", "ftp_proxy", "http_proxy", "https_proxy", "no_proxy")
XDG = ("CACHE", "CONFIG", "DATA", "STATE")

collect_ignore = ["audit", "benchmarks"]
reports = pytest.StashKey[Path]()
"""The folder in which every process of the suite has its log."""


def pytest_addoption(parser):
    parser.addoption("--live", action="store_true", help="run the tests that ask a real model")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    live = config.getoption("live")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    folder = os.environ["BACKLIGHT_AUDIT_DIR"] if worker else tempfile.mkdtemp(prefix="backlight-")
    config.stash[reports] = Path(folder)
    forget(live=live)
    move_in(Path(folder), worker or "main")
    if live:
        os.environ["BACKLIGHT_AUDIT_LIVE"] = "1"
    backlight_audit.install(backlight_audit.server_is_running, anyone=lambda: not live)


def forget(*, live):
    """Take out of the environment what is not ours, except what a live run needs."""
    for name in list(os.environ):
        if name.startswith(FOREIGN) or name.lower() in PROXIES:
            if live and not name.startswith("BACKLIGHT_"):
                continue
            del os.environ[name]


def move_in(folder, who):
    """Give this process, and those it starts, a home, a log and a list of workspaces."""
    home = folder / f"home-{who}"
    for name in XDG:
        path = home / name.lower()
        path.mkdir(parents=True)
        os.environ[f"XDG_{name}_HOME"] = str(path)
    runtime = home / "runtime"
    runtime.mkdir(mode=0o700)
    roots, log = folder / f"{who}.roots", folder / f"{who}.log"
    roots.touch()
    log.touch()
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    os.environ |= {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "PYTHONPATH": os.pathsep.join([str(AUDIT), *(p for p in paths if p != str(AUDIT))]),
        "BACKLIGHT_AUDIT_DIR": str(folder),
        "BACKLIGHT_AUDIT_ROOTS": str(roots),
        "BACKLIGHT_AUDIT_LOG": str(log),
    }


def pytest_collection_modifyitems(config, items):
    if config.getoption("live"):
        return
    for item in items:
        if item.get_closest_marker("live"):
            item.add_marker(pytest.mark.skip(reason="asks a real model, costs money: --live"))


@pytest.fixture
def until():
    """Wait for what happens in its own time."""
    return waiting.until


@pytest.fixture
def watch():
    """Register a directory as a workspace: from now on the server writes nothing below it."""

    def register(path):
        with Path(os.environ["BACKLIGHT_AUDIT_ROOTS"]).open("a", encoding="utf-8") as roots:
            roots.write(f"{Path(path).resolve()}\n")
        return path

    return register


@pytest.fixture
def workspace(tmp_path, watch):
    """An empty workspace, in which tests may write and the server may not."""
    path = tmp_path / "workspace"
    path.mkdir()
    return watch(path)


@pytest.fixture(autouse=True)
def audited():
    """Fail the test during which the server wrote below a workspace or left the machine."""
    log = Path(os.environ["BACKLIGHT_AUDIT_LOG"])
    seen = len(lines(log))
    yield
    if wrong := lines(log)[seen:]:
        pytest.fail("\n".join(["The server did what it must never do:", *wrong]), pytrace=False)


def pytest_sessionfinish(session):
    """Fail the suite for what was done outside any test, too."""
    folder = session.config.stash.get(reports, None)
    if folder and any(map(lines, folder.glob("*.log"))) and not session.exitstatus:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    folder = config.stash.get(reports, None)
    wrong = [line for log in sorted(folder.glob("*.log")) for line in lines(log)] if folder else []
    if wrong:
        terminalreporter.section("the server did what it must never do", red=True)
        terminalreporter.write("".join(f"{line}\n" for line in wrong))


def pytest_unconfigure(config):
    folder = config.stash.get(reports, None)
    if folder and "PYTEST_XDIST_WORKER" not in os.environ:
        shutil.rmtree(folder, ignore_errors=True)


def lines(log):
    """What a log holds, for people."""
    rows = [json.loads(line) for line in log.read_text(encoding="utf-8").split("\n") if line]
    return [f"{row['what']}\n  in {row['test']}\n  at {' < '.join(row['from'])}" for row in rows]
