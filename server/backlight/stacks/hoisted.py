"""A client that pools by itself, made once for the module in place of once for each request.

What it is made of must be known where the module is read, and what closed it must go: a pool that
the first request closes serves no second one.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from re import Pattern
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.syntax import Source, ancestors, descendants, field, text_of
from backlight.edits import Edit, Refused

WHY = "It is made once for the process, and its connections are used again."
CLOSED = "It stays open for the next request."
REQUESTS = frozenset({"request", "req", "current_app", "g", "app", "this", "self"})
"""Names of what comes with a request, or is not there yet."""
LOADS = regex(r"(?i)dotenv|\bread_env\b")
"""What fills the environment when the module is read."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """How a language says that something is made, and closed."""

    making: str
    """Kind of node of a call that makes a client."""
    made: Collection[str]
    """What is called to make a client that pools by itself."""
    assigned: str
    """Kind of node that gives it its name, and the field of that name."""
    name: str
    blocks: Collection[str]
    closes: str
    """How it is closed, behind its name."""
    free: Collection[str]
    """Names that are known everywhere."""
    imports: str
    """How a line begins that imports."""


def hoisted(source: Source, handler: Handler, grammar: Grammar) -> list[Edit] | Refused:
    """The statement that makes the one client of a handler, above all functions."""
    span = handler.span
    found = [
        node
        for node in descendants(source.root, grammar.making)
        if span.start <= node.start_byte < span.end and _maker(node) in grammar.made
    ]
    if not found:
        return Refused(f"`{handler.name}` opens what is no pool by itself; ask the agent for one.")
    if len(found) > 1:
        return Refused(f"`{handler.name}` makes {len(found)} clients; ask the agent for the pools.")
    call = found[0]
    named = call.parent
    statement = named.parent if named is not None else None
    name = field(named, grammar.name)
    if named is None or statement is None or named.type != grammar.assigned:
        return Refused("What is opened has no name of its own; give it one, and run this again.")
    block = statement.parent
    if name is None or name.type != "identifier" or statement.named_child_count != 1:
        return Refused("What is opened has no name of its own; give it one, and run this again.")
    if block is None or block.type not in grammar.blocks:
        return Refused("It is opened in a way that is not understood; ask the agent.")
    return _moved(source, (statement, call, text_of(name)), handler, grammar)


def _moved(
    source: Source, made: tuple[Node, Node, str], handler: Handler, grammar: Grammar
) -> list[Edit] | Refused:
    statement, call, name = made
    top = [statement, *ancestors(statement)][-2]
    above = [one for one in source.root.named_children if one.start_byte < top.start_byte]
    needs = _needs(call, top, above, grammar)
    if isinstance(needs, Refused):
        return needs
    own = regex(rf"^(?:export )?(?:const |let |var )?{name}\b\s*[=:]")
    if any(own.match(text_of(one)) for one in source.root.named_children if one != top):
        return Refused(f"`{name}` is a name of the module already; use that one here.")
    body = next((n for n in ancestors(statement) if n.type in grammar.blocks), top)
    inside = [n for n in descendants(body, "identifier") if text_of(n) == name]
    others = (n for n in _set(body) if n.start_byte != statement.start_byte)
    if any(text_of(field(n, "left") or n) == name for n in others):
        return Refused(f"`{name}` is given another value later; ask the agent.")
    closing = [_statement(n, grammar) for n in inside if _closes(source, n, grammar)]
    if any(one is None for one in closing):
        return Refused(f"`{name}` is closed in a way that is not understood; ask the agent.")
    place = max([one.end_byte for one in (*_imports(above, grammar), *needs)], default=None)
    if place is None:
        return Refused(f"No import stands above `{handler.name}` to put it below; ask the agent.")
    gap = "\n" if needs else "\n\n"
    edits = [Edit(place, place, f"{gap}{text_of(statement)}", WHY), _line(source, statement, WHY)]
    return [*edits, *(_line(source, one, CLOSED) for one in closing if one is not None)]


def _needs(call: Node, top: Node, above: list[Node], grammar: Grammar) -> list[Node] | Refused:
    """The statements of the module that say what a client is made of, or fill the environment."""
    imports = _imports(above, grammar)
    found = [n for n in above if n.type == "expression_statement" and LOADS.search(text_of(n))]
    for one in descendants(call, "identifier", "shorthand_property_identifier", "this"):
        if one in {field(one.parent, "name"), field(one.parent, "attribute")}:
            continue
        said = text_of(one)
        if said in grammar.free:
            continue
        word = regex(rf"\b{said}\b")
        known = [n for n in above if n.type != "comment" and word.search(_head(n, imports))]
        if not known or said in REQUESTS or _bound(call, top, word, grammar):
            return Refused(f"It is made of `{said}`, which is not known before a request comes.")
        found += [n for n in known if n not in imports]
    return found


def _head(node: Node, imports: list[Node]) -> str:
    code = text_of(node)
    return code if node in imports else code.partition("\n")[0]


def _bound(call: Node, top: Node, word: Pattern[str], grammar: Grammar) -> bool:
    """Whether a function around a call gives a name a value of its own."""
    set_here = (field(n, grammar.name) for n in descendants(top, grammar.assigned))
    given = (field(n, "parameters") for n in ancestors(call))
    return any(n is not None and word.search(text_of(n)) for n in (*set_here, *given))


def _set(body: Node) -> Iterator[Node]:
    return descendants(body, "assignment", "assignment_expression")


def _maker(call: Node) -> str:
    return text_of(field(call, "function") or field(call, "constructor") or call)


def _closes(source: Source, name: Node, grammar: Grammar) -> bool:
    after = source.text.slice(name.end_byte, min(name.end_byte + 40, len(source.text.data)))
    return regex(grammar.closes).match(after) is not None


def _statement(node: Node, grammar: Grammar) -> Node | None:
    """The plain statement of a node; what stands alone in a `finally`, with the `finally`."""
    for one in ancestors(node):
        block = one.parent
        if block is None or block.type not in grammar.blocks:
            continue
        if one.type != "expression_statement":
            return None
        if block.named_child_count > 1:
            return one
        last = block.parent
        before = last.prev_named_sibling if last is not None else None
        kind = before.type if before is not None else ""
        whole = last is not None and last.type == "finally_clause"
        return last if whole and kind in {"catch_clause", "except_clause"} else None
    return None


def _imports(above: list[Node], grammar: Grammar) -> list[Node]:
    said = regex(rf"{grammar.imports}|(?:const|let|var) .*\brequire\(")
    return [one for one in above if said.match(text_of(one))]


def _line(source: Source, node: Node, why: str) -> Edit:
    """A statement with its line, which it has to itself; a `finally` with what leads to it."""
    before = node.prev_sibling
    if node.type == "finally_clause" and before is not None:
        return Edit(before.end_byte, node.end_byte, "", why)
    start, _ = source.text.line_at(node.start_byte)
    _, end = source.text.line_at(node.end_byte)
    alone = not source.text.slice(start, node.start_byte).strip()
    whole = alone and not source.text.slice(node.end_byte, end).strip(" ;\r\n")
    after = source.text.data.find(b"\n", end - 1) + 1 or len(source.text.data)
    return Edit(start, after, "", why) if whole else Edit(node.start_byte, node.end_byte, "", why)
