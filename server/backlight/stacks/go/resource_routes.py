"""The routes of a new resource of Go, beside those that are there, with what asks who it is."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import arguments, string
from backlight.analysis.guards import signs_in
from backlight.analysis.syntax import ancestors, descendants, field, text_of
from backlight.edits import Edit, Refused, below
from backlight.stacks.go.beside import Beside

PARAMETER = regex(r"(?:/(?::\w+|\{[^}]*\}|\*\w*))+/?$")
VERBS = (
    ("GET", False, "List"),
    ("POST", False, "Create"),
    ("GET", True, "Get"),
    ("PUT", True, "Update"),
    ("DELETE", True, "Delete"),
)
VERSION = regex(r"^(?:api|v\d+)$")
OPEN = "This is how `%s` is registered, and a route beside it cannot be written so: ask the agent."


@dataclass(frozen=True, slots=True)
class Routes:
    """Where new routes go, and how each is written."""

    at: Node
    """The statement that they come after."""
    opened: tuple[str, ...]
    """What comes before them: a group of their own."""
    router: str
    base: str
    before: tuple[str, ...]
    """Guards between path and handler."""
    after: tuple[str, ...]
    """Guards after the handler."""
    closed: tuple[str, ...] = ()


def routes(like: Beside, stack: str, many: str) -> Routes | Refused:
    """The place beside a route, if it is registered in a way that is understood."""
    given = arguments(like.call)
    operand = field(like.call, "function", "operand")
    statement = _statement(like.call)
    written = string(given[0])
    if operand is None or statement is None:
        return Refused(OPEN % like.endpoint.path)
    guards = tuple(text_of(n) for n in given[1:] if signs_in(text_of(n)))
    before = tuple(g for g in guards if g in map(text_of, given[1:-1])) if stack == "gin" else ()
    after = tuple(g for g in guards if g in map(text_of, given[2:])) if stack == "echo" else ()
    if stack == "net/http":
        verb, _, written = written.partition(" ")
        if not verb.isupper() or not written:
            return Refused("Routes here name no method, as Go 1.22 has them; ask the agent.")
    head = PARAMETER.sub("", written).rstrip("/")
    if "{" in head or ":" in head:
        return Refused(OPEN % like.endpoint.path)
    if given[-1].type == "call_expression" and stack in {"chi", "net/http"}:
        return Refused(f"`{text_of(given[-1])}` wraps its handler; ask the agent for the routes.")
    router = text_of(operand)
    if head:
        base = head.rpartition("/")[0]
        return Routes(_last(statement, router), (), router, f"{base}/{many}", before, after)
    return _grouped(like, router, many, (before, after))


def _grouped(
    like: Beside, router: str, many: str, guards: tuple[tuple[str, ...], tuple[str, ...]]
) -> Routes | Refused:
    """A group of its own, made as that of the route is, and asked by the same."""
    for above in ancestors(like.call):  # chi: r.Route("/tickets", func(r chi.Router) { … })
        name = field(above, "function", "field") if above.type == "call_expression" else None
        given = arguments(above) if name is not None else []
        if name is not None and text_of(name) == "Route" and len(given) == 2 and above != like.call:
            outer, statement = field(above, "function", "operand"), _statement(above)
            base = _moved(string(given[0]), many)
            if outer is None or statement is None or not base:
                break
            uses = _uses(given[1], router)
            head = f'{text_of(outer)}.Route("{base}", func({router} chi.Router) {{'
            return Routes(
                statement, (head, *(f"\t{u}" for u in uses)), router, "", *guards, ("})",)
            )
    for one in descendants(like.function, "short_var_declaration"):
        left, right = field(one, "left"), field(one, "right")
        call = right.named_children[0] if right is not None and right.named_children else None
        name = field(call, "function", "field") if call is not None else None
        if left is None or text_of(left) != router or call is None or name is None:
            continue
        given, outer = arguments(call), field(call, "function", "operand")
        base = _moved(string(given[0]), many) if given and text_of(name) == "Group" else ""
        if outer is None or not base:
            break
        more = "".join(f", {text_of(n)}" for n in given[1:])
        group = f"{many.replace('-', '')}Group"
        opened = f'{group} := {text_of(outer)}.Group("{base}"{more})'
        uses = [u.replace(f"{router}.", f"{group}.", 1) for u in _uses(like.function, router)]
        return Routes(_last(one, router), (opened, *uses), group, "", *guards)
    return Refused(OPEN % like.endpoint.path)


def _moved(path: str, many: str) -> str:
    """The path of a group with another last word; nothing for one that is no resource."""
    head, _, last = path.rstrip("/").rpartition("/")
    plain = last and not VERSION.match(last) and "{" not in path and ":" not in path
    return f"{head}/{many}" if plain else ""


def _uses(node: Node, router: str) -> list[str]:
    """`group.Use(auth)`, as far as it finds out who asks."""
    calls = (text_of(c) for c in descendants(node, "call_expression"))
    return [c for c in calls if c.startswith(f"{router}.Use(") and signs_in(c)]


def _statement(node: Node) -> Node | None:
    return next((n for n in ancestors(node) if n.type == "expression_statement"), None)


def _last(statement: Node, router: str) -> Node:
    """The last of the statements that follow one and speak of the same router."""
    found, at = statement, statement.next_named_sibling
    while at is not None and at.type in {"expression_statement", "block", "comment"}:
        if at.type != "comment":
            if f"{router}." not in text_of(at):
                break
            found = at
        at = at.next_named_sibling
    return found


def edit(of: Routes, like: Beside, made: str, verbs: dict[str, str], style: str) -> Edit:
    """The routes as text. `made` makes what handles them; `style` is the framework's name."""
    pad = like.source.text.before(of.at.start_byte)
    wide = style in {"gin", "echo"}
    inner = "\t" if of.closed else ""
    rows = [*([made] if made else []), *of.opened]
    for method, single, verb in VERBS:
        path = of.base + ("/:id" if wide else "/{id}") * single
        path = path or ("" if wide else "/")
        said = ", ".join([*of.before, verbs[verb], *of.after])
        if style == "net/http":
            rows.append(f'{of.router}.HandleFunc("{method} {path}", {said})')
        else:
            name = method if wide else method.capitalize()
            rows.append(f'{inner}{of.router}.{name}("{path}", {said})')
    text = "".join(f"\n{pad}{row}" for row in [*rows, *of.closed])
    return below(like.source.text, of.at.end_byte, text, "The new routes.")
