"""Whether a handler hands something to a function, by the calls that lead from one to the other.

Calls are found by name in the files that import the function's own. What is called may be another
function of that name; what no handler calls by that name gets nothing of a request.
"""

import re
from collections.abc import Iterator

from backlight.analysis.facts import Project
from backlight.analysis.places import is_test
from backlight.analysis.scopes import function_at
from backlight.analysis.serving import serves
from backlight.analysis.syntax import Source, Span

DEEP = 4
"""Calls that a value is followed through."""
MOST = 60
"""Files that are looked into."""
LITERAL = re.compile(
    r"\s*(?:[\"'][^\"']*[\"']|\d+|true|false|null|None|nil|True|False|ctx|this|self)?\s*"
)
"""An argument that nobody gives."""


def handed(path: str, name: str, project: Project) -> bool:
    """Whether a handler calls a function of a file with a value, itself or through others."""
    seen, left = {(path, name)}, [(path, name, DEEP)]
    read: dict[str, Source | None] = {}
    while left:
        at, called, deep = left.pop(0)
        for near in dict.fromkeys((at, *_importers(at, project))):
            if near not in read and len(read) < MOST:
                read[near] = project.read(near)
            source = read.get(near)
            for span in _calls(source, called) if source is not None else ():
                if _in_handler(near, span, project):
                    return True
                above = function_at(source, span) if source is not None else None
                if above is not None and deep and (near, above.name) not in seen:
                    seen.add((near, above.name))
                    left.append((near, above.name, deep - 1))
    return False


def _importers(path: str, project: Project) -> Iterator[str]:
    """The files that import one, or what it carries out; in Ruby any that has endpoints."""
    folder, _, last = path.rpartition("/")
    stem = last.rpartition(".")[0].removesuffix("Impl")
    own = folder.rpartition("/")[2]
    if path.endswith(".rb"):
        yield from dict.fromkeys(one.handler_file or one.file for one in project.endpoints)
        return
    wanted = {own} if path.endswith(".go") or stem in {"index", "__init__"} else {stem}
    for near, facts in project.files.items():
        parts = (re.split(r"[./]", one) for one in facts.imports)
        near_by = any(wanted & {*one[-2:]} for one in parts) and not is_test(near)
        if near_by and serves(near, project):
            yield near


def _calls(source: Source, name: str) -> Iterator[Span]:
    """Where something of a name is called with a value."""
    last = name.rpartition(".")[2]
    way = re.compile(rf"(?<![\w$]){re.escape(last)}\s{{0,4}}\(([^;{{}}\n]{{0,300}})")
    if last.encode("utf-8", "surrogatepass") not in source.text.data:
        return
    for hit in way.finditer(source.text.source):
        before = source.text.source[max(0, hit.start() - 30) : hit.start()]
        if DEFINES.search(before) or all(map(LITERAL.fullmatch, _arguments(hit[1]))):
            continue
        start = len(source.text.source[: hit.start()].encode("utf-8", "surrogatepass"))
        yield Span(start, start + len(last))


DEFINES = re.compile(r"\b(?:def|func|function)\s+(?:\([^()]*\)\s*|self\.)?$")


def _arguments(said: str) -> list[str]:
    """What is given, up to the bracket that closes the call."""
    depth, end = 1, len(said)
    for at, one in enumerate(said):
        depth += (one in "([") - (one in ")]")
        if depth == 0:
            end = at
            break
    return said[:end].split(",")


def _in_handler(path: str, span: Span, project: Project) -> bool:
    facts = project.files.get(path)
    served = {one.handler for one in project.endpoints if path in {one.file, one.handler_file}}
    return facts is not None and any(
        one.span.start <= span.start < one.span.end and one.name in served for one in facts.handlers
    )
