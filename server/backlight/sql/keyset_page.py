"""A statement that pages by OFFSET as two that page by the last key: the first page, and the next.

They are two statements, not one with `key IS NULL OR …`: a planner makes one plan for that, which
reads what it skips again.

>>> from backlight.analysis.tables import Column, Schema, Table
>>> users = Table(name="users", file="", line=1, columns=(Column(name="id", primary_key=True),))
>>> made = page("SELECT id FROM users ORDER BY id LIMIT %s OFFSET %s", "postgres", Schema((users,)))
>>> made.first.sql
'SELECT id FROM users ORDER BY id LIMIT %s'
>>> made.next.sql, made.next.binds
('SELECT id FROM users WHERE id > %s ORDER BY id LIMIT %s', ('id', 0))
"""

from collections.abc import Sequence

from backlight.analysis.tables import Schema
from backlight.edits import Edit, Refused
from backlight.sql.conditions import parts
from backlight.sql.dates import keyword
from backlight.sql.keyset_answer import Key
from backlight.sql.keyset_compare import Mark, comparison
from backlight.sql.keyset_cut import Cut, cut_of
from backlight.sql.keyset_form import Form, Page, written
from backlight.sql.keyset_keys import keys
from backlight.sql.shape import Statement

WHY = "The next page is looked up by the last key seen: the rows before it are not read again."


def page(sql: str, dialect: str, schema: Schema) -> Page | Refused:
    """Both statements, or why there are none."""
    statement = Statement(sql, dialect)
    found = keys(statement, schema)
    if isinstance(found, Refused):
        return found
    cut = cut_of(statement, statement.selects[0])
    if isinstance(cut, Refused):
        return cut
    return _Writer(statement, found, cut, dialect).page()


class _Writer:
    """Writes the statements down; what they have in common is found once."""

    def __init__(
        self, statement: Statement, found: tuple[Key, ...], cut: Cut, dialect: str
    ) -> None:
        self.statement, self.keys, self.cut, self.dialect = statement, found, cut, dialect
        self.select = statement.selects[0]
        self.ordered = "order" in self.select.clauses
        marks = [n for n, word in enumerate(statement.words) if word.kind == "placeholder"]
        self.marks: dict[int, str] = {n: statement.words[n].text for n in marks}
        self.numbered = self.marks[cut.skip].startswith("$")
        skip = self.marks[cut.skip]
        self.skip = int(skip[1:]) - 1 if self.numbered else marks.index(cut.skip)

    def page(self) -> Page:
        """Everything about it."""
        first, after = self._first(), self._next()
        texts = self._renamed(skips=True), self._renamed(), self._renamed(goes_on=True)
        return Page(
            keys=self.keys,
            skip=self.skip,
            mark=self.marks[self.cut.skip],
            first=first,
            next=after,
            walked=texts,
        )

    def _first(self) -> Form:
        edits = [self._gone(), *self._selected(), *self._body()]
        if self.numbered:  # one number is free: those after it move up
            edits += [
                self._word(n, f"${int(mark[1:]) - 1}")
                for n, mark in self.marks.items()
                if int(mark[1:]) - 1 > self.skip
            ]
        binds = [n for n in range(self._count()) if n != self.skip]
        return self._form(edits, binds)

    def _next(self) -> Form:
        edits = [self._gone(), *self._selected(), *self._body(self._mark)]
        known: list[int | str] = [*range(self._count())]
        if self.numbered:
            known[self.skip] = self.keys[0].name
            return self._form(edits, [*known, *(key.name for key in self.keys[1:])])
        asked = [key.name for key in self.keys]
        if self.marks[self.cut.skip] in {"?", "%s"}:  # a value for each time that it is said
            said = comparison(self.statement, self.keys, lambda key: f"\0{self.keys.index(key)}")
            asked = [self.keys[int(part[0])].name for part in said.split("\0")[1:]]
        before = sum(n < self._order_word() for n in self.marks)
        rest = [n for n in known[before:] if n != self.skip]
        return self._form(edits, [*known[:before], *asked, *rest])

    def _count(self) -> int:
        """How many values are bound."""
        if self.numbered:
            return max(int(mark[1:]) for mark in self.marks.values())
        return len(self.marks)

    def _mark(self, key: Key) -> str:
        """The placeholder of a key, in the style of the statement."""
        mark = self.marks[self.cut.skip]
        if mark in {"?", "%s"}:
            return mark
        if self.numbered:
            at = self.keys.index(key)
            return mark if not at else f"${self._count() + at}"
        return f"%(after_{key.name})s" if mark.startswith("%") else f"{mark[0]}after_{key.name}"

    def _renamed(self, *, skips: bool = False, goes_on: bool = False) -> str:
        """The statement with a name for every value."""
        edits = [*self._selected()]
        edits += self._body((lambda key: f":after_{self.keys.index(key)}") if goes_on else None)
        if not skips:
            edits.append(self._gone())
        names = dict.fromkeys(self.marks.values())
        for turn, (n, mark) in enumerate(self.marks.items()):
            own = mark in {"?", "%s"}
            name = f":p{turn if own else [*names].index(mark)}"
            name = ":skip" if n == self.cut.skip else name
            if n != self.cut.rows and (skips or n != self.cut.skip):
                edits.append(self._word(n, name))
        edits.append(self._word(self.cut.rows, ":rows"))
        return written(self.statement.sql, edits)

    def _form(self, edits: list[Edit], binds: Sequence[int | str]) -> Form:
        sql = written(self.statement.sql, edits)
        return Form(sql=sql, edits=tuple(sorted(edits)), binds=tuple(binds))

    def _word(self, at: int, text: str) -> Edit:
        word = self.statement.words[at]
        return Edit(word.start, word.end, text, WHY)

    def _gone(self) -> Edit:
        return Edit(*self.cut.gone, "", WHY)

    def _order_word(self) -> int:
        """The word behind what is asked for: `ORDER`, or `LIMIT` where there is no order."""
        names = ("order",) if self.ordered else ("limit", "offset")
        return min(self.select.clauses[n][0] for n in names if n in self.select.clauses) - 1

    def _body(self, mark: Mark | None = None) -> list[Edit]:
        """What is asked for and in which order, one behind the other."""
        ended, compared = self._ended(), self._compared(mark) if mark is not None else []
        if self.ordered or not compared:
            return [*ended, *compared]
        *rest, last = compared
        return [*rest, Edit(last.start, last.end, last.text + ended[0].text, WHY)]

    def _selected(self) -> list[Edit]:
        """The keys that the answer does not hold yet: callers need them."""
        wanted = [key.written for key in self.keys if not key.selected]
        at = self.statement.end(self.select.clauses["select"][1])
        why = "Callers need every key of the last row to ask for the next page."
        return [Edit(at, at, f", {', '.join(wanted)}", why)] if wanted else []

    def _ended(self) -> list[Edit]:
        """The unique key at the end of the order."""
        last = self.keys[-1]
        if not last.added:
            return []
        if not self.ordered:
            at = self.statement.end(self._order_word())
            why = "Without ORDER BY rows come in any order, and pages overlap."
            said = f"{keyword(self.statement, 'ORDER BY')} {last.written}"
            return [Edit(at, at, f"{self._gap()}{said}", why)]
        at = self.statement.end(self.select.clauses["order"][1])
        word = f" {keyword(self.statement, 'DESC')}" if last.descends else ""
        why = f"`{last.column}` tells rows apart that are equal in the other keys."
        return [Edit(at, at, f", {last.written}{word}", why)]

    def _gap(self) -> str:
        """What parts one clause from the next."""
        at = self.statement.end(self._order_word())
        gap = self.statement.sql[at : self.statement.offset(self._order_word())]
        return gap if "\n" in gap else " "

    def _compared(self, mark: Mark) -> list[Edit]:
        """The comparison with the last key, beside the conditions that are there."""
        said, where = comparison(self.statement, self.keys, mark), self.select.clauses.get("where")
        at, gap = self.statement.end(self._order_word()), self._gap()
        if where is None:
            return [Edit(at, at, f"{gap}{keyword(self.statement, 'WHERE')} {said}", WHY)]
        gap = f"{gap}  " if "\n" in gap else " "
        edits = [Edit(at, at, f"{gap}{keyword(self.statement, 'AND')} {said}", WHY)]
        if len(parts(self.statement, where, "or")) > 1:
            start = self.statement.offset(where[0])
            edits = [Edit(start, start, "(", WHY), Edit(at, at, f"){edits[0].text}", WHY)]
        return edits
