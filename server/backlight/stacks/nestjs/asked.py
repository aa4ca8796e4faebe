"""How tests of a Nest application ask: the `describe` that has it, and what they ask it by."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_values import Call, Literal, Member, Name
from backlight.analysis.languages import language_of
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.nestjs.fragment import Fragment

CALLED = regex(
    r"import\s+(?:\*\s+as\s+)?(?:\{\s*)?(\w+)(?:\s*\})?\s+from\s+['\"]supertest"
    r"|import\s+(\w+)\s*=\s*require\(['\"]supertest|(?:const|let|var)\s+(\w+)\s*=\s*require\(['\"]supertest"
)
MOST = 40
HOOKS = frozenset({"beforeAll", "beforeEach", "afterAll", "afterEach"})
TESTS = frozenset({"it", "test", "describe"})
LONG = 60
"""Lines of set-up that are written a second time."""
VERBS = frozenset({"get", "post", "put", "patch", "delete"})
KNOWN = regex(r"(?i)auth|token|jwt|bearer|cookie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How the tests of one file ask."""

    source: Source
    block: Node
    """The block of the `describe` in which the application is known."""
    asked: str
    """`request(app.getHttpServer())`; of `inject`, the application."""
    inject: bool
    test: str
    signed: str
    """`.set('Authorization', …)`, or headers of `inject`, by which somebody known asks."""
    paths: tuple[str, ...]
    """What tests ask for."""


def homes(project: Project, path: str) -> list[str]:
    """Files of tests that may ask: those of a file first, then those of the whole application."""
    own = own_tests(path, project.paths)
    known = [p for p in tests_in(project.paths) if language_of(p) in {"javascript", "typescript"}]
    top = path.partition("/src/")[0]
    rest = [p for p in known if p not in own and ("e2e" in p or "integration" in p)]
    rest.sort(key=lambda p: (not p.startswith(top), "app." not in p))
    return [*(p for p in own if p in known), *rest][:MOST]


def said(project: Project, path: str) -> tuple[str, ...] | None:
    """What a file asks for, as the index knows it, unread; `None` if that is not all of it."""
    facts = project.files.get(path)
    fragment = facts.fragments.get("nestjs") if facts is not None else None
    if not isinstance(fragment, Fragment):
        return None
    found = []
    for _, call in fragment.module.calls:
        name = call.of.name if isinstance(call.of, Member) else ""
        given = call.args[0] if name in VERBS and call.args else None
        if isinstance(given, Literal):
            found.append(str(given.value))
        elif name == "inject" or not isinstance(given, Name | Call | None):
            return None
    return tuple(found)


def ways(project: Project, path: str) -> Iterator[Way]:
    """How the tests of those files ask."""
    for one in homes(project, path):
        source = project.read(one)
        if source is not None and source.tree is not None and (found := way_of(source)):
            yield found


def way_of(source: Source) -> Way | None:
    """The first `describe` of a file whose tests ask an application."""
    hit = CALLED.search(source.text.source)
    name = next(filter(None, hit.groups()), "") if hit is not None else ""
    if not name and ".inject(" not in source.text.source:
        return None
    for node in source.root.named_children:
        block = _block(node)
        if block is not None and (found := _way(source, block, name)) is not None:
            return found
    return None


def setup(block: Node) -> list[Node] | None:
    """What a `describe` declares and does before its tests and after; `None` if it is too much."""
    found = [n for n in block.named_children if _called(n) not in TESTS and n.type != "comment"]
    lines = sum(text_of(n).count("\n") + 1 for n in found)
    plain = all(_called(n) in HOOKS or "declaration" in n.type for n in found)
    return found if plain and lines <= LONG else None


def _called(node: Node) -> str:
    call = node.named_children[0] if node.type == "expression_statement" else None
    return text_of(field(call, "function") or node).partition(".")[0] if call is not None else ""


def _block(node: Node) -> Node | None:
    """The block of a `describe`."""
    if _called(node) != "describe":
        return None
    given = field(node.named_children[0], "arguments")
    last = given.named_children[-1] if given is not None and given.named_children else None
    body = field(last, "body")
    return body if body is not None and body.type == "statement_block" else None


def _way(source: Source, block: Node, name: str) -> Way | None:
    asked, inject, paths, signed = "", False, list[str](), ""
    known = _declared(block) | _imported(source)
    for call in descendants(block, "call_expression"):
        function, given = field(call, "function"), field(call, "arguments")
        if function is None or given is None:
            continue
        code = text_of(function)
        if code == name and len(given.named_children) == 1:
            root = regex(r"^\w+").match(text_of(given.named_children[0]))
            if not asked and root is not None and root[0] in known and not _within(call, block):
                asked = text_of(call)
        elif code.endswith(".inject") and code.partition(".")[0] in known and not asked:
            asked, inject = code.removesuffix(".inject"), True
        if inject or (field(function, "property") is not None and not name):
            paths += regex(r"(?:path|url):\s*['\"`]([^'\"`]+)").findall(text_of(given))
        elif text_of(field(function, "property") or function) in VERBS:
            paths += [text_of(n)[1:-1] for n in given.named_children[:1] if "string" in n.type]
        signed = signed or _signed(block, call, function, given, inject=inject)
    if not asked:
        return None
    test = regex(r"\b(it|test)\(").search(text_of(block))
    return Way(
        source=source,
        block=block,
        asked=asked,
        inject=inject,
        test=test[1] if test is not None else "it",
        signed=signed,
        paths=tuple(paths),
    )


def _within(call: Node, block: Node) -> bool:
    """Whether a call stands in a set-up."""
    above = call.parent
    while above is not None and above != block:
        if _called(above) in HOOKS:
            return True
        above = above.parent
    return False


def _declared(block: Node) -> set[str]:
    """The names that a `describe` declares for all of its tests."""
    rows = (n for n in block.named_children if "declaration" in n.type)
    names = (field(d, "name") for n in rows for d in descendants(n, "variable_declarator"))
    return {text_of(n) for n in names if n is not None}


def _imported(source: Source) -> set[str]:
    rows = (n for n in source.root.named_children if n.type == "import_statement")
    return {text_of(i) for n in rows for i in descendants(n, "identifier")}


def _signed(block: Node, call: Node, function: Node, given: Node, *, inject: bool) -> str:
    """By what a test says who asks, where all of it is known to every test."""
    verb = text_of(field(function, "property") or function)
    if inject:
        hit = regex(r"headers:\s*(\{[^{}]*\})").search(text_of(given))
        code = hit[1] if hit is not None and function.type == "member_expression" else ""
    else:
        code = f".{verb}{text_of(given)}" if verb in {"set", "auth"} else ""
    if not KNOWN.search(code) or _within(call, block):
        return ""
    words = regex(r"(?<![\w.'\"-])([a-z]\w*)(?!\w*['\"(:])").findall(
        regex(r"'[^']*'").sub("", code)
    )
    set_up = {w for n in block.named_children if _called(n) in HOOKS for w in _words(n)}
    needed = {w for w in words if w not in {"set", "auth", "type", "bearer"}}
    both = _declared(block) & set_up
    return " ".join(code.split()) if needed and needed <= both else ""


def _words(node: Node) -> set[str]:
    return set(regex(r"(\w+)\s*=[^=>]").findall(text_of(node)))
