"""A folder in which the lab makes what it makes."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def open_folder(monkeypatch):
    """A folder for temporary files that a server which runs as nobody can enter."""
    with tempfile.TemporaryDirectory(prefix="backlight-test-") as folder:
        Path(folder).chmod(0o711)
        monkeypatch.setattr(tempfile, "tempdir", folder)
        yield Path(folder)
