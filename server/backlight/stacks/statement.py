"""The statement that a chain of a mapper runs, put together part by part, for every mapper.

A mapper renders a chain only where its mapping is certain; else it raises `Uncertain`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from re import compile as regex
from zlib import crc32

from backlight.analysis.quoting import ident
from backlight.edits import Refused

_WORD = "(?:[a-z][a-z0-9]*(?:_[a-z0-9]+)*|[a-z][a-zA-Z0-9]*)"
SIMPLE = regex(rf"{_WORD}(?:\.{_WORD}|\[:{_WORD}\])*")
"""`name`, `user.id`, `params[:id]`: with `__` and `___` inside, their names are theirs alone."""
WORD = regex(r"\W+")
NEVER, ALWAYS = "1 = 0", "1 = 1"
"""Conditions that no row meets, and that every row does."""
LONGEST = 40
PLAIN = regex(r"[a-z_][a-z0-9_]*")
_RESERVED = (
    "all and any array as asc both case cast check collate column constraint create default desc"
    " distinct do else end except false fetch for foreign from grant group having in initially"
    " intersect into lateral leading limit not null offset on only or order placing primary"
    " references returning select session_user some table then to trailing true union unique user"
    " using variadic when where window with"
)
RESERVED = frozenset(_RESERVED.split())


class Uncertain(Exception):
    """What a chain runs is not known for sure from what stands in the project; why, if it says."""


def doubt(why: Uncertain) -> Refused:
    """The reason in a sentence."""
    said = str(why) or "the chain holds what no statement is known for"
    return Refused(f"What it runs is not certain: {said}.")


def named(name: str) -> str:
    """A name as PostgreSQL takes it; quotes only where it needs them."""
    plain = PLAIN.fullmatch(name) is not None and name not in RESERVED
    return name if plain else ident(name)


def place(code: str) -> str:
    """A place for the value of code, `%(name)s`: one name for one code, in every statement.

    Statements are compared by these names, so other code never has the same: what a name cannot
    hold (`day - 1`, `day + 1`, what is long) is told apart by a checksum of the code.
    """
    if SIMPLE.fullmatch(code) is None or len(code) > LONGEST:
        name = WORD.sub("_", code).strip("_").lower()[:LONGEST] or "value"
        return f"%({name}_{crc32(code.encode()):08x})s"
    return "%(" + code.replace("[:", "___").replace("]", "").replace(".", "__") + ")s"


@dataclass(slots=True)
class Select:
    """A SELECT while it is put together; `table` is its first table, under its own name."""

    table: str
    columns: list[str] = field(default_factory=list)
    joins: list[str] = field(default_factory=list)
    where: list[str] = field(default_factory=list)
    group: list[str] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    limit: str = ""
    offset: str = ""
    distinct: bool = False
    aliases: dict[str, str] = field(default_factory=dict)
    """The way from the first table -> the name of the table it leads to."""

    def join(self, way: str, table: str, on: tuple[str, str], *, outer: bool) -> str:
        """The name of a table that is joined by a column, once for each way that leads to it."""
        if way in self.aliases:
            alias = self.aliases[way]
            if not outer:
                self.joins = [self._inner(one, alias) for one in self.joins]
            return alias
        taken = {self.table, *self.aliases.values()}
        alias = named(table) if named(table) not in taken else f"t{len(taken) + 1}"
        self.aliases[way] = alias
        said = named(table) if alias == named(table) else f"{named(table)} {alias}"
        self.joins.append(
            f"{'LEFT JOIN' if outer else 'JOIN'} {said} ON {on[1]} = {alias}.{named(on[0])}"
        )
        return alias

    @staticmethod
    def _inner(said: str, alias: str) -> str:
        """A join that a condition needs: rows without a partner are not found anyway."""
        mine = said.partition(" ON ")[0].endswith(f" {alias}")
        return said.removeprefix("LEFT ") if mine else said

    def text(self) -> str:
        """The statement; a mapper adds columns to one of different rows that it sorts by."""
        bare = {one.removesuffix(" DESC") for one in self.order}
        if self.distinct and not bare <= set(self.columns):
            raise Uncertain
        kind = "SELECT DISTINCT" if self.distinct else "SELECT"
        return " ".join([kind, ", ".join(self.columns), *self._rest()])

    def counted(self) -> str:
        """How many rows it gives."""
        if not self.limit and not self.offset:
            self.order = []
        if self.distinct or self.limit or self.offset or self.group:
            return f"SELECT COUNT(*) FROM ({self.text()}) rows"
        return " ".join(["SELECT COUNT(*)", *self._rest()])

    def existing(self, name: str = "a") -> str:
        """Whether it gives a row, in a column that mappers name differently."""
        self.order, self.columns, self.limit = [], [f"1 AS {name}"], "1"
        return self.text()

    def _rest(self) -> Iterable[str]:
        yield f"FROM {self.table}"
        yield from self.joins
        if self.where:
            yield "WHERE " + " AND ".join(self.where)
        if self.group:
            yield "GROUP BY " + ", ".join(self.group)
        if self.order:
            yield "ORDER BY " + ", ".join(self.order)
        if self.limit:
            yield f"LIMIT {self.limit}"
        if self.offset:
            yield f"OFFSET {self.offset}"
