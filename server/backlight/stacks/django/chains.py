"""Chains of the ORM as they are written: where they start, and their steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.python_expressions import dotted, parts, string
from backlight.analysis.syntax import Source, Span, captures, field, text_of

_STEPS = (
    "all filter exclude order_by select_related prefetch_related annotate alias values"
    " values_list only defer distinct reverse using none union intersection difference dates"
    " datetimes select_for_update iterator get first last latest earliest count exists"
    " aggregate create bulk_create bulk_update update delete get_or_create update_or_create"
    " in_bulk extra raw contains complex_filter explain"
)
STEPS = frozenset(_STEPS.split())
"""The methods of a queryset; with one of them, `Order.paid` is a manager."""
_CERTAIN = (
    "all exclude order_by select_related prefetch_related annotate values_list in_bulk exists"
)
CERTAIN = frozenset(_CERTAIN.split())
"""Methods that hardly anything but a queryset has."""
SHORT = {"get_object_or_404", "get_list_or_404", "aget_object_or_404", "aget_list_or_404"}
OTHERS = {"query", "session", "scalars", "execute"}
"""Where other mappers' chains start (`User.query`, `session.query(…)`)."""
PATHS = regex(r"(^|_)(path|file|dir|folder)$")
"""What `exists()` is also asked of."""
SPOKEN = regex(
    rb"(?:objects|_manager|_set)\b|_or_404\s*\(|[A-Z]\w*\s*\.\s*\w+\s*\.\s*get\b|\.\s*(?:filter|"
    + "|".join(sorted(CERTAIN)).encode()
    + rb")\b"
)
"""What a file holds that has a chain."""
CANDIDATES = "(call function: [(attribute) (identifier)]) @call"


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a chain."""

    name: str
    call: Node

    @property
    def arguments(self) -> list[Node]:
        """What it is called with."""
        given = self.call.child_by_field_name("arguments")
        return parts(given) if given is not None and given.type == "argument_list" else []

    def strings(self) -> tuple[str, ...]:
        """Its arguments that are strings, or `Prefetch("…")` of one."""
        found = []
        for argument in self.arguments:
            inner = field(argument, "arguments") if argument.type == "call" else None
            first = parts(inner)[:1] if inner is not None else [argument]
            found += [s for node in first if (s := string(node)) is not None]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain from its manager to its last step or slice."""

    node: Node
    base: Node
    """What stands before the first step: `Order.objects`, `order.items`."""
    model: str
    """The model class, empty for a manager of a row."""
    steps: tuple[Step, ...]
    sliced: bool = False
    """A slice or an index ends it."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its steps."""
        return tuple(step.name for step in self.steps)

    @property
    def end(self) -> int:
        """Where another step can be put behind it."""
        return self.steps[-1].call.end_byte if self.steps else self.base.end_byte


def chains(source: Source, within: Span | None = None) -> Iterator[Chain]:
    """Every chain of a file, in order of place; a part of a chain is not told again."""
    if SPOKEN.search(source.text.data) is None:
        return
    seen: set[int] = set()
    passed: set[int] = set()
    calls = captures(source, CANDIDATES, within).get("call", [])
    for call in calls:
        if call.id in passed:
            continue
        passed.update(_below(call))
        found = chain(call)
        if found is not None and found.node.id not in seen:
            seen.add(found.node.id)
            yield found


def chain(call: Node) -> Chain | None:
    """The whole chain that a call belongs to, if it is one of Django's."""
    function = field(call, "function")
    if function is None or not _may(function):
        return None
    if function.type == "identifier":
        return _shortcut(call, text_of(function))
    top, sliced = _outermost(call)
    base, steps = _down(top)
    if base is None or not steps or base.type not in {"attribute", "identifier"}:
        return None
    names = dotted(base).split(".")
    if not names[0] or OTHERS & {*names}:
        return None
    model = names[-2] if len(names) > 1 and names[-2][:1].isupper() else ""
    manager = names[-1]
    usual = manager in {"objects", "_default_manager", "_base_manager"} or manager.endswith("_set")
    if len(names) < 2 or not (usual or _like_one(steps, model)) or PATHS.search(manager):
        return None
    return Chain(_whole(top), base, model, steps, sliced)


def _may(function: Node) -> bool:
    """A look at the name that is called, before the whole chain is looked at."""
    if function.type == "identifier":
        return text_of(function) in SHORT
    name = field(function, "attribute")
    if name is not None and text_of(name) in STEPS:
        return True
    manager = field(function, "object", "attribute")
    return manager is not None and text_of(manager).endswith(("objects", "_manager", "_set"))


def _shortcut(call: Node, name: str) -> Chain | None:
    """`get_object_or_404(Order, pk=1)`; with a queryset inside, that one is the chain."""
    given = field(call, "arguments")
    first = parts(given)[:1] if name in SHORT and given is not None else []
    if first and first[0].type == "identifier" and text_of(first[0])[:1].isupper():
        return Chain(call, first[0], text_of(first[0]), (Step(name, call),))
    return None


def _outermost(call: Node) -> tuple[Node, bool]:
    """The last call of a chain, and whether a slice or an index follows."""
    top = call
    while top.parent is not None and top.parent.type == "attribute":
        above = top.parent.parent
        if (
            field(top.parent, "object") != top
            or above is None
            or field(above, "function") != top.parent
        ):
            break
        top = above
    after = top.parent
    return top, after is not None and after.type == "subscript" and field(after, "value") == top


def _whole(top: Node) -> Node:
    after = top.parent
    sliced = after is not None and after.type == "subscript" and field(after, "value") == top
    return after if sliced and after is not None else top


def _down(top: Node) -> tuple[Node | None, tuple[Step, ...]]:
    """From the last call to what stands before the first one."""
    steps: list[Step] = []
    at: Node | None = top
    while at is not None and at.type == "call":
        function = field(at, "function")
        if function is None or function.type != "attribute":
            return None, ()
        steps.append(Step(text_of(field(function, "attribute") or function), at))
        at = field(function, "object")
    return at, tuple(reversed(steps))


def _below(call: Node) -> Iterator[int]:
    """The calls of a chain, from its last one down, by what tells nodes apart."""
    at: Node | None = call
    while at is not None and at.type == "call":
        yield at.id
        at = field(at, "function", "object")


def _like_one(steps: tuple[Step, ...], model: str) -> bool:
    """Whether steps speak of a queryset, where the name before them does not."""
    names = {step.name for step in steps}
    if not names <= STEPS and steps[0].name not in STEPS:
        return False
    keyed = any(
        step.name in {"filter", "get"} and any(n.type == "keyword_argument" for n in step.arguments)
        for step in steps
    )
    return bool(names & CERTAIN) or (keyed and "filter" in names) or (bool(model) and keyed)
