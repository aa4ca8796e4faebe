"""Rows of a query of Java, and what of each is read where they are gone over: `o.getLines()`.

Goes over them: a `for`, a `forEach`, and what is done with each of a stream. A method of the same
class that is given a row is looked into as well.
"""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.queries_java import given, method
from backlight.analysis.queries_java_names import HOST
from backlight.analysis.queries_java_scopes import CLASSES
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.syntax import ancestors, descendants, field, text_of

AROUND = {"stream", "parallelStream", "getContent", "toList", "iterator"}
SAME = {"filter", "sorted", "distinct", "limit", "skip", "peek", "takeWhile", "dropWhile"}
"""Steps of a stream after which it holds rows still."""
EACH = SAME | {
    *("map", "flatMap", "forEach", "forEachOrdered", "mapToInt", "mapToLong", "mapToDouble"),
    *("mapToObj", "anyMatch", "allMatch", "noneMatch", "removeIf", "mapMulti"),
}
"""What is given a function of each."""
UNREAD = {"getId", "getClass", "add", "addAll", "hashCode", "equals"}
"""What is asked of a relation without reading it: its key is that of the row."""


def touched(call: Node) -> tuple[str, ...]:
    """The properties that are read of each row of a query, and of which something is asked."""
    found: dict[str, None] = {}
    for item, body in _turns(call):
        for name in _read(item, body):
            found[name] = None
    return tuple(found)


def stream_of(call: Node) -> Node | None:
    """The stream, or the `forEach`, whose function makes a call by the item that it is given."""
    inner = next((one for one in ancestors(call) if one.type in HOST.functions), None)
    above = inner.parent.parent if inner is not None and inner.parent is not None else None
    if inner is None or inner.type != "lambda_expression" or above is None:
        return None
    if above.type != "method_invocation" or method(above) not in EACH:
        return None
    of = text_of(field(above, "object") or above)
    if method(above) not in {"forEach", "forEachOrdered"} and STREAM.search(of) is None:
        return None
    names = {text_of(one) for one in descendants(field(inner, "parameters") or inner, "identifier")}
    said = (text_of(n) for one in given(call) for n in descendants(one, "identifier"))
    return above if names & set(said) else None


STREAM = regex(r"\.(?:parallelS|s)tream\(|\bStream\.of\(")


def _turns(call: Node) -> Iterator[tuple[str, Node]]:
    """The name of a row in each place where rows are gone over, and the code that is run for it."""
    for start in (call, *_uses(call)):
        if start == call or start.parent is not None:
            yield from _over(start, whole=start != call)


def _uses(call: Node) -> Iterator[Node]:
    """The places after a query that name the variable which holds its rows, and no other value."""
    at = call
    while at.parent is not None and at.parent.type == "method_invocation":
        if field(at.parent, "object") != at or method(at.parent) not in AROUND:
            break
        at = at.parent
    held = at.parent
    name = field(held, "name") if held is not None and held.type == "variable_declarator" else None
    function = next((one for one in ancestors(call) if one.type in HOST.functions), None)
    if name is None or function is None or len(lookup(call, text_of(name), HOST) or ()) != 1:
        return
    for one in descendants(function, "identifier"):
        if one.start_byte >= call.end_byte and text_of(one) == text_of(name):
            yield one


def _over(rows: Node, *, whole: bool) -> Iterator[tuple[str, Node]]:
    """Where an expression that stands for rows is gone over."""
    at, above = rows, rows.parent
    streams = whole
    while above is not None and above.type == "method_invocation" and field(above, "object") == at:
        name = method(above)
        if name in EACH and (streams or name == "forEach"):
            yield from _function(above)
        if name not in AROUND | SAME:
            return
        streams = streams or name in AROUND
        at, above = above, above.parent
    body = field(above, "body") if above is not None else None
    item = field(above, "name") if above is not None else None
    loops = above is not None and above.type == "enhanced_for_statement"
    if loops and field(above, "value") == at and body is not None and item is not None:
        yield text_of(item), body


def _function(call: Node) -> Iterator[tuple[str, Node]]:
    """The function that each row is given to: one of its own, or a method of the class."""
    for one in given(call)[:1]:
        if one.type == "lambda_expression":
            names, body = field(one, "parameters"), field(one, "body")
            inner = names.named_children if names is not None else []
            item = names if names is not None and names.type == "identifier" else None
            item = inner[0] if item is None and len(inner) == 1 else item
            if item is not None and body is not None:
                yield text_of(field(item, "name") or item), body
        elif one.type == "method_reference" and one.named_children:
            yield from _own(one, text_of(one).rpartition("::")[2])


def _own(at: Node, name: str) -> Iterator[tuple[str, Node]]:
    """A method of the class around, with one parameter; of several of a name, none is sure."""
    around = next((one for one in ancestors(at) if one.type in CLASSES), None)
    body = field(around, "body") if around is not None else None
    held = body.named_children if body is not None else []
    found = [one for one in held if text_of(field(one, "name") or one) == name]
    if len(found) != 1 or found[0].type != "method_declaration":
        return
    inner, names = field(found[0], "body"), field(found[0], "parameters")
    item = field(names.named_children[0], "name") if names and names.named_children else None
    if inner is not None and item is not None:
        yield text_of(item), inner


def _read(item: str, body: Node, *, deep: bool = True) -> Iterator[str]:
    """What is read of a row in code, and by the methods of the class that are given it."""
    for call in (body, *descendants(body, "method_invocation")):
        if call.type != "method_invocation":
            continue
        name, on = method(call), field(call, "object")
        if on is not None and text_of(on) == item and not given(call):
            if name.startswith("get") and name[3:4].isupper() and _asked(call):
                yield name[3:4].lower() + name[4:]
        elif deep and (on is None or on.type == "this"):
            first = [text_of(one) for one in given(call)[:1]]
            for inner, code in _own(call, name) if first == [item] else ():
                yield from _read(inner, code, deep=False)


def _asked(getter: Node) -> bool:
    """Whether something is asked of what a getter gives, so that it is read."""
    above = getter.parent
    if above is None:
        return False
    if above.type == "method_invocation" and field(above, "object") == getter:
        return method(above) not in UNREAD
    return above.type == "enhanced_for_statement" and field(above, "value") == getter


def repository(call: Node) -> str:
    """The type that what a call is made on is declared with; empty if that is not known."""
    on = field(call, "object")
    name = field(on, "field") if on is not None and on.type == "field_access" else on
    if on is None or name is None:
        return ""
    known = lookup(on, text_of(name), HOST) or ()
    kinds = {one.type.partition("<")[0] for one in known if one.type}
    return kinds.pop() if len(kinds) == 1 else ""
