"""What a chain of Django reads of its rows, and how many: keys joined, slices, last steps."""

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import field, text_of
from backlight.stacks.django.chains import SHORT, Chain, Step
from backlight.stacks.django.fields import FORWARD, columns
from backlight.stacks.django.lookups import key_of, reached
from backlight.stacks.django.registry import Known, find
from backlight.stacks.python_bound import bound, literal
from backlight.stacks.statement import Select, Uncertain, named, place

ONE_OF_GET = "21"
"""`get()` asks for more rows than one, to tell that there are several."""


def columns_of(known: Known) -> list[str]:
    """The columns of a model, those of Django's own bases included."""
    found = [one.name for one in columns(known.fields, {})]
    return found + [name for name in known.one.lent if name not in found]


def related(select: Select, project: Project, known: Known, step: Step) -> None:
    """The tables of keys joined, with their columns."""
    if not step.arguments or len(step.strings()) != len(step.arguments):
        raise Uncertain
    for path in step.strings():
        names = path.split("__")
        at = known
        for depth, name in enumerate(names):
            one = at.fields.get(name)
            if one is None or one.kind not in FORWARD:
                raise Uncertain
            target = at.name if one.target == "self" else one.target.rpartition(".")[2]
            other = find(project, target)
            if other is None or not other.complete:
                raise Uncertain
            way = "__".join(names[: depth + 1])
            probe = next((c for c in columns_of(other) if c != key_of(other)), "")
            if not probe:
                raise Uncertain
            reached(select, project, known, f"{way}__{_field_of(other, probe)}", outer=True)
            alias = select.aliases["." + way.replace("__", ".")]
            listed = [f"{alias}.{named(column)}" for column in columns_of(other)]
            select.columns += [column for column in listed if column not in select.columns]
            at = other


def _field_of(known: Known, column: str) -> str:
    """The name under which a column is asked for."""
    return next((one.name for one in known.fields.values() if one.column == column), column)


def ended(select: Select, known: Known, chain: Chain, end: str) -> str:
    """What the last step, a slice or an index make of the rows."""
    key = f"{select.table}.{named(key_of(known))}"
    if end == "last":
        turned = (one.removesuffix(" DESC") for one in select.order or [key])
        select.order = [one if f"{one} DESC" in select.order else f"{one} DESC" for one in turned]
    if end == "first":
        select.order = select.order or [key]
    if end in {"first", "last"}:
        select.limit = "1"
    if end in {"get", *SHORT}:
        select.order, select.limit = [], ONE_OF_GET
    if end == "count":
        return select.counted()
    if end == "exists":
        return select.existing()
    if chain.sliced:
        _sliced(select, chain.node)
    return select.text()


def _sliced(select: Select, node: Node) -> None:
    """`[5]`, `[:10]`, `[10:20]` and their like with values that are bound."""
    at = field(node, "subscript")
    if at is None:
        raise Uncertain
    if at.type != "slice":
        select.limit, first = "1", literal(at)
        if first is None or not first.isdigit():
            raise Uncertain
        select.offset = "" if first == "0" else first
        return
    text = text_of(at)
    if text.count(":") != 1:
        raise Uncertain
    start = [one for one in at.named_children if one.end_byte <= at.start_byte + text.index(":")]
    stop = [one for one in at.named_children if one not in start]
    first = bound(start[0]) if start else ""
    last = bound(stop[0]) if stop else ""
    select.offset = "" if first == "0" else first
    select.limit = _length(start[0], stop[0]) if first and last else last


def _length(start: Node, stop: Node) -> str:
    """How many rows lie between two ends: `n` of `[a : a + n]`, else one end less the other."""
    first, last = bound(start), bound(stop)
    if first.isdigit() and last.isdigit():
        return str(int(last) - int(first))
    if first == "0":
        return last
    left, right = field(stop, "left"), field(stop, "right")
    if left is not None and right is not None and text_of(field(stop, "operator") or stop) == "+":
        for one, other in ((left, right), (right, left)):
            if text_of(one) == text_of(start):
                return bound(other)
    return place(f"({text_of(stop)}) - ({text_of(start)})")
