"""The status by which a statement of Flask refuses: `abort(404)`, `return …, 400`."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules
from backlight.analysis.python_tree import name_of
from backlight.analysis.syntax import descendants, field, text_of

ABORT = regex(r"^(?:[\w.]+\.)?abort\(\s*(?:code\s*=\s*|HTTPStatus\.)?(\w+)")
PAIR = regex(r",\s*(?:HTTPStatus\.)?(\d{3}|[A-Z_]{3,})\)?$")
MADE = regex(
    r"(?:status(?:_code)?|code)\s*=\s*(\d{3})\s*\)$|make_response\([^()]*\([^()]*\),\s*(\d{3})\)$"
)
RAISED = regex(r"^raise (?:\w+\.)?(BadRequest|Unauthorized|Forbidden|NotFound)\b")
REDIRECT = regex(r"^return (?:flask\.)?redirect\((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*\)$")
CALLED = regex(r"^(?:return|raise) ([\w.]+)\(")
CODE = regex(r"(?<![\w.])(4\d\d)(?!\w)")
NAMES = {"BadRequest": 400, "Unauthorized": 401, "Forbidden": 403, "NotFound": 404}
WORDS = {"BAD_REQUEST": 400, "UNAUTHORIZED": 401, "FORBIDDEN": 403, "NOT_FOUND": 404}
WORDS |= {"UNPROCESSABLE_ENTITY": 422, "CONFLICT": 409}
TELLING = regex(r"^(?:[\w.]*\.)?(?:flash|log(?:ger|ging)?(?:\.\w+)?|print)\(")


def status_of(modules: Modules, project: Project, path: str, block: Node | None) -> int:
    """The status that a block answers with at once; 0 if it is not seen."""
    for statement in block.named_children if block is not None else ():
        code = " ".join(text_of(statement).split())
        if statement.type == "comment" or TELLING.match(code):
            continue
        return _status(modules, project, path, code)
    return 0


def is_404(statement: Node) -> bool:
    """Whether a statement answers 404."""
    code = " ".join(text_of(statement).split())
    return _plain(code) == 404


def handled_otherwise(modules: Modules, project: Project, *statuses: int) -> bool:
    """Whether the application answers some statuses in a way in which they are not seen."""
    wanted = {str(one) for one in statuses}
    for path, module in modules.by_path.items():
        for function in module.decorated:
            source = project.read(path) if _handles(function.decorators) else None
            if source is None:
                continue
            code = source.text.slice(function.span.start, function.span.end)
            head, _, body = code.partition(f"def {function.name.rpartition('.')[2]}")
            every = regex(r"HTTPException|\(Exception\)").search(head) is not None
            named = any(one in head for one in wanted) or any(
                NAMES[n] in statuses for n in NAMES if n in head
            )
            seen = ".code" in body or (not every and any(one in body for one in wanted))
            if (every or named) and not seen:
                return True
    return False


def _handles(decorators: tuple[object, ...]) -> bool:
    return any(regex(r"errorhandler").search(repr(one)) for one in decorators)


def _status(modules: Modules, project: Project, path: str, code: str) -> int:
    if (found := _plain(code)) or (hit := CALLED.match(code)) is None:
        return found
    node = function_named(modules, project, path, hit[1])
    body = field(node, "body")
    said = set(CODE.findall(text_of(body))) if body is not None else set()
    return int(said.pop()) if len(said) == 1 else 0


def function_named(modules: Modules, project: Project, path: str, name: str) -> Node | None:
    """The function that a file means by a name, also one in a file that says nothing of Flask."""
    place = modules.find(path, "", name)
    home = place.path if place is not None else ""
    if place is None:
        head, _, rest = name.partition(".")
        target = f"{modules.by_path[path].imports.get(head, '')}.{rest}".strip(".")
        end = f"/{target.rpartition('.')[0].replace('.', '/')}.py"
        home = next((p for p in project.paths if f"/{p}".endswith(end)), "") if target else ""
    source = project.read(home) if home else None
    if source is None or source.tree is None:
        return None
    last = (place.name if place is not None else name).rpartition(".")[2]
    found = descendants(source.root, "function_definition")
    return next((node for node in found if name_of(node) == last), None)


def _plain(code: str) -> int:
    """The status that stands in a statement itself."""
    if (hit := ABORT.match(code)) is not None:
        return int(hit[1]) if hit[1].isdigit() else WORDS.get(hit[1], 0)
    if (hit := RAISED.match(code)) is not None:
        return NAMES[hit[1]]
    if REDIRECT.match(code):
        return 302
    if not code.startswith("return "):
        return 0
    if (hit := PAIR.search(code)) is not None:
        return int(hit[1]) if hit[1].isdigit() else WORDS.get(hit[1], 0)
    if (hit := MADE.search(code)) is not None:
        return int(hit[1] or hit[2])
    return 0
