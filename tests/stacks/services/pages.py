"""The pages of this folder: schemas of services in fences, and what is known of them."""

from pathlib import Path
from re import DOTALL, MULTILINE
from re import compile as regex

from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.text import Text

FOLDER = Path(__file__).parent
FENCE = regex(r"^```\w+ (\S+)\n(.*?)^```$", DOTALL | MULTILINE)


def cases(name):
    """Title and text of every case of a page."""
    sections = (FOLDER / name).read_text("utf-8").split("\n## ")[1:]
    return [(s.partition("\n")[0], s.partition("\n")[2]) for s in sections]


def files(text):
    """The files in the fences of a text, by path."""
    return dict(FENCE.findall(text))


def project(texts):
    """A project of the given files, as the server knows it."""
    sources = {path: parse(path, Text(text)) for path, text in texts.items()}
    known = linked({path: facts_of(source) for path, source in sources.items()})
    return known, sources
