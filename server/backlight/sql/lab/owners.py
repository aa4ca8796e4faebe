"""Whose a column is: the tables that a name in a statement can lead to."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from backlight.analysis.tables import Schema

if TYPE_CHECKING:
    from sqlglot import exp


def owners(column: "exp.Column", schema: Schema, ctes: Iterable[str] = ()) -> tuple[str, ...]:
    """The tables that a column can be of, by name; empty for what a subquery made."""
    from sqlglot import exp

    ctes = set(ctes)
    above = column.parent
    while above is not None:
        if isinstance(above, exp.Select | exp.Update | exp.Delete | exp.Insert):
            sources = dict(_sources(above, ctes))
            if column.table:
                if column.table.lower() in sources:
                    name = sources[column.table.lower()]
                    return (name,) if name else ()
            else:
                hits = _holding(column.name, sources.values(), schema)
                if hits:
                    return hits
        above = above.parent
    return ()


def _holding(name: str, sources: Iterable[str], schema: Schema) -> tuple[str, ...]:
    names = [one for one in sources if one]
    known = {one: schema.table(one) for one in names}
    hits = tuple(one for one, table in known.items() if table is not None and table.column(name))
    if hits:
        return hits
    open_ = [one for one, table in known.items() if table is None or not table.complete]
    return (open_[0],) if len(open_) == 1 else ()


def _sources(select: "exp.Expr", ctes: set[str]) -> Iterator[tuple[str, str]]:
    """Alias -> table of one select; an empty name for a subquery or CTE."""
    from sqlglot import exp

    start = select.args.get("from_") or select.args.get("from")
    places = [start, select.args.get("this"), *(select.args.get("joins") or ())]
    places += select.args.get("laterals") or ()
    for place in places:
        one = place.this if isinstance(place, exp.From | exp.Join) else place
        if isinstance(one, exp.Schema):
            one = one.this
        if isinstance(one, exp.Table):
            made = not one.db and one.name.lower() in ctes
            yield one.alias_or_name.lower(), "" if made else one.name.lower()
            for join in one.args.get("joins") or ():
                if isinstance(join.this, exp.Table):
                    yield join.this.alias_or_name.lower(), join.this.name.lower()
        elif isinstance(one, exp.Subquery | exp.Lateral):
            yield one.alias_or_name.lower(), ""
