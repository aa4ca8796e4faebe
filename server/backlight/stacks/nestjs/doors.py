"""How the guards of a Nest route answer strangers: Passport's, and those of the project."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.guards import limited
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.javascript_declared import declared

COUNTS = regex(r"(?i)throttl|rate|limit")
PASSPORT = regex(
    r"^AuthGuard\(\s*(?:\[?\s*['\"](?:jwt|bearer|basic|api-?key|header)[\w-]*['\"]\s*\]?)?\s*\)$"
)
BASED = regex(r"\bextends\s+(AuthGuard\((?:[^()]|\([^()]*\))*\))")
OPEN = regex(r"(?i)is_?public|skip_?auth|isOpen|allow_?anonymous|unprotected")
OTHER = regex(r"Forbidden|NotFound|BadRequest|HttpException")
EMPTY = regex(
    r"^\(\s*!\s*(?:[\w.?]*\b)?(?:token|auth\w*|header\w*|bearer\w*|jwt|user|session|accessToken"
    r"|headers\.authorization|headers\['authorization'\])\s*(?:\|\||\))"
)
THROWS = regex(r"throw new UnauthorizedException\b")
CALM = regex(r"^(?:const|let|//|/\*)|^this\.logger")
AWAITS = regex(r"\bawait\b(?!\s+super\.)")


def status_of(project: Project, path: str, guards: tuple[str, ...], text: str) -> int:
    """The status by which the first of some guards refuses strangers; 0 if it is not known.

    `text` is how the guards are written above the route, where that is seen.
    """
    asking = [one for one in guards if not COUNTS.search(one) and not limited(one)]
    if not asking:
        return 0
    first = asking[0]
    if first == "AuthGuard":
        hit = regex(r"AuthGuard\([^)]*\)").search(text)
        return 401 if hit is not None and PASSPORT.match(hit[0]) else 0
    found = declared(project, path, first)
    if found is None or "class" not in found[1].type:
        found = _anywhere(project, first)
    return _class(found[1]) if found is not None else 0


def _anywhere(project: Project, name: str) -> tuple[Source, Node] | None:
    """A guard of the whole application, which the file of the route does not import."""
    stem = regex(r"(?<!^)(?=[A-Z])").sub("-", name.removesuffix("Guard")).lower()
    paths = [p for p in project.paths if p.endswith((f"/{stem}.guard.ts", f"/{stem}-guard.ts"))]
    for source in filter(None, map(project.read, paths[:3])):
        for node in descendants(source.root, "class_declaration") if source.tree else ():
            if text_of(field(node, "name") or node) == name:
                return source, node
    return None


def _class(node: Node) -> int:
    code = text_of(node)
    body = _method(node, "canActivate")
    based = BASED.search(code)
    if based is not None:
        if not PASSPORT.match(based[1]) or OTHER.search(code) or _lenient(code):
            return 0
        handled = _method(node, "handleRequest")
        return 401 if handled is None or THROWS.search(text_of(handled)) else 0
    return _asks(body) if body is not None else 0


def _lenient(code: str) -> bool:
    """Whether a guard lets somebody in who is not known, besides to what is public."""
    free = 1 if OPEN.search(code) else 0
    return code.count("return true") > free or "catch" in code


def _asks(body: Node) -> int:
    """What a guard of the project refuses first is who sends nothing of himself."""
    for statement in body.named_children:
        code = " ".join(text_of(statement).split())
        if statement.type != "if_statement":
            if CALM.match(code) and not AWAITS.search(code):
                continue
            return 0
        asked = text_of(field(statement, "condition") or statement)
        inner = text_of(field(statement, "consequence") or statement)
        if OPEN.search(asked) and "return true" in inner:
            continue
        return 401 if EMPTY.match(asked) and THROWS.search(inner) else 0
    return 0


def _method(node: Node, name: str) -> Node | None:
    for one in descendants(node, "method_definition"):
        if text_of(field(one, "name") or one) == name:
            return field(one, "body")
    return None
