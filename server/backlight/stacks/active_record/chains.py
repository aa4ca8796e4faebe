"""Chains of ActiveRecord as they are written: `User.where(…).order(:name).limit(5)`."""

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source, Span, ancestors, captures, field, text_of
from backlight.stacks.rails_words import singular

STEPS = named(
    "all where not rewhere order reorder includes preload eager_load references joins "
    "left_joins left_outer_joins limit offset group having distinct select pluck pick "
    "ids first first! last last! take take! find find! find_by find_by! find_by_sql "
    "find_sole_by find_each find_in_batches in_batches find_or_create_by "
    "find_or_create_by! find_or_initialize_by count sum average minimum maximum "
    "exists? any? none? many? empty? create create! update_all delete_all destroy_all "
    "insert insert_all upsert upsert_all unscoped readonly lock page per paginate "
    "to_a none or merge delete_by destroy_by"
)
START = named(
    "all where order includes preload eager_load joins left_joins limit group "
    "distinct select pluck pick ids first last take find find_by find_by! find_by_sql "
    "find_each find_in_batches in_batches find_or_create_by find_or_create_by! "
    "find_or_initialize_by count sum average minimum maximum exists? create create! "
    "update_all delete_all destroy_all insert_all upsert_all unscoped page none "
    "where.not rewhere lock first! last! take! find! delete_by destroy_by"
)
"""Methods of a model class itself."""

BARE = named("where joins left_joins includes order find_by find_by_sql group rewhere update_all")
"""Those that a model calls on itself."""


CLASSES = frozenset({"constant", "scope_resolution"})
OF_ROWS = named(
    "where rewhere joins left_joins left_outer_joins includes preload eager_load reorder pluck "
    "find find_by find_by! exists? find_each in_batches find_or_create_by find_or_create_by! "
    "find_or_initialize_by update_all destroy_all delete_all"
)
"""Those that tell the rows of a relation from a list, `user.posts.where(…)`; `find` by its key."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call of a chain."""

    name: str
    call: Node

    @property
    def arguments(self) -> list[Node]:
        """What it is called with."""
        given = field(self.call, "arguments")
        return given.named_children if given is not None else []


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain from its model to the last step that is one of a query."""

    model: str
    root: Node
    """The class; of a row's relation the call that names it; else the first step, of the model."""
    node: Node
    steps: tuple[Step, ...]

    def step(self, *names: str) -> Step | None:
        """The first step of one of the given names."""
        return next((step for step in self.steps if step.name in names), None)


def chains(source: Source, within: Span | None = None) -> Iterator[Chain]:
    """Every chain from a model class, from a relation of a row, or in a model from itself."""
    found = captures(source, "(call receiver: (_) @of) @call", within).get("of", [])
    for root in found:
        last = text_of(root).rpartition("::")[2]
        if root.type in CLASSES and not last.isupper():
            chain = _chain(root, text_of(root))
        else:
            chain = _of_rows(root)
        if chain is not None:
            yield chain
    if b"Record" in source.text.data:
        bare = captures(source, "(call !receiver method: (identifier) @name) @call", within)
        for call in bare.get("call", []):
            method = field(call, "method")
            if method is not None and text_of(method) in BARE and (model := _model(call)):
                chain = _chain(call, model, itself=True)
                if chain is not None:
                    yield chain


def _model(node: Node) -> str:
    """The model whose class a node stands in."""
    for above in ancestors(node):
        name, parent = field(above, "name"), field(above, "superclass")
        if above.type == "class" and name is not None and parent is not None:
            return text_of(name) if text_of(parent).endswith(("Record", "Base")) else ""
    return ""


def _of_rows(root: Node) -> Chain | None:
    """`user.posts.where(…)`, of the model that is called as its relation is: `Post`."""
    name, above = field(root, "method"), root.parent
    if root.type != "call" or name is None or field(root, "arguments") is not None:
        return None
    many, step = text_of(name), field(above, "method")
    one = singular(many)
    if one == many or step is None or above is None or _first(root).type in CLASSES:
        return None
    found = text_of(step)
    given = field(above, "arguments")
    first = given.named_children[0].type if given is not None and given.named_children else ""
    if found not in OF_ROWS or (found == "find" and not first):
        return None
    if found == "pluck" and first != "simple_symbol":
        return None  # a list of hashes or lists is plucked as well
    return _chain(root, "".join(part[:1].upper() + part[1:] for part in one.split("_")))


def _first(node: Node) -> Node:
    """What a chain of calls begins with."""
    at = node
    while (receiver := field(at, "receiver")) is not None:
        at = receiver
    return at


def _chain(root: Node, model: str, *, itself: bool = False) -> Chain | None:
    steps: list[Step] = []
    last = at = root
    known = 0
    if itself:
        method = field(root, "method")
        steps.append(Step(text_of(method) if method is not None else "", root))
        known = 1
    while (above := at.parent) is not None and above.type == "call":
        method = field(above, "method")
        if method is None or field(above, "receiver") != at:
            break
        name = text_of(method)
        steps.append(Step(name, above))
        if name in STEPS:
            last, known = above, len(steps)
        elif len(steps) > 1 and not known:
            break
        at = above
        if name in {"each", "map", "to_a", "to_json", "as_json"}:
            break
    steps = steps[:known]
    if not steps or (steps[0].name not in START and not any(s.name in START for s in steps[1:])):
        return None
    return Chain(model, root, last, tuple(steps))
