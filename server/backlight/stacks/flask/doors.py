"""How a decorator over a Flask view answers strangers: by its library, or by its own code."""

from re import IGNORECASE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.flask.refusals import function_named, status_of

CALM = regex(
    r"^(?:[\w.]*\.)?(?:marshal_\w+|marshal|cross_origin|swag_from|doc|response|output|limit|exempt"
    r"|shared_limit|api_doc|alt_response|etag|cached|nocache|jwt_optional|route|get|post|put|patch"
    r"|delete|errorhandler|staticmethod)$"
)
"""Decorators that refuse nobody before the view is asked; routes stand above all of them."""
LOGIN = frozenset({"flask_login.login_required", "flask_login.fresh_login_required"})
JWT = regex(r"^flask_jwt_extended\.(?:fresh_)?jwt_(?:refresh_token_)?required$")
HTTP_AUTH = regex(r"^HTTP(?:Basic|Token|Digest)Auth$")
LENIENT = regex(r"optional\s*=\s*True|\brole\s*=")
VIEW = regex(r"\blogin_view\s*=\s*(?!None)\S")
OTHERWISE = regex(r"unauthorized_handler|blueprint_login_views|request_loader|header_loader")
STRANGE = regex(
    r"^(?:not (?:\w+\.)*current_user\.is_authenticated(?:\(\))?"
    r"|(?:\w+\.)*current_user\.is_anonymous(?:\(\))?"
    r"|['\"][\w-]+['\"] not in (?:session|request\.(?:headers|cookies))"
    r"|not (?:session|request\.(?:headers|cookies))\.get\([^()]*\)"
    r"|(?:session|request\.(?:headers|cookies))\.get\(['\"][\w-]+['\"]\) is None)(?: or |$)"
)
"""Conditions that hold of whoever says nothing of itself."""
GIVEN = regex(
    r"^(\w+) = (?:request\.(?:headers|cookies)\.get\(['\"][\w-]+['\"](?:, None)?\)"
    r"|session\.get\(['\"]\w+['\"](?:, None)?\)|None)$"
)
TOLD = regex(r"^['\"][\w-]+['\"] in (?:request\.(?:headers|cookies)|session)$")
NONE = regex(r"^(?:not (\w+)|(\w+) is None)(?: or |$)")
TRUE = regex(r"return True\b")
CODE = regex(r"\b([1-5]\d\d)\b")


def answers(modules: Modules, project: Project, path: str, decorator: Node) -> int | None:
    """The status by which a decorator refuses strangers; `None` for none, 0 if it is not known."""
    code = text_of(decorator)
    name = code.partition("(")[0]
    target = modules.by_path[path].imports.get(name, "")
    if target in LOGIN:
        return _login(modules, project)
    if JWT.match(target):
        return None if "optional=True" in code.replace(" ", "") else _jwt(modules, project)
    owner, _, last = name.rpartition(".")
    made = modules.value(path, "", owner) if last == "login_required" and owner else None
    if made is not None and isinstance(made[1], Call):
        known = HTTP_AUTH.match(made[1].name.rpartition(".")[2]) and not LENIENT.search(code)
        return _http(project, made[0]) if known else 0
    if CALM.match(name) and not target.startswith("flask_login"):
        return None
    place = modules.find(path, "", name)
    outer = function_named(modules, project, path, name)
    return _own(modules, project, place.path if place is not None else path, outer)


def sources(modules: Modules, project: Project, library: str) -> list[Source]:
    """The files that import something of a library."""
    paths = [
        path
        for path, module in modules.by_path.items()
        if any(target.startswith(library) for target in module.imports.values())
    ]
    return [source for source in map(project.read, paths) if source is not None]


def _login(modules: Modules, project: Project) -> int:
    texts = [one.text.source for one in sources(modules, project, "flask_login")]
    if any(OTHERWISE.search(text) for text in texts):
        return 0
    return 302 if any(VIEW.search(text) for text in texts) else 401


def _jwt(modules: Modules, project: Project) -> int:
    texts = [one.text.source for one in sources(modules, project, "flask_jwt_extended")]
    return 0 if any("unauthorized_loader" in text for text in texts) else 401


def _http(project: Project, made: Place) -> int:
    """Flask-HTTPAuth: nobody is let in by name, and another answer says its status."""
    source = project.read(made.path)
    name = made.name
    status = 401
    for node in descendants(source.root, "decorated_definition") if source is not None else ():
        marks = [text_of(n).lstrip("@") for n in node.children if n.type == "decorator"]
        inner = field(node, "definition")
        if inner is None:
            continue
        code = text_of(inner)
        if any(regex(rf"{name}\.(?:verify|get)_").match(mark) for mark in marks):
            if TRUE.search(code):
                return 0
        elif f"{name}.error_handler" in marks:
            said = {int(one) for one in CODE.findall(code)} - {401}
            given = "unauthorized" in code.lower() or regex(r"def \w+\(\w+\)").match(code)
            status = 0 if said or not (given or "401" in code) else 401
    return status


def _own(modules: Modules, project: Project, path: str, outer: Node | None) -> int:
    """A decorator of the project: what its wrapper asks first is who is there."""
    body = field(outer, "body")
    inner = list(descendants(body, "function_definition")) if body is not None else []
    block = field(inner[-1], "body") if inner else None
    empty: set[str] = set()
    for statement in block.named_children if block is not None else ():
        code = " ".join(text_of(statement).split())
        if statement.type == "comment" or code.startswith(('"', "'")):
            continue
        if (hit := GIVEN.match(code)) is not None:
            empty.add(hit[1])
            continue
        if statement.type != "if_statement":
            return 0
        asked = " ".join(text_of(field(statement, "condition") or statement).split())
        if TOLD.match(asked) and field(statement, "alternative") is None:
            continue
        none = NONE.match(asked)
        strange = none is not None and (none[1] or none[2]) in empty
        if strange or STRANGE.match(asked):
            return status_of(modules, project, path, field(statement, "consequence"))
        return 0
    return 0


def is_door(code: str) -> bool:
    """Whether a name alone says that a decorator asks who it is; code is looked at when needed."""
    return regex(r"required|auth|login|token|permission|admin", IGNORECASE).search(code) is not None
