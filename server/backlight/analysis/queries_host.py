"""What a language that holds SQL in its strings must be able to tell: one record a language."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from re import Pattern
from typing import Literal

from tree_sitter import Node

from backlight.analysis.queries_pieces import Template

Kind = Literal["text", "number", "name", "attr", "item", "call", "join", "choice", "many", "other"]


@dataclass(frozen=True, slots=True)
class Expr:
    """An expression, with no more said of it than the flow of values needs."""

    kind: Kind
    node: Node
    parts: tuple["Expr", ...] = ()
    """Of an attribute its object, of an item also the index, of a call the receiver (or `other`)
    and the arguments, of everything else its operands."""
    word: str = ""
    """The name, the attribute, or the dotted name that is called."""


@dataclass(frozen=True, slots=True)
class Binding:
    """One way in which a name gets its value."""

    kind: Literal["set", "add", "put", "param", "loop", "import"]
    at: Node
    """The statement, or the parameter."""
    value: Node | None = None
    type: str = ""
    key: str = ""
    """Under which key it is put in, if that is written out."""


Bindings = Mapping[str, tuple[Binding, ...]]


@dataclass(frozen=True, slots=True)
class Given:
    """Calls that are given nothing but SQL."""

    needle: Pattern[bytes]
    """What a file holds that may have one."""
    query: str
    """A tree-sitter query for them (`@call`)."""
    names: frozenset[str]
    receivers: Pattern[str]
    kinds: frozenset[str] = frozenset({"identifier", "call", "subscript", "element_reference"})
    """What can be all that a call is given, and come from a client."""
    handed: Callable[[Node, Node, "Host"], bool] = lambda _call, _value, _host: False
    """Whether such a value is a text of whoever calls the function."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """A language."""

    strings: str
    """A tree-sitter query for string literals (`@string`)."""
    read: Callable[[Node], Template | None]
    """A string expression as text and holes."""
    joins: Callable[[Node], Node | None]
    """The next larger string expression that a part is put into."""
    expr: Callable[[Node], Expr]
    bindings: Callable[[Node], Bindings]
    """The names that a scope gives, functions and classes in it not entered."""
    scopes: frozenset[str]
    """Types of nodes that are a scope: functions, classes, the file."""
    functions: frozenset[str]
    loops: frozenset[str]
    calls: frozenset[str]
    blocks: frozenset[str]
    """Types of nodes whose statements may not run, or run often."""
    runs: frozenset[str] = frozenset()
    """Calls that run SQL in this language alone."""
    members: bool = False
    """The names that a class gives are seen in its methods without `this`."""
    allows: str = ""
    """A pattern of further ways to check `{name}` against what is allowed."""
    kind: Callable[[Node, Node | None], str] = lambda _literal, _call: "sql"
    """What language a string is in, by what it is given to: `sql`, `jpql`, `mybatis`."""
    sure: frozenset[str] = frozenset()
    """Those of them that are given nothing else."""
    clauses: frozenset[str] = frozenset()
    """Methods that are given a piece of SQL."""
    options: frozenset[str] = frozenset()
    """Options of a call that are pieces of SQL: `find(:all, :order => "name")`."""
    optioned: frozenset[str] = frozenset()
    """Calls that take such options."""
    builders: Pattern[str] | None = None
    """What such a method is called on, where its name has everyday meanings as well."""
    wraps: frozenset[str] = frozenset()
    """What SQL goes through before it is run."""
    same: frozenset[str] = frozenset()
    """What gives back what is as good as what it is given."""
    given: "Given | None" = None
    """Calls that take SQL whole, which may be all that a client sent."""
    request: Pattern[str] | None = None
    """What the code of a value looks like that a client sent."""
    harmless: Pattern[str] | None = None
    """What the name of a function looks like that gives a number, a name, or something quoted."""
    strict: bool = True
    """A parameter of a function in the place of a name of a table or column is the client's."""
    unknown: Literal["open", "called", "constant"] = "open"
    """What a name most likely is that the file does not give a value."""
    defers: Callable[[Node], bool] = lambda _loop: False
    """Whether such a node is kept, and run when something happens."""
    sql_at: Callable[[Node], int] = lambda _call: 0
    """Which argument of a call is the SQL."""
    context: Callable[[Node], int] = lambda _call: 0
    """How many arguments of a call stand before what it is told: a context, in Go."""
    builds: Callable[[Node], tuple[str, Node] | None] = lambda _node: None
    """The builder that a string is written to, and the statement that does it."""
    returns: Callable[[Node], tuple[Node, ...]] = lambda _call: ()
    """What a call gives back, if the function is seen: each value that it may return."""
    reads: Pattern[str] | None = None
    """Methods that read what a client sent, whatever the request is called."""
    private: Callable[[Node, str], bool] = lambda _function, _name: False
    """Whether a function of a name can be called in its own file alone."""
    repeats: Callable[[Node], bool] = lambda _loop: True
    """Whether a node of a type of `loops` runs more than once."""


def whole(node: Node, host: Host, known: dict[int, Node]) -> Node:
    """The string expression that a literal is part of; `known` is kept for its other literals.

    To ask for the parent of a node costs the more the deeper it is: nobody asks twice.
    """
    passed = []
    while node.id not in known and (above := host.joins(node)) is not None:
        passed.append(node.id)
        node = above
    node = known.get(node.id, node)
    known |= dict.fromkeys(passed, node)
    return node


def gathered(found: Iterable[tuple[str, Binding]]) -> Bindings:
    """The names that a scope gives, each with every way it gets its value, in order of place."""
    names: dict[str, list[Binding]] = {}
    for name, binding in found:
        names.setdefault(name, []).append(binding)
    return {name: tuple(some) for name, some in names.items()}
