"""A new version of an endpoint that begins as the old one: its route a second time, one higher.

Both paths lead to one handler, so nothing is written twice; what is to differ is changed there.
A version that stands in the prefix of a router or a class serves others as well, and is refused.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.python_expressions import parts
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, ancestors, descendants, field, text_of
from backlight.edits import Change, Edit, Refused, change

VERSION = regex(r"(?<=/)v(\d+)(?=/|$)")
STRINGS = ("string", "string_literal", "interpreted_string_literal", "raw_string_literal")
FUNCTIONS = frozenset({"func_literal", "arrow_function", "function_expression", "function"})
NAMED = regex(r"\b(?:name|operation_id|endpoint|as)\s*[:=](?!=)")
"""What names a route, and may be said of one alone."""
STATEMENTS = frozenset({"expression_statement", "call", "call_expression"})
WHY = "It is served at both; what the new version changes is changed from here."
OLD = "Clients that read the documentation see that another one follows."


def version(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The route of the newest version a second time, under the number that follows."""
    own = [e for e in served(project, source.path, handler.name) if e.stack == handler.stack]
    places = {(e.route_file, e.route_line) for e in own}
    if len(places) != 1 or len({e.path for e in own}) != 1:
        return Refused("It is not registered in one place alone; say which is to have a version.")
    home = project.read(own[0].route_file)
    path = _literal(home, own[0], handler) if home is not None else None
    if home is None or path is None:
        return Refused(
            "Its version stands in a prefix that other routes share; ask the agent for a router"
            " of the next one."
        )
    edits = _written(home, path, handler)
    return edits if isinstance(edits, Refused) else change((home.path, edits))


def _literal(home: Source, endpoint: Endpoint, handler: Handler) -> Node | None:
    """The one string of the registration that says the version."""
    if home.tree is None:
        return None
    row = endpoint.route_line - 1
    mine = home.path == (endpoint.handler_file or endpoint.file)
    above = min(row, home.text.line_of(handler.span.start)) if mine else row
    said = [n for n in descendants(home.root, *STRINGS) if _bumped(text_of(n)) is not None]
    for first, last in ((row, row), (above, row), (row, row + 2)):
        found = [node for node in said if first <= node.start_point.row <= last]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _bumped(code: str) -> str | None:
    """A path under the number that follows; `None` if it says no version, or several."""
    mark, inside = code[:1], code[1:-1]
    said = inside if inside.startswith("/") else f"/{inside}"
    hits = list(VERSION.finditer(said))
    if len(hits) != 1 or mark not in "\"'`":
        return None
    higher = VERSION.sub(lambda hit: f"v{int(hit[1]) + 1}", said)
    return f"{mark}{higher if inside.startswith('/') else higher[1:]}{mark}"


def _written(home: Source, path: Node, handler: Handler) -> list[Edit] | Refused:
    """The second route, in the way of the language."""
    old, new = text_of(path), _bumped(text_of(path)) or ""
    if home.language == "java":
        return _several(path, f"{{{old}, {new}}}", "element_value_array_initializer")
    if home.language in {"javascript", "typescript", "tsx"}:
        return _several(path, f"[{old}, {new}]", "array")
    if home.language == "python":
        return _python(home, path, new, handler)
    statement = _statement(path)
    if statement is None or any(True for _ in descendants(statement, *FUNCTIONS, "do_block")):
        return Refused("Its handler is written where it is registered; give it a name first.")
    return _again(home, statement, path, new)


def _several(path: Node, both: str, listed: str) -> list[Edit] | Refused:
    """Both paths where one stood."""
    above = path.parent
    if above is not None and above.type == listed:
        at = path.end_byte
        return [Edit(at, at, f", {_bumped(text_of(path))}", WHY)]
    if above is None or above.type in {"binary_expression", "template_string"}:
        return Refused("Its path is put together; write the second one by hand.")
    called = field(above.parent, "function", "property")
    if called is not None and text_of(called) == "route":
        return Refused("Its path is that of several methods; ask the agent for the next version.")
    return [Edit(path.start_byte, path.end_byte, both, WHY)]


def _python(home: Source, path: Node, new: str, handler: Handler) -> list[Edit] | Refused:
    """A decorator above the one that is there, or a route behind it in its list."""
    decorator = next((n for n in ancestors(path) if n.type == "decorator"), None)
    if decorator is None:
        call = next((n for n in ancestors(path) if n.type == "call"), None)
        if call is None or call.parent is None or call.parent.type != "list":
            return Refused("How it is registered is not understood; ask the agent.")
        return _again(home, call, path, new, gap=",")
    code = text_of(decorator)
    if NAMED.search(code):
        return Refused("Its route has a name, which may stand once; write the second one by hand.")
    start = path.start_byte - decorator.start_byte
    head, rest = code.encode()[:start], code.encode()[start + len(path.text or b"") :]
    second = head.decode() + new + rest.decode()
    at, pad = decorator.start_byte, home.text.indent(decorator.start_byte)
    edits = [Edit(at, at, f"{second}\n{pad}", WHY)]
    call = next((n for n in ancestors(path) if n.type == "call"), None)
    given = field(call, "arguments")
    if handler.stack.lower() == "fastapi" and given is not None and "deprecated" not in code:
        end = parts(given)[-1].end_byte
        edits.append(Edit(end, end, ", deprecated=True", OLD))
    return edits


def _again(
    home: Source, statement: Node, path: Node, new: str, gap: str = ""
) -> list[Edit] | Refused:
    """A registration once more behind itself, under the other path."""
    code, start = statement.text or b"", path.start_byte - statement.start_byte
    if NAMED.search(code.decode()):
        return Refused("Its route has a name, which may stand once; write the second one by hand.")
    second = code[:start] + new.encode() + code[start + len(path.text or b"") :]
    at, pad = statement.end_byte, home.text.indent(statement.start_byte)
    return [Edit(at, at, f"{gap}\n{pad}{second.decode()}", WHY)]


def _statement(path: Node) -> Node | None:
    """The statement that registers a route, alone in a block."""
    blocks = {"block", "statement_list", "body_statement", "program", "source_file"}
    for node in ancestors(path):
        if node.parent is not None and node.parent.type in blocks:
            return node if node.type in STATEMENTS else None
    return None
