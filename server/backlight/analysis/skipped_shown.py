"""Whether a handler of FastAPI shows the keys that callers need to ask for the next page.

Its answer can go through a class that leaves columns out. What is not sure here is taken to show
them: only a class whose fields are all known, and that has no such key, is a reason to say no.
"""

from collections.abc import Sequence
from re import compile as regex
from re import escape

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column

MODEL = regex(r"response_model\s*=\s*([\w.]+(?:\[[^\n]*?\])?)")
ANSWERS = regex(r"\)\s*->\s*([^:\n]+(?:\[[^\n]*\])?)\s*:")
WORD = regex(r"\b[A-Z]\w*")
FIELD = regex(r"(?m)^[ \t]+(\w+)\s*(?::([^=\n]*))?(?:=|$|:)")
KNOWN = frozenset({"BaseModel", "SQLModel", "Generic", "ABC", "Base", "DeclarativeBase"})
PLAIN = frozenset(
    {"List", "Optional", "Sequence", "Any", "Annotated", "Union", "Iterable", "None", "T"}
    | {"Field", "UUID", "Decimal", "Query", "EmailStr", "Literal", "Mapped"}
)
MOST = 12
"""Classes that are looked at."""


def hidden(project: Project, source: Source, handler: Handler, keys: Sequence[Column]) -> str:
    """Why callers never see a key; empty where they may."""
    code = source.text.slice(handler.span.start, handler.span.end)
    said = MODEL.search(code) or ANSWERS.search(code)
    names = {key.attribute or key.name for key in keys}
    left = [word for word in WORD.findall(said[1]) if word not in PLAIN] if said else []
    seen: set[str] = set()
    while left:
        word = left.pop()
        if word in seen:
            continue
        seen.add(word)
        fields = _fields(project, word)
        if fields is None or names <= fields.keys() or len(seen) > MOST:
            return ""
        left += [w for type_ in fields.values() for w in WORD.findall(type_) if w not in PLAIN]
    if not seen or said is None:
        return ""
    missing = ", ".join(f"`{name}`" for name in sorted(names))
    return (
        f"What `{handler.name}` answers (`{said[1]}`) does not show {missing}, and callers need it "
        "to ask for the next page; add it to the answer first."
    )


def _fields(project: Project, name: str) -> dict[str, str] | None:
    """The fields of a class with those of its bases; `None` where some are not known."""
    found: dict[str, str] = {}
    left = [name]
    while left:
        word = left.pop()
        if word in KNOWN:
            continue
        body = _class(project, word)
        if body is None or len(found) > MOST * MOST:
            return None
        bases, text = body
        found |= {hit[1]: hit[2] or "" for hit in FIELD.finditer(text)}
        left += [base.rpartition(".")[2] for base in bases]
    return found


def _class(project: Project, name: str) -> tuple[list[str], str] | None:
    """The bases and the body of the one class of a name."""
    head = regex(rf"(?m)^class {escape(name)}(?:\(([^)]*)\))?:[^\n]*\n((?:[ \t]+[^\n]*\n|\s*\n)*)")
    found = [
        hit
        for path in project.paths
        if path.endswith(".py") and (one := project.read(path)) is not None
        if name in one.text.source
        for hit in head.finditer(f"{one.text.source}\n")
    ]
    if len(found) != 1:
        return None
    given = [part.strip().partition("[")[0] for part in (found[0][1] or "").split(",")]
    return [part for part in given if part and "=" not in part], found[0][2]
