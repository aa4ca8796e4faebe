"""How a class of views answers strangers: by its permissions, its mixins, and the settings."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.django.way import fragments, settings

STRICT = frozenset(
    {"IsAuthenticated", "IsAdminUser", "DjangoModelPermissions", "DjangoObjectPermissions"}
)
WRITES = frozenset({"IsAuthenticatedOrReadOnly", "DjangoModelPermissionsOrAnonReadOnly"})
PLAIN = frozenset({"IsAuthenticated", "IsAuthenticatedOrReadOnly", "AllowAny"})
"""Permissions that let in whoever has signed in."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN = frozenset(
    {
        *("get_permissions", "get_authenticators", "check_permissions", "permission_denied"),
        *(
            "initial",
            "dispatch",
            "handle_exception",
            "handle_no_permission",
            "perform_authentication",
        ),
    }
)
"""Methods by which a class answers in a way of its own."""
MIXINS = regex(r"(?:^|\.)(?:LoginRequired|PermissionRequired|UserPassesTest)Mixin$")
NAMED = regex(r"\b([A-Za-z]\w+)\b")
KEYED = regex(
    r"(?:^|\.)(?:Token|Basic|JWT|JSONWebToken|JWTStatelessUser|OAuth2|JWTToken)Authentication$"
)
CLOSED = regex(r"(?i)login_?required|maintenance|tenant")
FIRST = regex(r"[\w.]*(?:Authentication|Auth|Backend)\w*")


@dataclass(frozen=True, slots=True)
class Door:
    """What stands before the methods of a class."""

    status: tuple[int, ...]
    """With what strangers are refused; empty if they are let in, or it is not known."""
    known: bool
    """Whoever has signed in is let in, and so is whoever needs not."""


UNKNOWN = Door((), known=False)


def said(modules: Modules, project: Project, place: Place, name: str) -> str:
    """What a class, or one of the project above it, sets an attribute to, as it is written."""
    for one in modules.bases(place):
        source = project.read(one.path)
        for node in descendants(source.root, "class_definition") if source is not None else ():
            body = field(node, "body")
            if text_of(field(node, "name") or node) != one.name.rpartition(".")[2] or body is None:
                continue
            for statement in body.named_children:
                given = statement.named_children[0] if statement.named_children else None
                left, right = field(given, "left"), field(given, "right")
                if left is not None and right is not None and text_of(left) == name:
                    return " ".join(text_of(right).split())
    return ""


def has(modules: Modules, place: Place, names: frozenset[str]) -> bool:
    """Whether a class, or one of the project above it, has one of some methods."""
    return any(
        f"{one.name}.{name}" in modules.by_path[one.path].functions
        for one in modules.bases(place)
        for name in names
    )


def door(modules: Modules, project: Project, place: Place, method: str) -> Door:
    """What stands before one method of a class."""
    middleware = [str(f.texts.get("MIDDLEWARE", "")) for f in fragments(project).values()]
    if has(modules, place, OWN) or any(map(CLOSED.search, middleware)):
        return UNKNOWN
    bases = [
        base
        for one in modules.bases(place)
        if (known := modules.by_path[one.path].classes.get(one.name)) is not None
        for base in known.bases
    ]
    if not is_rest(bases):
        return _mixed(modules, project, place, bases)
    own = said(modules, project, place, "permission_classes")
    code = own or settings(project).get("DEFAULT_PERMISSION_CLASSES", "")
    return judged(project, code, said(modules, project, place, "authentication_classes"), method)


def is_rest(bases: list[str]) -> bool:
    """Whether classes above are those of Django REST framework."""
    return any(base.endswith(("APIView", "ViewSet", "ViewSetMixin")) for base in bases)


def judged(project: Project, permissions: str, authentication: str, method: str) -> Door:
    """What permissions that are written so do to a method."""
    if regex(r"[|~]|\bif\b").search(permissions):
        return UNKNOWN
    names = {n.rpartition(".")[2] for n in regex(r"[\w.]*[A-Z]\w+").findall(permissions)}
    names -= {"Many", "Literal", "Name"}
    refusing = names & STRICT or (names & WRITES and method not in SAFE)
    if not refusing:
        return Door((), known=names <= PLAIN)
    given = authentication or settings(project).get("DEFAULT_AUTHENTICATION_CLASSES", "")
    first = FIRST.search(given.replace("Literal(value=", ""))
    status = (401,) if first is not None and KEYED.search(first[0]) else (401, 403)
    if first is not None and first[0].endswith("SessionAuthentication"):
        status = (403,)
    return Door(status, known=names <= PLAIN)


def _mixed(modules: Modules, project: Project, place: Place, bases: list[str]) -> Door:
    """Django's own mixins send strangers to where one signs in."""
    asking = [base for base in bases if MIXINS.search(base)]
    if not asking:
        return UNKNOWN
    raises = said(modules, project, place, "raise_exception")
    status = 403 if raises == "True" else 302
    return Door((status,), known=False) if raises in {"", "True", "False"} else UNKNOWN
