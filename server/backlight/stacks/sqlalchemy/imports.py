"""Import a name of SQLAlchemy, in the way the file imports already."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.syntax import Source
from backlight.edits import Edit
from backlight.stacks.pydantic.imports import add_import

FROM = regex(r"^from sqlalchemy\.orm import (?!\()([^\n#]*[^\s#])", MULTILINE)
ALIAS = regex(
    r"^(?:import sqlalchemy\.orm as (\w+)|from sqlalchemy import orm(?: as (\w+))?\s*)$", MULTILINE
)


def loader(source: Source, name: str) -> tuple[str, tuple[Edit, ...]]:
    """How a name of `sqlalchemy.orm` is written in a file, and the edits that make it known."""
    text = source.text.source
    if regex(rf"^from sqlalchemy\.orm import [^\n]*\b{name}\b", MULTILINE).search(text):
        return name, ()
    if regex(rf"\bimport\s*\([^)]*\b{name}\b[^)]*\)").search(text):
        return name, ()
    if alias := ALIAS.search(text):
        return f"{alias[1] or alias[2] or 'orm'}.{name}", ()
    if hit := FROM.search(text):
        at = _bytes(text, hit.end())
        return name, (Edit(at, at, f", {name}", f"Import `{name}`."),)
    return name, add_import(source, "sqlalchemy.orm", name)


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))
