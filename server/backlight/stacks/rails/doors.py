"""How filters of a Rails controller answer strangers: those of Devise, and the project's."""

from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.rails.above import files_above

DEVISE = regex(r"^authenticate_\w+!$")
CALM = frozenset({"verify_authenticity_token", "protect_from_forgery", "allow_browser"})
ANSWERS = regex(
    r"\b(?:redirect_to|redirect_back|render|head|raise|throw|respond_to|send_data|not_found)\b"
    r"|\.find\(|\.find_by!|[a-z_]+!\s*(?:\(|$|;)"
)
WHO = (
    r"(?:(?:user_)?(?:signed|logged)_in\?|current_\w+|(?:current_user|current_account)\.present\?"
    r"|@(?:current_)?user|session\[:\w*user_?id\]|Current\.user)"
)
NOBODY = (
    rf"(?:!\s*{WHO}|(?:current_\w+|@(?:current_)?user|session\[:\w*user_?id\])\.(?:nil|blank)\?)"
)
SHAPES = (
    regex(rf"^(?P<ends>[^;]+?) unless {WHO}$"),
    regex(rf"^(?P<ends>[^;]+?) if {NOBODY}$"),
    regex(rf"^unless {WHO}; (?P<ends>.+?); end$"),
    regex(rf"^if {NOBODY}; (?P<ends>.+?); end$"),
    regex(rf"^return(?: true)? if {WHO}; (?P<ends>.+)$"),
    regex(rf"^{WHO} (?:\|\||or) (?P<ends>[^;]+)$"),
    regex(rf"^if {WHO}; true; else; (?P<ends>.+?); end$"),
)
"""Shapes of a method that answers only whoever is not known; lines are parted by `; `."""
ONE = regex(
    r"\b(?P<to>redirect_to)\b(?!.*status:)|\bhead[ (]:?(?P<head>\w+)|status: :?(?P<said>\w+)"
)
STATUS = {"unauthorized": 401, "401": 401, "forbidden": 403, "403": 403}
UNNAMED = regex(
    r"\b(?:before_action|around_action|prepend_before_action)\s*(?:\(?->|do\b|\{|\w+\.new)"
)
OTHER = regex(r"respond_to|format\.|\braise\b|request\.xhr|\?\s*:")


def stranger(project: Project, endpoint: Endpoint) -> int:
    """The status that whoever has not signed in is answered with; 0 if it is not certain."""
    files = files_above(project, endpoint)
    for name in endpoint.guards:
        if name in CALM:
            continue
        bodies = _bodies(project, files, name)
        if not bodies and DEVISE.match(name):
            return _devise(project, endpoint) if _told(project, endpoint, files, name) else 0
        if len(bodies) != 1:
            return 0
        if (status := _answers(bodies[0])) or ANSWERS.search(bodies[0]):
            return status if _told(project, endpoint, files, name) else 0
    return 0


def _told(project: Project, endpoint: Endpoint, files: tuple[str, ...], name: str) -> bool:
    """Whether what answers does so always, and all that runs before an action has a name."""
    sometimes = regex(rf"\bbefore_action\b[^\n]*:{escape(name)}[^\n]*\b(?:if|unless):")
    for path in files:
        source = project.read(path)
        text = source.text.source if source is not None else ""
        mine = path in {endpoint.file, endpoint.handler_file}
        mine = mine or path.endswith("/application_controller.rb")
        if sometimes.search(text) or (mine and UNNAMED.search(text)):
            return False
    return True


def _bodies(project: Project, files: tuple[str, ...], name: str) -> list[str]:
    """The methods of a name, each as its statements in a line."""
    found = []
    wanted = regex(rf"\bdef {escape(name)}(?![\w?!])")
    for path in files:
        source = project.read(path)
        if source is None or source.tree is None or not wanted.search(source.text.source):
            continue
        for node in descendants(source.root, "method"):
            if text_of(field(node, "name") or node) == name:
                found += [_lines(node)]
    return found


def _lines(method: Node) -> str:
    rows = [row.strip() for row in text_of(method).split("\n")[1:-1]]
    rows = [regex(r"\s+#.*$").sub("", row) for row in rows if row and not row.startswith("#")]
    return "; ".join(rows)


def _answers(code: str) -> int:
    hit = next(filter(None, (shape.match(code) for shape in SHAPES)), None)
    if hit is None or OTHER.search(hit["ends"]):
        return 0
    found = {
        302 if one["to"] else STATUS.get(one["head"] or one["said"], 0)
        for one in ONE.finditer(hit["ends"])
    }
    return found.pop() if len(found) == 1 else 0


def _devise(project: Project, endpoint: Endpoint) -> int:
    """Devise sends a browser to where one signs in; what else is asked for is refused."""
    routes = project.read(endpoint.route_file)
    settings = project.read("config/initializers/devise.rb")
    said = "\n".join(
        row
        for one in (settings,)
        if one is not None
        for row in one.text.source.split("\n")
        if not row.strip().startswith("#")
    )
    if settings is None or "failure_app" in said or "navigational_formats" in said:
        return 0
    if routes is None or regex(r"format:\s*[:'\"]|devise_for.*skip").search(routes.text.source):
        return 0
    return 302
