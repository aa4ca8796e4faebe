"""`SELECT *` becomes the columns that are read, where rows are read by name.

Sound where the only table is known to the last column and every place that declares it agrees:
what is read by name is there as before, and what nobody reads is sent no more.
"""

from re import compile as regex

from backlight.analysis.facts import Query
from backlight.analysis.queries_named import names_read
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Schema, Table
from backlight.edits import Edit, Refused
from backlight.sql.improved import Rewritten
from backlight.sql.scan import BREAKS
from backlight.sql.shape import Select, Statement

MOST = 20
"""More columns than this are no better to read than the star."""
PLAIN = regex(r"^[a-z_][a-z0-9_]*$")
RESERVED = named(
    "all and any array as asc between both by case cast check collate column constraint create "
    "cross current_date current_user default desc distinct do else end except exists false fetch "
    "for foreign from full grant group groups having in index inner insert intersect interval "
    "into is join key keys lateral leading left like limit natural not null offset on only or "
    "order outer over partition primary range rank references right row rows select session_user "
    "set some system table then to trailing true union unique update user using values when "
    "where window with"
)
WHY = "Read the columns that are used, and no others."


def explicit(source: Source, query: Query, schema: Schema) -> Rewritten | Refused | None:
    """The columns of the one table of a query, if its rows are read by name."""
    statement = Statement(query.sql, query.dialect)
    select = statement.selects[0] if statement.selects else None
    if select is None or select.start != 0 or not BREAKS.isdisjoint(statement.lower):
        return None
    star = select.clauses.get("select", (0, 0))
    table = _table(statement, select, schema)
    if (
        table is None
        or not table.columns
        or not regex(r"^(?:\w+\.)?\*$").match(statement.text(star))
    ):
        return None
    read = names_read(source, query)
    if read is None or any(table.column(name) is None for name in read):
        return None
    if table.disputed:
        return Refused(
            f"The places that declare `{table.name}` name different columns; bring them together "
            "before `*` is written out."
        )
    wanted = {name.lower() for name in read}
    names = [c.name for c in table.columns if not wanted or c.name.lower() in wanted]
    odd = next((n for n in names if not PLAIN.match(n) or n in RESERVED), None)
    if odd is not None:
        return Refused(f"The column `{odd}` must be quoted; write the columns out by hand.")
    return _written(statement, star, table, names) if len(names) <= MOST else None


def _table(statement: Statement, select: Select, schema: Schema) -> Table | None:
    """The one table of a select, known to the last column."""
    if select.kind != "select" or len(select.tables) != 1:
        return None
    name = select.tables[0].name
    if not name or name.lower() in statement.ctes:
        return None
    table = schema.table(name)
    return table if table is not None and table.complete else None


def _written(
    statement: Statement, star: tuple[int, int], table: Table, names: list[str]
) -> Rewritten:
    start, end = statement.offset(star[0]), statement.end(star[1])
    qualifier = statement.text(star).removesuffix("*")
    text = ", ".join(f"{qualifier}{name}" for name in names)
    sql = statement.sql
    first, last = (len(sql[:at].encode("utf-8", "surrogatepass")) for at in (start, end))
    count = len(table.columns)
    used = f", {len(names)} of {count} are read" if len(names) < count else ""
    return Rewritten(
        sql=sql[:start] + text + sql[end:],
        edits=(Edit(first, last, text, WHY),),
        evidence=f"`SELECT *` asks for whatever `{table.name}` holds{used}",
        whole=True,
    )
