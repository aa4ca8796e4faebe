"""Indexes and constraints of Django, as PostgreSQL has them."""

from collections.abc import Callable

from backlight.analysis.python_values import Call, Literal, Value
from backlight.analysis.quoting import ident
from backlight.sql.django.conditions import condition, expression
from backlight.sql.django.values import items, last, text, texts
from backlight.sql.relations import Index
from backlight.sql.written import Untold

Named = Callable[[str], str]
"""From the name of a field to that of its column."""
KINDS = {"Index": "", "BTreeIndex": "", "GinIndex": "gin", "GistIndex": "gist", "HashIndex": "hash"}
KINDS |= {"BrinIndex": "brin", "SpGistIndex": "spgist"}


def index(said: Call, named: Named) -> Index:
    """What an index is; raises `Untold`."""
    if last(said) not in KINDS:
        raise Untold(f"line {said.line} makes an index of the kind `{said.name[:40]}`")
    using = KINDS[last(said)]
    return Index(f"USING {using} {_body(said, named)}" if using else _body(said, named))


def constraint(said: Call, named: Named) -> str | Index:
    """A constraint as `ALTER TABLE` adds it, or the unique index that stands for it."""
    if last(said) == "CheckConstraint":
        return f"CHECK ({condition(said.keyword('condition') or said.keyword('check'), named)})"
    if last(said) != "UniqueConstraint":
        raise Untold(f"line {said.line} makes a constraint of the kind `{said.name[:40]}`")
    if said.args or any(said.keyword(one) for one in ("condition", "include", "opclasses")):
        return Index(_body(said, named), unique=True)
    fields = map(named, texts(said.keyword("fields"), "the fields of a constraint"))
    late = last(said.keyword("deferrable"))
    rest = f" DEFERRABLE INITIALLY {late.upper()}" if late in {"DEFERRED", "IMMEDIATE"} else ""
    nulls = " NULLS NOT DISTINCT" if said.keyword("nulls_distinct") == Literal(value=False) else ""
    return f"UNIQUE{nulls} ({', '.join(map(ident, fields))}){rest}"


def _body(said: Call, named: Named) -> str:
    """What stands behind the name of the table."""
    keys = [expression(one, named) for one in said.args]
    fields = said.keyword("fields")
    names = texts(fields, "the fields of an index") if fields is not None else ()
    keys += [
        ident(named(name.removeprefix("-"))) + (" DESC" if name[:1] == "-" else "")
        for name in names
    ]
    for at, one in enumerate(map(text, items(said.keyword("opclasses")))):
        if at < len(keys):
            column, _, way = keys[at].partition(" DESC")
            keys[at] = f"{column} {one}{' DESC' if way or keys[at].endswith(' DESC') else ''}"
    covered = [ident(named(one)) for one in map(text, items(said.keyword("include"))) if one]
    where: Value | None = said.keyword("condition")
    body = f"({', '.join(keys)})" + (f" INCLUDE ({', '.join(covered)})" if covered else "")
    return body + (f" WHERE {condition(where, named)}" if where is not None else "")
