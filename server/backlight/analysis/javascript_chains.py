"""Chains of calls in JavaScript, `User.find({…}).limit(5)`, and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.javascript_expressions import FUNCTIONS, value
from backlight.analysis.javascript_names import label
from backlight.analysis.javascript_values import Call, Fields, Member, Value, dotted
from backlight.analysis.syntax import Source, Span, captures, field, span_of, text_of

LOOPS = {"for_statement", "for_in_statement", "while_statement", "do_statement"}
WAITING = {"then", "catch", "finally"}
"""What is done with the answer of a chain, and is no part of it."""
ITERATING = {"map", "forEach", "flatMap", "reduce", "some", "every", "filter"}


@dataclass(frozen=True, slots=True)
class Step:
    """One method of a chain, with what it is given."""

    name: str
    args: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """A whole chain: what it starts from, its methods, its node."""

    root: str
    """A name with its members; of `db("users").first()` it is `db`, the first step without name."""
    steps: tuple[Step, ...]
    node: Node

    def step(self, *names: str) -> Step | None:
        """The first method of one of the given names."""
        return next((step for step in self.steps if step.name in names), None)


def chains(source: Source, within: Span | None = None) -> Iterator[Chain]:
    """Every chain of calls that starts from a name, whole ones only, in order of place."""
    found = captures(source, "(call_expression) @call", within).get("call", [])
    for node in found:
        above = node.parent
        if above is not None and above.type == "member_expression":
            after = above.parent
            if after is not None and after.type == "call_expression" and not _waits(after):
                continue
        chain = _chain(node) if not _waits(node) and not _of_answer(node) else None
        if chain is not None:
            yield chain


def _waits(call: Node) -> bool:
    """Whether a call waits for a promise: `….then(…)`."""
    name = field(call, "function", "property")
    return name is not None and text_of(name) in WAITING


def _of_answer(call: Node) -> bool:
    """Whether a call is made on what another one answers: `(await …).map(…)` are two chains."""
    at: Node | None = call
    while at is not None and at.type in {"call_expression", "member_expression"}:
        at = field(at, "function") or field(at, "object")
    inner = at.named_children if at is not None and at.type == "parenthesized_expression" else []
    return bool(inner) and inner[0].type == "await_expression"


def loop_of(node: Node) -> Span | None:
    """The loop that a node runs in, once for each turn; what is gone over is not inside."""
    at = node
    while at.parent is not None:
        above = at.parent
        if above.type in LOOPS and field(above, "body") == at:
            return span_of(above)
        if above.type in FUNCTIONS:
            call = above.parent.parent if above.parent is not None else None
            name = field(call, "function", "property") if call is not None else None
            if name is None or text_of(name) not in ITERATING:
                return None
            return span_of(call) if call is not None else None
        at = above
    return None


def function_of(node: Node) -> str:
    """The name of the function that a node stands in."""
    at = node.parent
    while at is not None:
        if at.type in FUNCTIONS and (name := label(at)):
            return name
        at = at.parent
    return ""


def bound_name(node: Node) -> str:
    """The variable that a chain's answer is given to, `await` looked through."""
    above = node.parent
    while above is not None and above.type in {"await_expression", "parenthesized_expression"}:
        above = above.parent
    name = field(above, "name") if above is not None else None
    if name is None or above is None or above.type != "variable_declarator":
        return ""
    return text_of(name) if name.type == "identifier" else ""


def option(step: Step | None, name: str, place: int = 0) -> Value | None:
    """What an object among the arguments says under a key."""
    if step is None or len(step.args) <= place:
        return None
    given = step.args[place]
    return dict(given.pairs).get(name) if isinstance(given, Fields) else None


def _chain(node: Node) -> Chain | None:
    said, steps = value(node), list[Step]()
    while isinstance(said, Call):
        if not isinstance(said.of, Member):
            steps.insert(0, Step("", said.args))
            return Chain(dotted(said.of), tuple(steps), node) if len(steps) > 1 else None
        steps.insert(0, Step(said.of.name, said.args))
        said = said.of.of
    root = dotted(said) or _tail(said)
    return Chain(root, tuple(steps), node) if root and steps else None


def _tail(said: Value) -> str:
    """The members after what is no name: `models.User` of `app.get("db").models.User`."""
    names: list[str] = []
    while isinstance(said, Member):
        names.insert(0, said.name)
        said = said.of
    return ".".join(names)
