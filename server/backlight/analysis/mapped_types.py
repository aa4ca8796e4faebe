"""Whether what MyBatis puts into a statement is a number, a date or an enum by its type in Java.

The type is that of a parameter of the mapper's method, of what a `foreach` goes over, or of a class
that a name is called like; of what comes after a dot, that of a field or of what a getter gives.
"""

import re

from backlight.analysis.facts import Project
from backlight.analysis.hole import Hole
from backlight.analysis.java import file
from backlight.analysis.java_values import Method, Parameter, Text, Type, arguments, simple
from backlight.analysis.places import matching
from backlight.analysis.queries_words import named
from backlight.analysis.syntax import Source

HARMLESS = named(
    "int long short byte double float boolean Integer Long Short Byte Double Float Boolean"
    " BigDecimal BigInteger Number Date LocalDate LocalDateTime LocalTime Instant OffsetDateTime"
    " ZonedDateTime Timestamp UUID"
)
PART = re.compile(r"(?:get(?=[A-Z])|is(?=[A-Z]))?(\w+)(?:\(\))?$")
NAMESPACE = re.compile(rb"<mapper\s[^>]*?namespace\s*=\s*[\"']([\w.$]+)")
STATEMENT = re.compile(rb"<(select|insert|update|delete|sql)\s[^>]*?\bid\s*=\s*[\"'](\w+)[^>]*")
PARAMETER = re.compile(rb"parameterType\s*=\s*[\"']([\w.$]+)")
EACH = rb"<foreach\b(?=[^>]*\bitem\s*=\s*[\"']%b[\"'])[^>]*?\bcollection\s*=\s*[\"']([\w.]+)"
DEEP = 3
"""Loops in one another that are followed."""
COLLECTED = frozenset({"list", "collection", "array"})
"""What MyBatis calls the one list that a method is given."""


def harmless(hole: Hole, source: Source, project: Project) -> bool:
    """Whether no text can be put in here: every step to the value has a type that is known."""
    kind = _type(hole.code, source.text.data[: hole.span.start], source, project)
    if not kind or simple(kind) in HARMLESS:
        return bool(kind)
    declared = _declared(kind, project)
    return declared is not None and declared.kind == "enum"


def _type(code: str, before: bytes, source: Source, project: Project, depth: int = DEEP) -> str:
    """The type of what names and getters lead to, at a place."""
    first, *rest = code.split(".")
    each = list(re.finditer(EACH % re.escape(first.encode()), before))
    kind = ""
    if each and depth and _open(before[each[-1].end() :]):
        way, start = each[-1][1].decode(), each[-1].start()
        whole = _type(way, before[:start], source, project, depth - 1)
        kind = (arguments(whole) or ((whole[:-2],) if whole.endswith("[]") else ("",)))[-1]
    kind = kind or _given(first, before, source, project)
    called = first[:1].upper() + first[1:]
    if not kind and _declared(called, project) is not None:
        kind = called
    for step in rest:
        kind = _member(kind, step, project) if kind else ""
    return kind


def _open(since: bytes) -> bool:
    """Whether what began before is not closed yet."""
    return since.count(b"</foreach") <= since.count(b"<foreach")


def _given(name: str, before: bytes, source: Source, project: Project) -> str:
    """The type of what a statement is given by a name: a parameter, or a field of the only one."""
    methods, declared = _methods(before, source, project)
    kinds = {one.type for each in methods for one in each.parameters if _called(one) == name}
    if kinds or len(methods) != 1:
        return kinds.pop() if len(kinds) == 1 else _member(declared, name, project)
    given = methods[0].parameters
    if len(given) != 1 or name in COLLECTED:
        return given[0].type if len(given) == 1 else ""
    return _member(given[0].type, name, project)


def _methods(before: bytes, source: Source, project: Project) -> tuple[tuple[Method, ...], str]:
    """The methods of the mapper that a statement is for, or the type that it says it is given.

    A part that statements include is for all of them.
    """
    if source.language == "java":
        every = (one for kind in file(source).types for one in kind.methods)
        return tuple(one for one in every if one.span.start <= len(before) < one.span.end), ""
    head, opened = NAMESPACE.search(before), list(STATEMENT.finditer(before))
    mapper = _declared(head[1].decode(), project) if head is not None else None
    if not opened:
        return (), ""
    last, said = opened[-1], PARAMETER.search(opened[-1][0])
    own, shared = (mapper.methods if mapper is not None else ()), last[1] == b"sql"
    found = tuple(one for one in own if shared or one.name == last[2].decode())
    return found, said[1].decode() if said else ""


def _called(parameter: Parameter) -> str:
    """What a statement calls a parameter: by `@Param`, or as it is declared."""
    for one in parameter.annotations:
        said = one.get("value") if one.name == "Param" else None
        if isinstance(said, Text):
            return said.value
    return parameter.name


def _member(kind: str, step: str, project: Project) -> str:
    """The type of a field, or of what a getter gives."""
    hit, declared = PART.match(step), _declared(kind, project)
    if hit is None or declared is None:
        return ""
    name = hit[1][:1].lower() + hit[1][1:]
    own = {one.name: one.type for one in declared.components}
    own |= {one.name: one.type for one in declared.fields}
    gives = {one.name: one.returns for one in declared.methods if not one.parameters}
    getter = f"get{name[:1].upper()}{name[1:]}"
    return gives.get(step.removesuffix("()")) or gives.get(getter) or own.get(name, "")


def _declared(kind: str, project: Project) -> Type | None:
    """The one type of the project that has a name, in a file of that name."""
    name = simple(kind)
    every = tuple(dict.fromkeys((*project.paths, *project.files))) if name.isidentifier() else ()
    place = f"{kind.partition('<')[0].rpartition('.')[0].replace('.', '/')}/".lstrip("/")
    found = matching(rf"(?:^|/){re.escape(place)}{name}\.java$", every)
    source = project.read(found[0]) if len(found) == 1 else None
    types = file(source).types if source is not None and source.tree is not None else ()
    return next((one for one in types if one.name == name), None)
