"""The application of the demo: one readable page, from which its files are made."""

import re
from importlib.resources import files
from pathlib import Path

FILE = re.compile(r"^## (\S+)\n\n```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def sources() -> dict[str, str]:
    """Every file of the application, by its path."""
    page = files("backlight.demo").joinpath("club.md").read_text(encoding="utf-8")
    return dict(FILE.findall(page))


def laid_out(folder: Path) -> None:
    """Write the application into an empty folder of our own."""
    for path, text in sources().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
