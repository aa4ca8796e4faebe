"""The watch over the suite (`tests/audit`) sees what it must see, in this process and in those below."""

import os
import subprocess
import sys
from pathlib import Path

import backlight_audit as audit
import pytest

TESTS = Path(__file__).parents[1]
SERVER = TESTS.parent / "server"
WRITE = os.O_WRONLY | os.O_CREAT


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("open", ("{0}/a.py", "w", WRITE)),
        ("open", (b"{0}/a.py", None, os.O_RDWR)),
        ("open", ("{0}/../{1}/a.py", "a", os.O_APPEND)),
        ("os.chmod", ("{0}/a.py", 0o600, -1)),
        ("os.link", ("/tmp/a", "{0}/a.py", -1, -1)),
        ("os.mkdir", ("{0}/__pycache__", 0o777, -1)),
        ("os.remove", ("{0}/a.py", -1)),
        ("os.rename", ("{0}/a.py", "/tmp/a.py", -1, -1)),
        ("os.rename", ("/tmp/a.py", "{0}/a.py", -1, -1)),
        ("os.rmdir", ("{0}", -1)),
        ("os.symlink", ("/tmp/a", "{0}/a.py", -1)),
        ("os.truncate", ("{0}/a.py", 0)),
        ("os.utime", ("{0}/a.py", None, None, -1)),
        ("shutil.copyfile", ("/tmp/a", "{0}/a.py")),
        ("shutil.rmtree", ("{0}/src", None)),
        ("sqlite3.connect", ("{0}/db.sqlite3",)),
        ("sqlite3.connect", ("file:{0}/db.sqlite3?mode=rwc",)),
    ],
)
def test_a_write_below_a_workspace_is_seen(tmp_path, event, args):
    assert audit.written(event, filled(args, tmp_path), lambda: [str(tmp_path)])


@pytest.mark.parametrize(
    ("event", "args"),
    [
        ("open", ("{0}/a.py", "r", os.O_RDONLY)),
        ("open", ("{0}-beside/a.py", "w", WRITE)),
        ("open", (3, "w", WRITE)),
        ("os.link", ("{0}/a.py", "/tmp/a.py", -1, -1)),
        ("os.rename", ("/tmp/a", "/tmp/b", -1, -1)),
        ("shutil.copyfile", ("{0}/a.py", "/tmp/a")),
        ("sqlite3.connect", (":memory:",)),
        ("sqlite3.connect", ("file:{0}/db.sqlite3?mode=ro",)),
    ],
)
def test_what_changes_no_workspace_passes(tmp_path, event, args, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not audit.written(event, filled(args, tmp_path), lambda: [str(tmp_path)])


def filled(args, root):
    """The arguments of an event, with `{0}` the workspace and `{1}` its name."""
    return tuple(
        arg.decode().format(root).encode()
        if isinstance(arg, bytes)
        else arg.format(root, root.name)
        if isinstance(arg, str)
        else arg
        for arg in args
    )


def test_a_link_is_followed_into_a_workspace(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "workspace")
    args = (str(tmp_path / "link" / "a.py"), "w", WRITE)
    assert audit.written("open", args, lambda: [str(tmp_path / "workspace")])


def test_a_name_is_read_in_the_folder_that_is_open(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    try:
        assert audit.written("os.remove", ("a.py", folder), lambda: [str(tmp_path)])
    finally:
        os.close(folder)


@pytest.mark.parametrize(
    ("event", "args", "leaves"),
    [
        ("socket.connect", (None, ("192.0.2.1", 443)), True),
        ("socket.connect", (None, ("2001:db8::1", 443, 0, 0)), True),
        ("socket.connect", (None, ("api.example.com", 443)), True),
        ("socket.sendto", (None, ("192.0.2.1", 53)), True),
        ("socket.getaddrinfo", ("api.example.com", 443, 0, 0, 0), True),
        ("socket.getaddrinfo", (b"api.example.com", 443, 0, 0, 0), True),
        ("socket.connect", (None, ("127.0.0.1", 443)), False),
        ("socket.connect", (None, ("::1", 443, 0, 0)), False),
        ("socket.connect", (None, "/run/a.socket"), False),
        ("socket.getaddrinfo", ("localhost", 443, 0, 0, 0), False),
        ("socket.getaddrinfo", (None, 443, 0, 0, 0), False),
    ],
)
def test_only_loopback_is_spoken_to(event, args, leaves):
    assert bool(audit.sent(event, args)) == leaves


@pytest.mark.parametrize(
    ("command", "env", "lost"),
    [
        (["python3", "-m", "backlight"], None, False),
        (["python3", "-P", "-m", "backlight", "-I"], None, False),
        (["git", "-I"], {}, False),
        (["python3", "-I", "-m", "backlight"], None, True),
        (["python3", "-PE", "-m", "backlight"], None, True),
        (["python3", "-m", "backlight"], {"PATH": "/bin"}, True),
        (["/bin/backlight", "serve"], {}, True),
    ],
)
def test_no_python_starts_out_of_sight(command, env, lost):
    assert bool(audit.unwatched("subprocess.Popen", (command[0], command, None, env))) == lost


PLANTED = """
import os, subprocess, sys, pytest
from pathlib import Path

def server(source, **names):
    exec(compile(source, {server!r}, "exec"), names)

def test_a_test_may_write(workspace):
    (workspace / "a.py").write_text("x = 1")

def test_the_server_may_not(workspace):
    try:
        server("open(path, 'w')", path=workspace / "a.py")
    except RuntimeError:
        pass
    assert not (workspace / "a.py").exists()

def test_a_server_below_may_not(workspace):
    code = "import backlight, sys, pathlib; pathlib.Path(sys.argv[1], 'a').mkdir()"
    assert subprocess.run([sys.executable, "-P", "-c", code, workspace]).returncode
    assert not (workspace / "a").exists()

def test_a_server_that_was_already_running_may_not(tmp_path, watch):
    code = "import backlight, sys; input(); open(sys.argv[1], 'w')"
    process = subprocess.Popen([sys.executable, "-c", code, tmp_path / "a"], stdin=subprocess.PIPE)
    watch(tmp_path)
    process.communicate(b"go")
    assert process.returncode

def test_nothing_leaves_the_machine():
    import socket
    with socket.socket() as it, pytest.raises(RuntimeError):
        it.connect(("192.0.2.1", 9))

def test_nothing_below_leaves_the_machine():
    code = "import socket; socket.getaddrinfo('example.invalid', 80)"
    assert subprocess.run([sys.executable, "-c", code]).returncode

def test_what_the_user_set_is_forgotten():
    assert not [name for name in os.environ if name.startswith(("ANTHROPIC_", "AWS_", "CLAUDE_"))]
    assert os.environ["HOME"] != {home!r} and str(Path.home()) == os.environ["HOME"]
"""

LATE = """
import subprocess, sys

def test_that_is_over_before_the_server_writes(workspace, request):
    code = "import backlight, sys; input(); open(sys.argv[1], 'w')"
    process = subprocess.Popen([sys.executable, "-c", code, workspace / "a"], stdin=subprocess.PIPE)
    request.session.addfinalizer(lambda: process.communicate(b"go"))
"""


def test_planted_violations_fail_their_tests(tmp_path):
    server, home = str(SERVER / "backlight" / "planted.py"), os.environ["HOME"]
    text, code = nested(tmp_path, PLANTED.format(server=server, home=home))
    assert code == pytest.ExitCode.TESTS_FAILED, text
    assert "7 passed, 5 errors" in text, text
    for name in (
        "the_server_may_not",
        "a_server_below_may_not",
        "a_server_that_was_already_running_may_not",
        "nothing_leaves_the_machine",
        "nothing_below_leaves_the_machine",
    ):
        assert f"ERROR test_planted.py::test_{name}" in text, text


def test_planted_violations_fail_the_suite_after_its_last_test(tmp_path):
    text, code = nested(tmp_path, LATE)
    assert "1 passed" in text, text
    assert "the server did what it must never do" in text, text
    assert code == pytest.ExitCode.TESTS_FAILED, text


def nested(folder, source):
    """A suite of its own with our conftest: what it prints and how it ends."""
    (folder / "test_planted.py").write_text(source)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "BACKLIGHT_"))}
    env |= {"ANTHROPIC_API_KEY": "k", "AWS_PROFILE": "p", "CLAUDE_CODE": "1"}
    env["PYTHONPATH"] = os.pathsep.join(map(str, [TESTS, TESTS / "audit", SERVER]))
    options = ["-p", "conftest", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir", folder]
    command = [sys.executable, "-m", "pytest", "-q", "-rE", *options, "test_planted.py"]
    done = subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    return done.stdout + done.stderr, done.returncode
