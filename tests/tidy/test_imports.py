"""What takes seconds to import is not on the way to the menu."""

import subprocess
import sys

import pytest

from tidy.source import PACKAGE

SLOW = {"anthropic", "httpx2", "opentelemetry", "pydantic"}
FAST = [
    name
    for name in ("__main__", "cli", "runs", "lsp.server", "menu")
    if any((PACKAGE / (name.replace(".", "/") + end)).exists() for end in (".py", "/__init__.py"))
]


@pytest.mark.parametrize("name", FAST)
def test_is_imported_without_the_model_and_its_sdk(name):
    command = [sys.executable, "-X", "importtime", "-c", f"import backlight.{name}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    rows = [line for line in done.stderr.split("\n") if line.startswith("import time:")]
    found = {row.rpartition("|")[2].strip().partition(".")[0] for row in rows} & SLOW
    assert not found, f"`import backlight.{name}` imports {', '.join(sorted(found))}"


def test_a_server_that_starts_has_read_no_rule_and_no_stack():
    code = "import sys, backlight.lsp.server; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    parts = {f"backlight.{name}" for name in ("rules", "stacks", "sql", "index", "actions")}
    assert not parts & set(done.stdout.split())


def test_the_names_of_slow_packages_are_right():
    code = "import sys, anthropic; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) >= SLOW
