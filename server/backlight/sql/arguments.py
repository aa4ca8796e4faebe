"""The parameters of the call that runs a query, in the way its driver takes them."""

from collections.abc import Sequence
from re import compile as regex

from backlight.analysis.queries_run import Argument, Run
from backlight.analysis.queries_style import Style
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused
from backlight.sql.marks import WHY, Marks, merged
from backlight.sql.ruby import ruby

BUILT = frozenset({"where", "andWhere", "orWhere", "having", "andHaving", "orHaving"})
"""Methods of a query builder that take a condition, and its values by name."""
SPREAD = frozenset({"fetch", "fetchrow", "fetchval", "execute"})
"""What asyncpg is called with: the parameters follow one by one."""


def given(source: Source, run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    """The edits of the call."""
    if source.language == "python":
        return _python(source, run, style, new)
    if source.language == "go":
        return _go(run, style, new)
    if source.language == "ruby":
        return ruby(source, run, new)
    if run.name in BUILT and any(f":{name}" in source.text.source for name in new.names):
        return Refused(
            f"`:{new.names[0]}` may be bound by another condition of this query builder; choose a "
            "name of its own by hand."
        )
    return _javascript(run, style, new)


def _go(run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    """The values follow the statement one by one, in the order of its placeholders."""
    if style not in {"qmark", "numeric"}:
        return Refused("A query with named parameters takes a map; add the value to it by hand.")
    known = [one for one in run.arguments if one.kind != "function"]
    if any(one.code.endswith("...") for one in known):
        return _unclear(known[-1])
    if style == "numeric" or not known or all(place >= len(known) for place in new.places):
        return [_appended(run, ", ".join(new.codes))]
    edits: dict[int, list[str]] = {}
    for code, place in zip(new.codes, new.places, strict=True):
        at = known[place].span.start if place < len(known) else run.end
        edits[at] = [*edits.get(at, []), code]
    return [
        _appended(run, ", ".join(codes))
        if at == run.end
        else Edit(at, at, f"{', '.join(codes)}, ", WHY)
        for at, codes in edits.items()
    ]


def _python(source: Source, run: Run, style: Style, new: Marks) -> list[Edit] | Refused:
    plain = [one for one in run.arguments if not one.name]
    named = [one for one in run.arguments if one.name in {"params", "parameters", "values"}]
    whole = source.text.slice(run.span.start, run.span.end)
    if run.name == "extra" and regex(r"\bselect(?:_params)?\s*=").search(whole):
        return Refused("`extra` takes the values of `select` apart; add them by hand.")
    now = next(iter((*plain, *named)), None)
    if style == "numeric" and run.name in SPREAD:
        return [_appended(run, ", ".join(new.codes))]
    if style == "named" or any("(" in text for text in new.texts):
        pairs = [f'"{name}": {code}' for name, code in zip(new.names, new.codes, strict=True)]
        return _mapped(run, now, pairs, source)
    if now is None:
        # A driver's `execute` takes a sequence; Django's `raw` says so by name.
        items = ", ".join(new.codes)
        if run.name == "extra":
            return [_appended(run, f"params=[{items}]")]
        keyword = "params=" if run.name in {"read_sql", "read_sql_query"} else ""
        return [_appended(run, f"{keyword}({items}{',' * (len(new.codes) == 1)})")]
    if now.kind != "list" or len(now.items) != new.before:
        return _unclear(now)
    tuple_ = now.code.startswith("(")
    items = ", ".join(merged(now.items, new))
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
        if run.name in BUILT:
            return _named(run, first, pairs)
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
    both = [*first.items, *new.codes] if style == "numeric" else merged(first.items, new)
    return [Edit(first.span.start, first.span.end, f"[{', '.join(both)}]", WHY)]


def _appended(run: Run, text: str) -> Edit:
    after = "" if not run.comma else " "
    return Edit(run.end + run.comma, run.end + run.comma, f"{after or ', '}{text}", WHY)


def _named(run: Run, first: Argument | None, pairs: Sequence[str]) -> list[Edit] | Refused:
    """A query builder of TypeORM takes its values in one object."""
    if first is None:
        return [_appended(run, f"{{ {', '.join(pairs)} }}")]
    if first.kind != "map":
        return _unclear(first)
    items = ", ".join([*first.items, *pairs])
    return [Edit(first.span.start, first.span.end, f"{{ {items} }}", WHY)]


def _unclear(now: Argument) -> Refused:
    return Refused(
        f"The call is given `{now.code[:40]}`, whose items are not written here; add the values "
        "to it by hand."
    )
