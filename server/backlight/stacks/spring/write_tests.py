"""Tests of what a Spring handler is certain to refuse, through the `MockMvc` of its own tests."""

from collections.abc import Iterator
from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.java import file, method
from backlight.analysis.java_values import Annotation, Method, simple
from backlight.analysis.java_world import Found, World
from backlight.analysis.places import own_tests
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, descendants, span_of
from backlight.edits import Change, Refused
from backlight.stacks.record import Writer
from backlight.stacks.spring.asking import Case, Way, left, way_of, written
from backlight.stacks.spring.doors import stranger
from backlight.stacks.spring.fragment import Code
from backlight.stacks.spring.inputs import checks, element
from backlight.stacks.spring.thrown import status_of

PART = regex(r"\{(\w+)\}")
KINDS = {
    **dict.fromkeys(("long", "Long", "int", "Integer"), "2147483647"),
    "UUID": "6f1c4f0e-6d0b-4a43-9d3c-3a1f0e2b7c55",
    "String": "none",
}
NEEDED = frozenset({"NotNull", "NotBlank", "NotEmpty"})
ODD = frozenset({"JsonRootName", "JsonDeserialize", "JsonCreator", "JsonTypeInfo", "Builder"})
MISMATCH = ("MethodArgumentTypeMismatchException", "TypeMismatchException")
INVALID = ("MethodArgumentNotValidException", "BindException")
NOTHING = "What `{}` refuses does not follow from its declarations: ask the agent."


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """Strangers, a part of the path of another type, a body without what its class wants."""
    nodes = descendants(source.root, "method_declaration")
    node = next((n for n in nodes if span_of(n) == handler.span), None)
    endpoint = next((e for e in served(project, source.path, handler.name)), None)
    if node is None or endpoint is None or endpoint.method == "ANY":
        return Refused(f"`{handler.name}` has no route of its own whose method is known.")
    own = [p for p in own_tests(source.path, project.paths) if p.endswith(".java")]
    if not own:
        return Refused(f"No file of tests is named after {source.path.rpartition('/')[2]} yet.")
    one = method(node)
    kinds = _parts(source, node, one)
    asks = handler.guards or any(k in KINDS and k != "String" for k in kinds.values())
    if not asks and not any(map(checks, one.parameters)):
        return Refused(NOTHING.format(handler.name))
    return partial(_made, source, handler, project, (endpoint, one, kinds), own)


def _made(
    source: Source,
    handler: Handler,
    project: Project,
    of: tuple[Endpoint, Method, dict[str, str]],
    own: list[str],
) -> Change | Refused:
    for model in filter(None, map(project.read, own)):
        way = way_of(model)
        if way is None:
            continue
        cases = tuple(_cases(source, handler, project, of, way))
        if not cases:
            return Refused(NOTHING.format(handler.name))
        able = left(way, cases)
        if not able:
            return Refused(f"{model.path} tests what is certain to be refused already.")
        return written(way, handler.name.rpartition(".")[2], able)
    return Refused(f"{own[0]} asks in a way of its own, not by `MockMvc`: ask the agent.")


def _parts(source: Source, node: Node, one: Method) -> dict[str, str]:
    """The types of the parts of the path; none where the route says a pattern for one."""
    head = source.text.slice(node.start_byte, node.end_byte).partition("{\n")[0]
    if regex(r"\{\w+:").search(head):
        return {}
    found = {}
    for given in one.parameters:
        at = next((a for a in given.annotations if a.name == "PathVariable"), None)
        if at is not None:
            found[element(at, "value", "name") or given.name] = simple(given.type)
    return found


def _cases(
    source: Source,
    handler: Handler,
    project: Project,
    of: tuple[Endpoint, Method, dict[str, str]],
    way: Way,
) -> Iterator[Case]:
    endpoint, one, kinds = of
    names = PART.findall(endpoint.path)
    before = _before(endpoint, way)
    if before is None or any(kinds.get(name) not in KINDS for name in names):
        return
    path = endpoint.path.removeprefix(before)
    url = PART.sub(lambda hit: KINDS[kinds[hit[1]]], path)
    status = stranger(project, endpoint, handler, way)
    if status:
        yield Case("whoever has not signed in", endpoint.method, url, status, signed=False)
    if not way.lets(endpoint.method, path, guarded=bool(handler.guards)):
        return
    typed = next((n for n in names if kinds[n] != "String"), "")
    body = next((p for p in one.parameters if _annotated(p.annotations, "RequestBody")), None)
    first = next(iter(one.parameters), None)
    mismatch = status_of(project, MISMATCH)
    if typed and mismatch == 400 and first is not None and first.name != (body and body.name):
        odd = PART.sub(lambda hit: "nothing" if hit[1] == typed else KINDS[kinds[hit[1]]], path)
        sends = body is not None
        yield Case(f"what is no {typed}", endpoint.method, odd, 400, signed=True, body=sends)
    results = any(simple(p.type) in {"BindingResult", "Errors"} for p in one.parameters)
    if body is None or not checks(body) or results or _grouped(body.annotations):
        return
    wanted = _wanted(source, project, body.type)
    refused = status_of(project, INVALID)
    if wanted and refused in {400, 422}:
        name = f"a body without {wanted}"
        yield Case(name, endpoint.method, url, refused, signed=True, body=True)


def _annotated(annotations: tuple[Annotation, ...], name: str) -> bool:
    return any(a.name == name for a in annotations)


def _grouped(annotations: tuple[Annotation, ...]) -> bool:
    """Whether only some of the rules are looked at: `@Validated(Update.class)`."""
    return any(a.given for a in annotations if a.name in {"Valid", "Validated"})


def _before(endpoint: Endpoint, way: Way) -> str | None:
    """What of a path tests leave out, as `MockMvc` knows no context; `None` if that is not seen."""
    pieces = endpoint.path.strip("/").split("/")
    for count in range(min(3, len(pieces))):
        rest = "/".join(pieces[count:]).partition("{")[0].rstrip("/")
        if rest and any(one.strip("/").startswith(rest.split("/")[0]) for one in way.paths):
            return "".join(f"/{one}" for one in pieces[:count])
    return None


def _wanted(source: Source, project: Project, kind: str) -> str:
    """The first field of a class that must be there."""
    code = {p: f.fragments.get("spring") for p, f in project.files.items()}
    world = World({p: one.file for p, one in code.items() if isinstance(one, Code)})
    found = world.type(file(source), kind)
    return _field(found) if found is not None else ""


def _field(found: Found) -> str:
    one = found[1]
    if any(a.name in ODD for a in one.annotations):
        return ""
    rows = [(f.name, f.annotations) for f in one.fields if not f.words & {"static"}]
    rows += [(c.name, c.annotations) for c in one.components]
    valued = {f.name for f in one.fields if f.value is not None}
    for name, annotations in rows:
        rules = [a for a in annotations if a.name in NEEDED]
        if rules and name not in valued and not any(a.get("groups") for a in rules):
            return name
    return ""
