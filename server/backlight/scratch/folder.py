"""A folder of scratch, and its end, whatever a command did to what is in it."""

import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path


def emptied(folder: Path) -> None:
    """Remove a folder with all that is in it, also what may not be read."""
    for at, names, _ in os.walk(folder):
        for name in names:
            path = Path(at, name)
            if not path.is_symlink():
                with suppress(OSError):
                    path.chmod(stat.S_IRWXU)
    shutil.rmtree(folder, ignore_errors=True)
