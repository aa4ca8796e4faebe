"""The operations of a migration's function, in the order in which they are carried out.

What a loop, a condition or the database decides is not certain, and raises `Untold`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from re import compile as regex

from backlight.analysis.python_expressions import Piece, parts, value
from backlight.analysis.python_values import Call, Literal, Many, Name, Unknown, Value
from backlight.analysis.syntax import Source, descendants, line_of, text_of
from backlight.analysis.syntax import field as part
from backlight.sql.written import Untold

DEEP = 5
"""How far helpers that call helpers are followed."""
NOTHING = frozenset({"pass_statement", "comment", "import_statement", "import_from_statement"})
ASKS = frozenset({"op.get_bind", "op.get_context"})
"""What gives the connection, through which more is asked."""
AUTOCOMMIT = regex(r"^with\s+op\.get_context\(\)\.autocommit_block\(\)\s*:")
OUTPUT = ("print", "logging.", "logger.", "log.")


@dataclass(frozen=True, slots=True)
class Step:
    """One operation; `table` is that of the `batch_alter_table` around it."""

    call: Call
    table: str = ""
    schema: str = ""

    @property
    def name(self) -> str:
        """`add_column` for `op.add_column`."""
        return self.call.name.rpartition(".")[2]


@dataclass(slots=True)
class Reader:
    """One migration being read."""

    source: Source
    known: dict[str, Value] = field(default_factory=dict)
    """Names and what they stand for."""
    lenient: bool = False
    """What is not certain is left out, and told in `skipped`."""
    skipped: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Names of the module itself are known everywhere in it."""
        for node in parts(self.source.root):
            self._assigned(node)

    def steps(self, function: str, deep: int = DEEP) -> Iterator[Step]:
        """What a function does; nothing if there is none of this name."""
        body = self._body(function)
        for statement in parts(body) if body is not None else ():
            try:
                yield from list(self._statement(statement, {}, deep))
            except Untold as error:
                self.skip(error)

    def resolved(self, said: Value | None) -> Value | None:
        """What a name stands for, where that is known."""
        for _ in range(DEEP):
            if not isinstance(said, Name) or said.dotted not in self.known:
                return said
            said = self.known[said.dotted]
        return said

    def spread(self, said: Value) -> tuple[Value, ...]:
        """An argument, or those that `*names` or `*helper()` stands for."""
        code = said.code if isinstance(said, Unknown) else ""
        if not code.startswith("*"):
            return (said,)
        name = code.lstrip("*").strip()
        found = self.known.get(name) or self._returned(name.removesuffix("()"))
        if not isinstance(found, Many):
            raise Untold(f"`{code[:40]}` is known only when it runs")
        return found.items

    def skip(self, error: Untold) -> None:
        """Leave out what is not certain, where that is wanted; else raise it."""
        if not self.lenient:
            raise error
        self.skipped.append(str(error))

    def _body(self, function: str) -> Piece | None:
        for node in descendants(self.source.root, "function_definition"):
            if text_of(part(node, "name") or node) == function:
                return part(node, "body")
        return None

    def _returned(self, function: str) -> Value | None:
        body = self._body(function)
        if body is None:
            return None
        last = parts(body)[-1:]
        inner = parts(last[0]) if last and last[0].type == "return_statement" else []
        return value(inner[0]) if inner else None

    def _statement(self, node: Piece, batch: dict[str, Step], deep: int) -> Iterator[Step]:
        if node.type in NOTHING:
            return
        if node.type == "with_statement":
            apart = AUTOCOMMIT.search(text_of(node))
            inside = self._inside if apart is not None else self._batch
            yield from inside(node, batch, deep)
            return
        if node.type != "expression_statement":
            kind = node.type.removesuffix("_statement")
            raise Untold(f"line {line_of(node)} has a `{kind}`, which decides as it runs")
        said = self._assigned(node) or value(parts(node)[0])
        if isinstance(said, Literal):  # a docstring
            return
        if not isinstance(said, Call):
            if parts(node)[0].type == "assignment":
                return
            raise Untold(f"line {line_of(node)} is no operation")
        yield from self._call(said, batch, deep)

    def _call(self, said: Call, batch: dict[str, Step], deep: int) -> Iterator[Step]:
        owner, _, _ = said.name.rpartition(".")
        if said.name in ASKS:
            return
        if owner == "op" or self._executes(said, owner) or said.name.endswith((".create", ".drop")):
            yield Step(said)
        elif owner in batch:
            yield Step(said, batch[owner].table, batch[owner].schema)
        elif not owner and deep and self._body(said.name) is not None:
            if said.args or said.named:
                raise Untold(f"line {said.line} calls `{said.name}` with values")
            yield from self.steps(said.name, deep - 1)
        elif not said.name.startswith(OUTPUT) and not self._made(said):
            raise Untold(f"line {said.line} calls `{said.name or 'something'}`")

    def _executes(self, said: Call, owner: str) -> bool:
        """`connection.execute(…)` of `connection = op.get_bind()`."""
        bound = self.known.get(owner)
        through = isinstance(bound, Call) and bound.name in ASKS
        return through and said.name == f"{owner}.execute"

    def _made(self, said: Call) -> bool:
        """Whether a call only makes a value, a type or a table to speak of."""
        return said in self.known.values() and said.name.startswith(("sa.", "postgresql.", "table"))

    def _inside(self, node: Piece, batch: dict[str, Step], deep: int) -> Iterator[Step]:
        """What is done outside of the transaction is done one by one here in any case."""
        for statement in parts(part(node, "body") or node):
            yield from self._statement(statement, batch, deep)

    def _batch(self, node: Piece, batch: dict[str, Step], deep: int) -> Iterator[Step]:
        item = next(iter(descendants(node, "as_pattern")), None)
        made = value(parts(item)[0]) if item is not None else None
        body = part(node, "body")
        if item is None or body is None or not isinstance(made, Call):
            raise Untold(f"line {line_of(node)} has a `with`")
        if made.name != "op.batch_alter_table":
            raise Untold(f"line {line_of(node)} has a `with {made.name[:40]}`")
        table = self.resolved(made.argument(0, "table_name"))
        schema = self.resolved(made.keyword("schema"))
        if not isinstance(table, Literal):
            raise Untold(f"the table in line {line_of(node)} is known only when it runs")
        name = text_of(parts(item)[-1])
        there = str(schema.value) if isinstance(schema, Literal) and schema.value else ""
        mine = {**batch, name: Step(made, str(table.value), there)}
        for statement in parts(body):
            yield from self._statement(statement, mine, deep)

    def _assigned(self, node: Piece) -> Value | None:
        """What an assignment gives a name, which is remembered."""
        inner = parts(node)[0] if node.type == "expression_statement" and parts(node) else None
        if inner is None or inner.type != "assignment":
            return None
        left, right = part(inner, "left"), part(inner, "right")
        if left is None or right is None:
            return None
        said = value(right)
        self.known[text_of(left)] = said
        return said
