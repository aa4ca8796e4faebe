"""How a project refuses a bad request: its exception class, or the answer it gives."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import basename, dirname, relpath

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.javascript_expressions import value
from backlight.analysis.javascript_members import constructor
from backlight.analysis.javascript_modules import without_end
from backlight.analysis.javascript_things import Closure
from backlight.analysis.javascript_values import Call, Fields, Literal, Member, Value, dotted
from backlight.analysis.javascript_world import World
from backlight.analysis.syntax import Source, descendants, field
from backlight.stacks.express.shapes import MESSAGES, told_whole
from backlight.stacks.javascript_style import Style, module_of

MOST = 12
"""How many other files are asked for the project's way."""

BAD = (400, 422)


@dataclass(frozen=True, slots=True)
class Refusal:
    """The project's way to refuse a request."""

    status: int = 400
    key: str = "error"
    """The key of the answer that holds what is wrong; empty if the answer is the message itself."""
    by_field: bool = False
    """What is wrong stands by field (`{ email: ["is blank"] }`), not in one string."""
    exception: str = ""
    """The class that is thrown, if one is."""
    path: str = ""
    """The file of the class."""
    binding: str = ""
    """How it is imported: `HttpException` or `{ HttpException }`."""
    send: str = "json"
    field: str = "status"
    """What the exception keeps its status in."""
    shape: str = ""
    """The whole object of the answer, where it says more than what is wrong."""


def refusal(project: Project, world: World, source: Source) -> Refusal:
    """The project's way: the most used exception with a status, else the most used answer."""
    thrown = Counter(_thrown(world))
    if thrown:
        return max(thrown, key=lambda one: (one.status in BAD, thrown[one], one.path))
    answers = Counter(_answers(source)) or Counter(
        one for path in _others(project, source) for one in _read(project, path)
    )
    if answers:
        return max(answers, key=lambda one: (answers[one], one.key))
    return Refusal()


def imports(one: Refusal, source: Source, style: Style) -> tuple[str, str] | None:
    """What to import for the exception, and from where; `None` if it is at hand."""
    if not one.exception or one.path == source.path:
        return None
    names = {n.split(" ")[-1] for n in (one.exception,)}
    for node in source.root.children:
        if module_of(node) is not None and any(
            (node.text or b"").decode("utf-8", "replace").find(name) >= 0 for name in names
        ):
            return None
    return one.binding, module_path(source.path, one.path, esm_end=_ends(source, style))


def module_path(importer: str, path: str, esm_end: str = "") -> str:
    """The name by which one file imports another."""
    target = without_end(path)
    if basename(target) == "index" and not esm_end:
        target = dirname(target)
    found = relpath(target or ".", dirname(importer) or ".")
    found = found if found.startswith(".") else f"./{found}"
    return found + esm_end


def _ends(source: Source, style: Style) -> str:
    """The end that imports of files have in this file (`.js` in Node's own modules)."""
    if not style.esm:
        return ""
    origins = [o for n in source.root.children if (o := module_of(n)) and o.startswith(".")]
    return ".js" if origins and all(o.endswith(".js") for o in origins) else ""


def _thrown(world: World) -> Iterator[Refusal]:
    """Each `new HttpError(4xx, …)` of the project whose class is known."""
    for path, module in world.modules.items():
        for scope, call in module.calls:
            status = _status(call.args[0]) if call.new and call.args else None
            if status is None:
                continue
            target = world.thing(path, scope, call.of, {})
            if not isinstance(target, Closure):
                continue
            one = world.modules[target.path].functions[target.start]
            if not one.bases or not one.name:
                continue
            said = call.args[1] if len(call.args) > 1 else None
            key, by_field = _shape(said)
            yield Refusal(
                status if status in BAD else 400,
                key,
                by_field,
                one.name,
                target.path,
                _binding(world, target, one.name),
                field=_kept(world, target),
            )


def _kept(world: World, target: Closure) -> str:
    """The attribute in which an exception keeps its status: the name its constructor gives it."""
    made = constructor(world, target)
    one = world.modules[made.path].functions[made.start]
    return one.parameters[0].name if one.parameters and one.parameters[0].name else "status"


def _binding(world: World, target: Closure, name: str) -> str:
    exports = world.modules[target.path].exports
    if "=" in exports or "default" in exports:
        scope, said = exports.get("default", exports.get("=", ("", Literal(None))))
        if world.thing(target.path, scope, said, {}) == target:
            return name
    return f"{{ {name} }}"


def _status(said: Value) -> int | None:
    if isinstance(said, Literal) and isinstance(said.value, int) and 400 <= said.value < 500:
        return int(said.value)
    if isinstance(said, Member):
        names = {"BAD_REQUEST": 400, "UNPROCESSABLE_ENTITY": 422, "NOT_FOUND": 404}
        return names.get(said.name)
    return None


def _shape(said: Value | None) -> tuple[str, bool]:
    """The key under which what is wrong stands, and whether it stands there by field."""
    if isinstance(said, Fields) and said.pairs:
        named = [(k, v) for k, v in said.pairs if k in {"error", "errors", "message", "msg"}]
        key, inner = named[0] if named else said.pairs[0]
        return key, isinstance(inner, Fields)
    return "", False


def _answers(source: Source) -> Iterator[Refusal]:
    """Each `res.status(4xx).json({ … })` of a file."""
    for node in descendants(source.root, "call_expression"):
        name = field(node, "function", "property")
        if name is None or (name.text or b"") not in {b"json", b"send"}:
            continue
        said = value(node)
        if not isinstance(said, Call) or not isinstance(said.of, Member) or not said.args:
            continue
        before = said.of.of
        if not isinstance(before, Call) or not dotted(before.of).endswith(".status"):
            continue
        status = _status(before.args[0]) if before.args else None
        if status is None:
            continue
        status = status if status in BAD else 400
        key, by_field = _shape(said.args[0])
        if shape := told_whole(node, before.args[0]):
            yield Refusal(status, "message", send=said.of.name, shape=shape)
        elif isinstance(said.args[0], Literal) or key in MESSAGES:
            yield Refusal(status, key, by_field, send=said.of.name)


def _others(project: Project, source: Source) -> list[str]:
    """Other files with handlers, the nearest first."""
    paths = [p for p, f in project.files.items() if f.handlers and p != source.path]
    here = dirname(source.path)
    return sorted(paths, key=lambda p: (dirname(p) != here, p))[:MOST]


def _read(project: Project, path: str) -> list[Refusal]:
    source = project.read(path)
    if source is None or source.tree is None or source.language == "python":
        return []
    return list(_answers(source))


def caught(node: Node) -> bool:
    """Whether what is thrown at a place inside a handler is caught by it."""
    at: Node | None = node
    while at is not None and not at.type.endswith(("function", "definition", "declaration")):
        if at.type == "try_statement":
            return field(at, "handler") is not None
        at = at.parent
    return False
