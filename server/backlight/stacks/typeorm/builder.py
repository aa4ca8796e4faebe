"""Chains of TypeORM's query builder as statements: properties are columns, `:name` is a value."""

from re import Match
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import parts, string
from backlight.stacks.javascript_bound import Link, bound, options, several
from backlight.stacks.statement import Select, Uncertain, named
from backlight.stacks.typeorm.joins import column_of, joined, key_of
from backlight.stacks.typeorm.marks import Entity

PIECES = regex(r"'(?:[^']|'')*'|\"[^\"]*\"|::\w+|:(\.\.\.)?(\w+)|\b(\w+)\.(\w+)\b")
JOINS = {
    "leftJoin": "LEFT JOIN",
    "leftJoinAndSelect": "LEFT JOIN",
    "innerJoin": "JOIN",
    "innerJoinAndSelect": "JOIN",
}
ENDS = {"getMany", "getOne", "getOneOrFail", "getCount", "getExists"}


class Built:
    """A builder while it is followed: its statement, and what each name in it stands for."""

    def __init__(self, project: Project, mine: Entity, alias: str) -> None:
        """Start from an entity under a name."""
        self.project = project
        self.entities = {alias: mine}
        table = named(mine.table.name)
        self.select = Select(table if table == named(alias) else f"{table} {named(alias)}")
        self.alias = alias
        self.read = [alias]

    def said(self, text: str, given: dict[str, Node]) -> str:
        """A condition with its columns and values."""

        def piece(hit: Match[str]) -> str:
            if hit[2] is not None and hit[2] in given:
                return several(given[hit[2]]) if hit[1] else bound(given[hit[2]])
            if hit[2] is not None:
                raise Uncertain(f"the value `:{hit[2]}` is given elsewhere")
            if hit[3] in self.entities:
                return f"{named(hit[3])}.{named(self.column(hit[3], hit[4]))}"
            return hit[0]

        return PIECES.sub(piece, text)

    def column(self, alias: str, name: str) -> str:
        """The column of a property, or of the key that a relation holds."""
        mine = self.entities[alias]
        found = column_of(mine.table, name)
        key = found.name if found is not None else key_of(mine, name)
        if key is None:
            raise Uncertain(f"`{alias}.{name}` is no column")
        return key

    def join(self, kind: str, way: str, alias: str) -> None:
        """`leftJoin("user.photos", "photo")`."""
        of, _, name = way.partition(".")
        if of not in self.entities or alias in self.entities:
            raise Uncertain(f"`{way}` is joined in a way of its own")
        on, other = joined(self.project, self.entities[of], named(of), name, named(alias))
        self.entities[alias] = other
        self.select.joins.append(f"{JOINS[kind]} {on}")
        if kind.endswith("AndSelect"):
            self.read.append(alias)


def built(project: Project, mine: Entity, steps: list[Link]) -> str:
    """The statement of a whole chain; raises `Uncertain`."""
    (_, given), *rest = steps
    one = Built(project, mine, _text(given))
    deleted = True
    for name, values in rest[:-1]:
        if name == "withDeleted":
            deleted = False
        else:
            _step(one, name, values)
    end = rest[-1][0]
    if end not in ENDS:
        raise Uncertain(f"`{end}` has a form of its own")
    if deleted and mine.deleted:
        one.select.where = list(map(_apart, one.select.where))
        one.select.where.append(f"{named(one.alias)}.{named(mine.deleted)} IS NULL")
    return _ended(one, end)


def _ended(one: Built, end: str) -> str:
    select = one.select
    select.columns = select.columns or [
        f"{named(alias)}.{named(column.name)}"
        for alias in one.read
        for column in one.entities[alias].table.columns
        if column.name not in one.entities[alias].hidden
    ]
    if end == "getCount":
        if select.joins:
            raise Uncertain("it counts different keys over a join")
        select.limit = select.offset = ""
        return select.counted()
    return select.existing("row_exists") if end == "getExists" else select.text()


def _step(one: Built, name: str, values: list[Node]) -> None:
    select = one.select
    if name in {"where", "andWhere", "orWhere"}:
        _where(one, name, values)
    elif name in JOINS and len(values) >= 2:
        held = options(values[3]) if len(values) > 3 else {}
        one.join(name, _text(values[:1]), _text(values[1:2]))
        if len(values) > 2:
            select.joins[-1] += f" AND {_apart(one.said(_text(values[2:3]), held))}"
    elif name in {"orderBy", "addOrderBy"} and values:
        way = (string(values[1]) or "?").upper() if len(values) > 1 else "ASC"
        text = one.said(_text(values[:1]), {})
        if way not in {"ASC", "DESC"} or not regex(r"[\w.\"]+").fullmatch(text):
            raise Uncertain("the order is chosen when it runs")
        select.order = [*(select.order if name.startswith("add") else []), text]
        select.order[-1] += " DESC" if way == "DESC" else ""
    elif name in {"limit", "take", "offset", "skip"} and len(values) == 1:
        if name in {"take", "skip"} and select.joins:
            raise Uncertain("a bound over a join is read by two statements")
        setattr(select, "limit" if name in {"limit", "take"} else "offset", bound(values[0]))
    elif name == "select" and values:
        listed = parts(values[0]) if values[0].type == "array" else values
        select.columns = [one.said(_text([value]), {}) for value in listed]
        if not all("." in column for column in select.columns):
            raise Uncertain("what is selected is no column")
    else:
        raise Uncertain(f"`{name}` has a form of its own")


def _where(one: Built, name: str, values: list[Node]) -> None:
    """TypeORM writes no brackets: what is added by AND belongs to the last of an OR."""
    given = options(values[1]) if len(values) > 1 else {}
    said = one.said(_text(values[:1]), given)
    if name != "where" and one.select.where:
        said = f"{one.select.where[0]} {'AND' if name == 'andWhere' else 'OR'} {said}"
    one.select.where = [said]


def _apart(said: str) -> str:
    """A condition that others are added to by AND: in brackets where it says OR."""
    return f"({said})" if regex(r"(?i)\bor\b").search(said) else said


def _text(given: list[Node]) -> str:
    found = string(given[0]) if given else None
    if not found:
        raise Uncertain("a condition or a name is put together when it runs")
    return found
