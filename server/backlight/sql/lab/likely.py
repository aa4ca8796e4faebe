"""How large tables are taken to be, and how many values their columns hold, where nobody counted.

A planner decides by sizes and by how many rows a value finds. Of a schema alone only names and
types are known: they tell a list of countries from a list of orders, and a status from a price.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.tables import Column, Schema, Table
from backlight.sql.lab.clues import Spot
from backlight.sql.lab.frame import Field, Frame
from backlight.sql.lab.values import Value

SIZE = 100_000
"""Rows of a table that refers to no other; one that does has four times those it refers to."""
LARGEST = 2_000_000
LOOKUP = 25
"""Rows of a table that is named like a list of choices."""
SHORTER = 5
"""Such a list that another one refers to is shorter by this factor, and no shorter than this."""
CHOICES = regex(
    r"(?i)^(?:\w*_)?(?:nations?|regions?|countr(?:y|ies)|currenc(?:y|ies)|languages?|locales?|"
    r"categor(?:y|ies)|status(?:es)?|states?|roles?|types?|kinds?|levels?|plans?|priorit(?:y|ies)|"
    r"departments?|genders?|time_?zones?|units?)$"
)
FEW = regex(
    r"(?i)status|state$|type$|kind$|mode$|flag|priority|role$|level$|category|segment|gender|"
    r"^is_|^has_|active$|enabled$|deleted$|currency|country|language|instruct|discount|tax$|_rate$"
)
TENS = regex(
    r"(?i)quantity|qty$|rating|score$|(?:^|_)(?:age|size|year|month|position)$|"
    r"line_?(?:no|number)$|brand|container"
)
MANY = regex(
    r"(?i)name|phone|mail|address|code|number|hash|token|key|id$|clerk|serial|sku|iban|zip"
)
CODE = regex(r"(?i)^(?:bp|n|)char(?:acter)?\s*\(\s*(\d+)\s*\)$")
GONE = regex(
    r"(?i)^(?:deleted|removed|archived|banned|suspended|disabled|revoked|discarded)_?(?:at|on|by)"
)
"""Columns that are empty in most rows: what was taken away is the exception."""
SHORT = 25
"""A type of a fixed length up to this one holds codes, unless its name says otherwise."""
A_FEW, SOME = 6.0, 40.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How the values of one column are spread."""

    distinct: float = 0.0
    """How many there are; 0 where nearly every row has one of its own."""
    nulls: float = 0.0
    common: tuple[tuple[str, float], ...] = ()
    """The most common ones, each with its part of the rows."""
    bounds: tuple[str, ...] = ()
    """Between two of these lie equally many of the others."""
    key: bool = False
    """It refers to so many rows of another table, whose keys count from one."""
    ordered: bool = False
    """Rows lie on disk in the order of this column."""


@dataclass(frozen=True, slots=True)
class Ground:
    """What a planner is told of one table."""

    rows: float
    spreads: Mapping[str, Spread]
    """Column, in lower case -> how its values are spread."""
    pages: int = 0
    """How many it takes on disk; 0 where that follows from the rows."""
    counted: bool = False
    """Somebody counted: these are the statistics of a database that is used."""


def grounds(
    frames: Sequence[Frame], schema: Schema, asked: Mapping[Spot, Sequence[Value]]
) -> dict[str, Ground]:
    """What is taken for likely of each table, by its name in lower case."""
    rows = sizes(schema)
    found = {}
    for frame in frames:
        table = schema.table(frame.name)
        mine = rows.get(short(table.name), SIZE) if table is not None else SIZE
        spreads = {}
        for one in frame.fields:
            column = table.column(one.name) if table is not None else None
            values = asked.get((frame.name.lower(), one.name.lower()), ())
            spreads[one.name.lower()] = _spread(frame, one, column, values, rows)
        found[frame.name.lower()] = Ground(mine, spreads)
    return found


def short(name: str) -> str:
    """A name without its database schema."""
    return name.lower().rpartition(".")[2]


def sizes(schema: Schema) -> dict[str, int]:
    """How many rows each table is taken to have."""
    above = {short(table.name): _above(table) for table in schema.tables}
    choices = _choices(above)
    found = dict.fromkeys(above, SIZE) | choices
    for _ in above:
        for name, parents in above.items():
            mine = [found[one] for one in parents if one in found and one not in {name, *choices}]
            if mine and name not in choices:
                found[name] = min(LARGEST, 4 * max(mine))
    return found


def _above(table: Table) -> list[str]:
    """The tables that one refers to."""
    named = [short(c.references.rpartition(".")[0]) for c in table.columns if c.references]
    return [name for name in named if name]


def _choices(above: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Lists of choices, and the shorter ones that those refer to."""
    todo = [(name, LOOKUP) for name in above if CHOICES.match(name)]
    found: dict[str, int] = {}
    while todo:
        name, rows = todo.pop()
        if rows < found.get(name, LOOKUP + 1) and name in above:
            found[name] = rows
            todo += [(one, max(SHORTER, rows // SHORTER)) for one in above[name] if one != name]
    return found


def _spread(
    frame: Frame,
    one: Field,
    column: Column | None,
    asked: Sequence[Value],
    rows: Mapping[str, int],
) -> Spread:
    nulls = 0.1 if one.nullable and one.name not in frame.key else 0.0
    nulls = 0.95 if nulls and GONE.search(one.name) else nulls
    target = short(column.references.rpartition(".")[0]) if column is not None else ""
    if target in rows:
        return Spread(rows[target], nulls, key=True)
    if one.unique or frame.key[:1] == (one.name,):
        return Spread(0.0, nulls)
    return Spread(_distinct(one, column.type if column is not None else "", asked), nulls)


def _distinct(one: Field, type_: str, asked: Sequence[Value]) -> float:
    """How many values a column has, by its name and type; 0 for very many."""
    if one.sort == "boolean":
        return 2.0
    fixed = CODE.match(type_.strip())
    length = int(fixed[1]) if fixed is not None else 0
    if length == 1:
        return 3.0
    if FEW.search(one.name):
        words = max((len(str(v).split()) for v in asked if isinstance(v, str)), default=1)
        return A_FEW if length or words < 3 else A_FEW * 5 ** (min(words, 3) - 1)
    if one.sort not in {"date", "timestamp", "timestamptz"} and TENS.search(one.name):
        return SOME
    if length and length <= SHORT and not MANY.search(one.name):
        return SOME
    return 0.0
