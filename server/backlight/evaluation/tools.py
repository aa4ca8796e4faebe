"""What hidden tests are run with: an interpreter, if it and the packages are there."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Tools:
    """Where the languages are."""

    python: str = sys.executable
    node_modules: str = ""
    """A folder in which `npm install` was run."""
    known: dict[tuple[str, ...], str] = field(default_factory=dict)
    """What was looked for, and why it cannot be used."""

    def missing(self, needs: Sequence[str]) -> str:
        """Why tests with these needs cannot be run, in a sentence; nothing if they can."""
        key = tuple(needs)
        if key not in self.known:
            self.known[key] = _missing(self, *key)
        return self.known[key]

    def environ(self, folder: Path) -> dict[str, str]:
        """What a test must be told of its surroundings."""
        found = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "GOFLAGS": "-mod=mod"}
        return found | ({"NODE_PATH": self.node_modules} if self.node_modules else {})


def command(tools: Tools, test: str) -> list[str]:
    """How a test is started, by the end of its name."""
    if test.endswith(".py"):
        return [tools.python, test]
    return ["go", "test", "./..."] if test.endswith("_test.go") else ["node", test]


def _missing(tools: Tools, language: str, *packages: str) -> str:
    if language == "python":
        code = "import sys; from importlib.util import find_spec as f"
        code += "; print(*[name for name in sys.argv[1:] if not f(name)])"
        done = subprocess.run(
            [tools.python, "-c", code, *packages],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        names = done.stdout.split() if done.returncode == 0 else [tools.python]
        return f"not installed: {', '.join(names)}" if names else ""
    if shutil.which(language) is None:
        return f"{language} is not installed"
    there = Path(tools.node_modules)
    lacking = [name for name in packages if language == "node" and not (there / name).is_dir()]
    return f"not in --node-modules: {', '.join(lacking)}" if lacking else ""
