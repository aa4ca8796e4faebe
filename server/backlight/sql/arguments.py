"""The parameters of the call that runs a query, in the way its driver takes them."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_run import Argument, Run, Style, query_marks
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused

WHY = "Give the value to the driver beside the statement."
WORD = regex(r"[A-Za-z_]\w*")
SPREAD = frozenset({"fetch", "fetchrow", "fetchval", "execute"})
"""What asyncpg is called with: the parameters follow one by one."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Placeholders as they are written, and what each of them binds."""

    texts: tuple[str, ...]
    codes: tuple[str, ...]
    names: tuple[str, ...]
    places: tuple[int, ...]
    """How many placeholders of the query stand before each."""
    before: int
    """How many the query has already."""


def marks(style: Style, query: Query, codes: Sequence[str], places: Sequence[int]) -> Marks:
    """A placeholder for each value; those of the query keep their numbers and names."""
    known = query_marks(query)
    names = _names(codes, {mark.strip("%:@()s") for mark in known} if style == "named" else set())
    numbers = [int(mark[1:]) for mark in known if mark[1:].isdigit()]
    first = max(numbers, default=0) + 1
    named = style == "format" and any("(" in mark for mark in known)
    texts = {
        "format": [f"%({name})s" if named else "%s" for name in names],
        "qmark": ["?"] * len(codes),
        "numeric": [f"${first + n}" for n in range(len(codes))],
        "named": [f":{name}" for name in names],
    }[style]
    return Marks(tuple(texts), tuple(codes), names, tuple(places), len(known))


def _names(codes: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    found: list[str] = []
    for code in codes:
        inner = code[2:] if code.startswith(('f"', "f'")) else code
        said = [word for word in WORD.findall(inner) if word not in {"str", "int", "get", "f"}]
        name = said[-1] if said else "value"
        unique, n = name, 2
        while unique in taken or unique in found:
            unique, n = f"{name}_{n}", n + 1
        found.append(unique)
    return tuple(found)


def given(source: Source, run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    """The edits of the call."""
    if source.language == "python":
        return _python(source, run, style, new)
    return _javascript(run, style, new)


def _python(source: Source, run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    plain = [one for one in run.arguments if not one.name]
    named = [one for one in run.arguments if one.name in {"params", "parameters", "values"}]
    now = next(iter((*plain, *named)), None)
    if style == "numeric" and run.name in SPREAD:
        return [_appended(run, ", ".join(new.codes))]
    if style == "named" or any("(" in text for text in new.texts):
        pairs = [f'"{name}": {code}' for name, code in zip(new.names, new.codes, strict=True)]
        return _mapped(run, now, pairs, source)
    if now is None:
        # A driver's `execute` takes a sequence; Django's `raw` says so by name.
        items = ", ".join(new.codes)
        keyword = "params=" if run.name in {"read_sql", "read_sql_query"} else ""
        return [_appended(run, f"{keyword}({items}{',' * (len(new.codes) == 1)})")]
    if now.kind != "list" or len(now.items) != new.before:
        return _unclear(now)
    tuple_ = now.code.startswith("(")
    items = ", ".join(_merged(now.items, new))
    count = len(now.items) + len(new.codes)
    text = f"({items}{',' * (count == 1)})" if tuple_ else f"[{items}]"
    return [Edit(now.span.start, now.span.end, text, WHY)]


def _mapped(
    run: Run, now: Argument | None, pairs: list[str], source: Source
) -> list[Edit] | Refused:
    if now is None:
        keyword = "values=" if regex(r"\bdatabases\b").search(source.text.source) else ""
        return [_appended(run, f"{keyword}{{{', '.join(pairs)}}}")]
    if now.kind != "map":
        return _unclear(now)
    return [Edit(now.span.start, now.span.end, f"{{{', '.join([*now.items, *pairs])}}}", WHY)]


def _javascript(run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    first = run.arguments[0] if run.arguments else None
    if style == "named":
        pairs = [
            code if name == code else f"{name}: {code}"
            for name, code in zip(new.names, new.codes, strict=True)
        ]
        text = f"replacements: {{ {', '.join(pairs)} }}"
        if first is None:
            return [_appended(run, f"{{ {text} }}")]
        taken = any(item.startswith(("replacements", "bind")) for item in first.items)
        if first.kind != "map" or taken:
            return _unclear(first)
        at = first.span.start + 1
        return [Edit(at, at, f" {text}{',' if first.items else ' '}", WHY)]
    if "Unsafe" in run.name:
        return [_appended(run, ", ".join(new.codes))]
    items = ", ".join(new.codes)
    if first is None:
        return [_appended(run, f"[{items}]")]
    if first.kind == "function":
        return [Edit(first.span.start, first.span.start, f"[{items}], ", WHY)]
    if first.kind != "list" or len(first.items) != new.before:
        return _unclear(first)
    merged = (
        list(first.items) + list(new.codes) if style == "numeric" else _merged(first.items, new)
    )
    return [Edit(first.span.start, first.span.end, f"[{', '.join(merged)}]", WHY)]


def _merged(known: Sequence[str], new: Marks) -> list[str]:
    """Parameters in the order of their placeholders."""
    items = list(known)
    for n, (code, place) in enumerate(zip(new.codes, new.places, strict=True)):
        items.insert(place + n, code)
    return items


def _appended(run: Run, text: str) -> Edit:
    after = "" if not run.comma else " "
    return Edit(run.end + run.comma, run.end + run.comma, f"{after or ', '}{text}", WHY)


def _unclear(now: Argument) -> Refused:
    return Refused(
        f"The call is given `{now.code[:40]}`, whose items are not written here; add the values "
        "to it by hand."
    )
