"""Whoever started a lab can be killed without a word: then a shell ends what the lab started.

It waits for the end of a pipe that only the owner holds. The system closes it however the owner
ends, and nothing else is to be trusted then: a server of a database knows no parent.
"""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

SCRIPT = """
read -r word && exit
kill -s TERM "$1" 2>/dev/null
for time in 1 2 3 4 5; do kill -s 0 -- "-$1" 2>/dev/null || break; sleep 0.2; done
kill -s QUIT -- "-$1" 2>/dev/null && sleep 0.5
kill -s KILL -- "-$1" 2>/dev/null
rm -rf -- "$2"
"""
"""First a word to the process, which stops its servers; then to its group, as the servers know it;
then whatever is left is killed, and the folder goes."""


class Watch:
    """The shell that waits; without one (Windows), the lab ends by itself when its input does."""

    def __init__(self, group: int, folder: Path) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        shell = shutil.which("sh", path="/bin:/usr/bin")
        if shell is not None:
            self._process = subprocess.Popen(
                [shell, "-c", SCRIPT, "backlight-lab", str(group), str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd="/",
                env={"PATH": "/bin:/usr/bin"},
                start_new_session=True,
            )

    def close(self) -> None:
        """All is gone as it should: there is nothing to wait for."""
        if self._process is None or self._process.stdin is None:
            return
        with suppress(OSError, ValueError):  # it has ended by itself
            self._process.stdin.write(b"gone\n")
            self._process.stdin.flush()
        self._process.wait()
        self._process.stdin.close()
