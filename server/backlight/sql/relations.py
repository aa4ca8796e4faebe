"""Tables as migrations leave them, and the statements that lead from one state to the next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from backlight.analysis.quoting import ident


@dataclass(frozen=True, slots=True)
class Column:
    """A column, in the words of PostgreSQL."""

    type: str
    nullable: bool = True
    default: str = ""
    """What the server fills in."""
    filled: str = ""
    """What rows get that are there already, where the server fills in nothing for new ones."""
    more: str = ""

    def said(self, *, anew: bool = False) -> str:
        """As a table lists it; `anew` for one that rows are there for."""
        fills = self.default or (self.filled if anew else "")
        words = [self.type, self.more, f"DEFAULT {fills}" if fills else ""]
        return " ".join(filter(None, [*words, "" if self.nullable else "NOT NULL"]))


@dataclass(frozen=True, slots=True)
class Index:
    """What stands behind the name of its table."""

    body: str
    unique: bool = False

    def made(self, name: str, table: str, *, apart: bool = False) -> str:
        """The statement that makes it; `apart` for one that is built beside those who write."""
        kind = f"{'UNIQUE ' if self.unique else ''}INDEX {'CONCURRENTLY ' if apart else ''}"
        return f"CREATE {kind}{ident(name)} ON {ident(table)} {self.body}"


@dataclass(frozen=True, slots=True)
class Relation:
    """One table."""

    columns: Mapping[str, Column] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    """Its constraints, by their names."""
    indexes: Mapping[str, Index] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Moved:
    """What goes by another name from now on."""

    tables: tuple[tuple[str, str], ...] = ()
    columns: tuple[tuple[str, str, str], ...] = ()
    """The table by its new name, the column by its old one and its new one."""

    def back(self) -> "Moved":
        """The same the other way round."""
        names = {new: old for old, new in self.tables}
        columns = tuple((names.get(t, t), new, old) for t, old, new in self.columns)
        return Moved(tuple((new, old) for old, new in self.tables), columns)


Relations = Mapping[str, Relation]
Said = TypeVar("Said", str, Index)
STILL = Moved()


def made(relations: Relations) -> Iterator[str]:
    """All tables from nothing; keys that lead to others come last."""
    return between({}, relations)


def between(
    before: Relations, after: Relations, moved: Moved = STILL, *, apart: bool = False
) -> Iterator[str]:
    """The statements that make one state of the other.

    With `apart`, indexes come and go beside those who write.
    """
    now = dict(before)
    yield from _renamed(now, after, moved)
    for table in sorted(now.keys() & after.keys()):
        yield from _dropped(table, now[table], after[table], apart=apart)
    yield from (f"DROP TABLE {ident(name)} CASCADE" for name in sorted(now.keys() - after.keys()))
    for table, new in after.items():
        yield from _columns(table, now[table], new) if table in now else _created(table, new)
    later = [_added(table, now.get(table), new, apart=apart) for table, new in after.items()]
    yield from (said for one in later for said in one if " FOREIGN KEY " not in said)
    yield from (said for one in later for said in one if " FOREIGN KEY " in said)


def _dropped(table: str, old: Relation, new: Relation, *, apart: bool) -> Iterator[str]:
    """Constraints and indexes that go, or go by another name from now on."""
    head = f"ALTER TABLE {ident(table)}"
    names = _names(old.keys, new.keys)
    for name, said in old.keys.items():
        if name in names:
            yield f"{head} RENAME CONSTRAINT {ident(name)} TO {ident(names[name])}"
        elif new.keys.get(name) != said:
            yield f"{head} DROP CONSTRAINT {ident(name)}"
    names = _names(old.indexes, new.indexes)
    for name, one in old.indexes.items():
        if name in names:
            yield f"ALTER INDEX {ident(name)} RENAME TO {ident(names[name])}"
        elif new.indexes.get(name) != one:
            yield f"DROP INDEX {'CONCURRENTLY ' if apart else ''}{ident(name)}"


def _names(old: Mapping[str, Said], new: Mapping[str, Said]) -> dict[str, str]:
    """The names that are no more -> those that what they stood for has from now on."""
    free = {said: name for name, said in new.items() if name not in old}
    return {n: free.pop(said) for n, said in old.items() if n not in new and said in free}


def _created(table: str, new: Relation) -> Iterator[str]:
    columns = [f"{ident(name)} {one.said()}" for name, one in new.columns.items()]
    yield f"CREATE TABLE {ident(table)} ({', '.join(columns)})"


def _added(table: str, old: Relation | None, new: Relation, *, apart: bool) -> list[str]:
    """The constraints and indexes that are not there yet, under whatever name."""
    known = old or Relation()
    head = f"ALTER TABLE {ident(table)} ADD CONSTRAINT"
    keys = _anew(known.keys, new.keys)
    indexes = _anew(known.indexes, new.indexes)
    return [
        *(f"{head} {ident(name)} {said}" for name, said in keys.items()),
        *(one.made(name, table, apart=apart) for name, one in indexes.items()),
    ]


def _anew(old: Mapping[str, Said], new: Mapping[str, Said]) -> dict[str, Said]:
    kept = _names(old, new).values()
    return {n: said for n, said in new.items() if n not in kept and old.get(n) != said}


def _columns(table: str, old: Relation, new: Relation) -> Iterator[str]:
    head = f"ALTER TABLE {ident(table)}"
    for name in old.columns:
        if name not in new.columns:
            yield f"{head} DROP COLUMN {ident(name)} CASCADE"
    for name, one in new.columns.items():
        was = old.columns.get(name)
        if was is None:
            yield f"{head} ADD COLUMN {ident(name)} {one.said(anew=True)}"
            if one.filled and not one.default:
                yield f"{head} ALTER COLUMN {ident(name)} DROP DEFAULT"
        else:
            said = _changed(ident(name), was, one)
            yield from (f"{head} ALTER COLUMN {ident(name)} {part}" for part in said)


def _changed(name: str, was: Column, now: Column) -> Iterator[str]:
    if was.more and not now.more:
        yield "DROP IDENTITY IF EXISTS"
    if was.default and was.default != now.default:
        yield "DROP DEFAULT"
    if was.type != now.type:
        yield f"TYPE {now.type} USING {name}::{now.type}"
    if now.default and was.default != now.default:
        yield f"SET DEFAULT {now.default}"
    if was.nullable and not now.nullable:
        yield "SET NOT NULL"
    if now.nullable and not was.nullable:
        yield "DROP NOT NULL"
    if now.more and not was.more:
        yield f"ADD {now.more}"


def _renamed(now: dict[str, Relation], after: Relations, moved: Moved) -> Iterator[str]:
    """Rename first, in what is known of keys and indexes as well."""
    for old, new in moved.tables:
        if old in now and new in after and new not in now:
            yield f"ALTER TABLE {ident(old)} RENAME TO {ident(new)}"
            now[new] = now.pop(old)
            said = f"REFERENCES {ident(old)}", f"REFERENCES {ident(new)}"
            for name, one in now.items():
                keys = {key: text.replace(*said) for key, text in one.keys.items()}
                now[name] = replace(one, keys=keys)
    for table, old, new in moved.columns:
        if table in now and old in now[table].columns and new not in now[table].columns:
            yield f"ALTER TABLE {ident(table)} RENAME COLUMN {ident(old)} TO {ident(new)}"
            one, names = now[table], (ident(old), ident(new))
            now[table] = Relation(
                {new if name == old else name: column for name, column in one.columns.items()},
                {key: text.replace(*names) for key, text in one.keys.items()},
                {k: replace(i, body=i.body.replace(*names)) for k, i in one.indexes.items()},
            )
