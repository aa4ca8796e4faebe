"""What a class of views is certain to refuse: by its permissions, its rows and its serializer."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.syntax import Source, descendants, field, line_of, text_of
from backlight.stacks.django.permissions import door as door_of
from backlight.stacks.django.permissions import has, is_rest, said
from backlight.stacks.django.serialized import wanted
from backlight.stacks.django.way import settings
from backlight.stacks.python.absent import absent

PART = regex(r"\{(\w+)\}")
DETAIL = frozenset({"retrieve", "update", "partial_update", "destroy"})
ROWS = frozenset({"get_object", "get_serializer_class", "get_serializer"})
VALID = regex(
    r"^\w+ = (?P<by>self\.get_serializer|self\.serializer_class|\w+)\(data=request\.data"
    r"(?:, context=(?:\{[^{}]*\}|\w+))?,?\) \w+\.is_valid\(raise_exception=True\)"
)
FETCHES = regex(r"^\w+(?:: \w+)? = self\.get_object\(\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request to a class of views, and how it is refused."""

    name: str
    method: str
    url: str
    status: tuple[int, ...]
    signed: bool = False
    body: bool = False
    says: str = ""


def cases(
    modules: Modules,
    project: Project,
    source: Source,
    endpoints: Sequence[Endpoint],
    url: Callable[[Endpoint], str],
) -> Iterator[Case]:
    """What each method of a class refuses, the strangers first."""
    for endpoint in endpoints:
        asked, (name, _, verb) = url(endpoint), endpoint.handler.rpartition(".")
        place = modules.find(source.path, "", name)
        known = place is not None and place.name in modules.by_path[place.path].classes
        if place is None or not known or not asked:
            continue
        method = "GET" if endpoint.method == "ANY" else endpoint.method
        door = door_of(modules, project, place, method)
        plain = Case(name=verb, method=method, url=asked, status=())
        if door.status:
            called = f"{verb}_by_whoever_has_not_signed_in"
            yield replace(plain, name=called, status=door.status)
        if door.known and _rest(modules, place):
            signed = replace(plain, signed=bool(door.status))
            yield from _inside(modules, project, source, (place, endpoint), signed)


def _rest(modules: Modules, place: Place) -> bool:
    """Whether a class is one of REST framework, whose rows and serializer are what it says."""
    every = [modules.by_path[one.path].classes.get(one.name) for one in modules.bases(place)]
    bases = [base for one in every if one is not None for base in one.bases]
    return is_rest(bases) and not has(modules, place, ROWS)


def _inside(
    modules: Modules, project: Project, source: Source, of: tuple[Place, Endpoint], plain: Case
) -> Iterator[Case]:
    """What is refused once somebody is let in."""
    place, endpoint = of
    verb = endpoint.handler.rpartition(".")[2]
    own = next((f for f in _methods(source) if line_of(f) == endpoint.line), None)
    parts = frozenset(PART.findall(endpoint.path))
    key = next(iter(PART.findall(endpoint.path)[-1:]), "")
    if own is None:
        if verb in DETAIL and key and not has(modules, place, DETAIL):
            yield replace(plain, name=f"{verb}_for_an_unknown_{key}", status=(404,))
        if verb == "create" and not parts and not has(modules, place, frozenset({"create"})):
            serializer = said(modules, project, place, "serializer_class")
            yield from _lacking(modules, project, source, (serializer, verb), plain)
        return
    first = next(iter(_statements(own)), "")
    if key and (FETCHES.match(first) or absent(own, parts, _is_404)):
        key = absent(own, parts, _is_404) or key
        yield replace(plain, name=f"{verb}_for_an_unknown_{key}", status=(404,))
    elif plain.method == "POST" and (hit := VALID.match(" ".join(_statements(own)))) is not None:
        serializer = hit["by"]
        if serializer.startswith("self."):
            serializer = said(modules, project, place, "serializer_class")
        yield from _lacking(modules, project, source, (serializer, verb), plain)


def _lacking(
    modules: Modules, project: Project, source: Source, of: tuple[str, str], plain: Case
) -> Iterator[Case]:
    serializer, verb = of
    name = wanted(modules, project, source.path, serializer) if serializer else ""
    if name:
        says = "" if "EXCEPTION_HANDLER" in settings(project) else name
        called = f"{verb}_without_{name}"
        yield replace(plain, name=called, status=(400,), body=True, says=says)


def _methods(source: Source) -> Iterator[Node]:
    return descendants(source.root, "function_definition")


def _statements(function: Node) -> list[str]:
    body = field(function, "body")
    rows = body.named_children if body is not None else []
    texts = [" ".join(text_of(n).split()) for n in rows if n.type != "comment"]
    return [text for text in texts if not text.startswith(('"', "'"))]


def _is_404(statement: Node) -> bool:
    code = " ".join(text_of(statement).split())
    return (
        regex(r"^raise (?:Http404|NotFound)\b|^return Response\(.*HTTP_404|status=404").search(code)
        is not None
    )
