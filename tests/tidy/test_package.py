"""What is installed is the package with all that it reads, and nothing else."""

import subprocess
import sys
import zipfile

from tidy.source import PACKAGE, ROOT


def test_the_wheel_holds_the_package_and_the_agents(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert names == {
        *(f"backlight/{path}" for path in files(PACKAGE)),
        *(f"backlight/agents/{path}" for path in files(ROOT / "agents")),
    }


def files(folder):
    """The files of a folder that git would keep, relative to it."""
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc"
    ]
