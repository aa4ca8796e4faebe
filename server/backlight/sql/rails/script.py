"""One migration of Rails as SQL, and what those before it leave, as the tables that they made."""

from collections.abc import Iterable, Iterator, Sequence
from posixpath import basename
from re import compile as regex

from backlight.analysis.dumps import holds
from backlight.analysis.syntax import Source
from backlight.sql.rails.changes import applied
from backlight.sql.rails.indexes import is_apart
from backlight.sql.rails.reading import Step, method, steps
from backlight.sql.relations import Relations, between, made
from backlight.sql.transaction import script
from backlight.sql.written import Script, Untold

WRAPS = frozenset(
    {"safety_assured", "say_with_time", "up_only", "transaction", "suppress_messages"}
)
NUMBERED = regex(r"^(\d+)_\w+\.rb$")


def is_migration(source: Source | None) -> bool:
    """Whether a file is one of Rails' migrations."""
    return (
        source is not None
        and source.language == "ruby"
        and b"ActiveRecord::Migration" in source.text.data
    )


def version_of(source: Source | None) -> int:
    """The last migration that a `schema.rb` has in it; 0 if it says none."""
    held = holds(source.text.source) if source is not None else ()
    return max(held, default=0)


def number(path: str) -> int:
    """When a migration was made, as its name says it."""
    hit = NUMBERED.match(basename(path))
    return int(hit[1]) if hit is not None else 0


def scripts(
    schema: Source | None, past: Sequence[Source], source: Source, models: frozenset[str]
) -> tuple[Script, Script]:
    """What those before it leave, and the migration itself; raises `Untold`."""
    tables, first, left = _before(schema, past, models)
    up_steps = method(source.root, "change") or method(source.root, "up", "self.up")
    if up_steps is None:
        raise Untold("it has neither `change` nor `up`")
    changes = method(source.root, "change") is not None
    up, back, final, after = _carried_out(tables, up_steps, "up", models)
    down = method(source.root, "down")
    alone = b"disable_ddl_transaction!" in source.text.data
    if not changes:
        try:
            back, final = (_carried_out(after, down or (), "down", models)[0], [])
        except Untold as error:
            back, final = [], [str(error)]
    earlier = ";\n".join([*first, *made(tables)])
    return Script(earlier, "", tuple(left)), script(up, back, final, alone=alone)


def _carried_out(
    tables: Relations, todo: Sequence[Step], way: str, models: frozenset[str]
) -> tuple[list[str], list[str], list[str], Relations]:
    """The statements, those that take it back, why they may not, and the tables then."""
    up: list[str] = []
    back: list[str] = []
    final: list[str] = []
    for step in _flat(todo, way):
        if step.name == "reversible":
            there, _, _, after = _carried_out(tables, _side(step, way), way, models)
            up += there
            back[:0] = _carried_out(after, _side(step, "down"), "down", models)[0]
            tables = after
            continue
        one = applied(tables, step, models)
        apart = is_apart(step)
        up += [*one.sql, *between(tables, one.tables, one.moved, apart=apart)]
        back[:0] = [*between(one.tables, tables, one.moved.back(), apart=apart), *one.back]
        final += [one.final] if one.final else []
        tables = one.tables
    return up, back, final, tables


def _flat(todo: Sequence[Step], way: str) -> Iterator[Step]:
    """Steps without what is only around them."""
    for step in todo:
        if step.name in WRAPS and step.block is not None:
            yield from _flat(step.block if way == "up" or step.name != "up_only" else (), way)
        else:
            yield step


def _side(step: Step, way: str) -> tuple[Step, ...]:
    """What `reversible` does on one of the two ways."""
    sides = [inner.block or () for inner in step.block or () if inner.name == way]
    return tuple(one for side in sides for one in side)


def _before(
    schema: Source | None, past: Sequence[Source], models: frozenset[str]
) -> tuple[Relations, list[str], list[str]]:
    """The tables, what is made before them, and what was left out."""
    tables: Relations = {}
    first: list[str] = []
    left: list[str] = []
    todo: list[tuple[str, Sequence[Step]]] = []
    todo += [("schema.rb", steps(schema.root, "define"))] if schema is not None else []
    todo += [(basename(one.path), _up(one)) for one in past]
    for name, mine in todo:
        for step in _sides(_flat(mine, "up")):
            try:
                one = applied(tables, step, models)
            except Untold as error:
                left.append(f"{name}: {error}")
                continue
            tables = one.tables
            first += one.sql if step.name in {"enable_extension", "create_enum"} else ()
    return tables, first, left


def _sides(todo: Iterable[Step]) -> Iterator[Step]:
    """Of what is reversible, the way up."""
    for step in todo:
        yield from _side(step, "up") if step.name == "reversible" else (step,)


def _up(source: Source) -> Sequence[Step]:
    return method(source.root, "change") or method(source.root, "up", "self.up") or ()
