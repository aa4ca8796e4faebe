"""Whether a handler hands something to a function, by the calls that lead from one to the other.

Calls are found by name in the files that import the function's own. What is called may be another
function of that name. What others call by that name, and no handler, gets nothing of a request.
What nobody calls by its name is called in a way that names do not tell: as a field of what a module
exports, by a framework, through an interface, or by reflection.
"""

import re
from collections.abc import Iterator
from functools import cache

from backlight.analysis.facts import Project
from backlight.analysis.places import is_test
from backlight.analysis.resolvers import resolves
from backlight.analysis.scopes import function_at
from backlight.analysis.served import served
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
RESOLVES = re.compile(r"(?:^|/)(?:[\w-]*[_.-])?resolvers?[/_.-]")
"""Where GraphQL calls functions with what a client asks for; they are no endpoints."""


def handed(path: str, name: str, project: Project) -> bool | None:
    """Whether a handler calls a function of a file with a value, itself or through others.

    `None` where nobody calls it by its name at all, and it is not a file's own.
    """
    seen, left = {(path, name)}, [(path, name, DEEP)]
    read: dict[str, Source | None] = {}
    importers = cache(lambda at: tuple(_importers(at, project)))
    own, some = name.rpartition(".")[2], False
    while left:
        at, called, deep = left.pop(0)
        for near in dict.fromkeys((at, *importers(at))):
            if near not in read and len(read) < MOST:
                read[near] = project.read(near)
            source = read.get(near)
            for span, given in _calls(source, called) if source is not None else ():
                above = function_at(source, span) if source is not None else None
                beside = near == path or (near.endswith(".java") and _folder(near) == _folder(path))
                itself = beside and above is not None and above.name == own
                some = some or (called == name and not itself)
                if given and (_in_handler(near, span, project) or _resolves(source, span)):
                    return True
                if given and above is not None and deep and (near, above.name) not in seen:
                    seen.add((near, above.name))
                    left.append((near, above.name, deep - 1))
    return False if some or own.startswith("_") else None


def _importers(path: str, project: Project) -> Iterator[str]:
    """The files that import one, or what it carries out; in Ruby any that has endpoints."""
    folder, last = _folder(path), path.rpartition("/")[2]
    stem = last.rpartition(".")[0].removesuffix("Impl")
    own = folder.rpartition("/")[2]
    if path.endswith(".rb"):
        yield from dict.fromkeys(one.handler_file or one.file for one in project.endpoints)
        return
    wanted = own if path.endswith(".go") or stem in {"index", "__init__"} else stem
    for near, facts in project.files.items():
        parts = (re.split(r"[./]", one)[-2:] for one in facts.imports if wanted in one)
        beside = near.endswith(".java") and _folder(near) == folder
        near_by = (beside or any(wanted in one for one in parts)) and not is_test(near)
        if near_by and serves(near, project):
            yield near


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _calls(source: Source, name: str) -> Iterator[tuple[Span, bool]]:
    """Where something of a name is called, and whether with a value."""
    last = name.rpartition(".")[2]
    word = re.escape(last)  # It comes first, which is searched for the fastest
    way = re.compile(rf"{word}(?<![\w$]{word})\s{{0,4}}\((?=([^;]{{0,300}}))")
    if last.encode("utf-8", "surrogatepass") not in source.text.data:
        return
    at = start = 0
    for hit in way.finditer(source.text.source):
        before = source.text.source[max(0, hit.start() - 80) : hit.start()]
        typed = source.language == "java" and TYPED.search(before) is not None
        if typed or DEFINES.search(before) or REMARK.search(before):
            continue
        start += len(source.text.source[at : hit.start()].encode("utf-8", "surrogatepass"))
        at = hit.start()
        given = not all(map(LITERAL.fullmatch, _arguments(hit[1])))
        yield Span(start, start + len(last.encode("utf-8", "surrogatepass"))), given


DEFINES = re.compile(r"\b(?:def|func|function)\s+(?:\([^()]*\)\s*|self\.)?$")
REMARK = re.compile(r"(?:^|\n)[ \t]*(?:#|//|/?\*)[^\n]*$")
TYPED = re.compile(r"(?<!return)(?<!else)(?<!throw)(?<!yield)(?<!case)(?<=[\w>\]])[ \t]+$")
"""What Java writes before the name of a method that it declares: the type of its answer."""


def _arguments(said: str) -> list[str]:
    """What is given, up to the bracket that closes the call."""
    depth, end = 1, len(said)
    for at, one in enumerate(said):
        depth += (one in "([{") - (one in ")]}")
        if depth == 0:
            end = at
            break
    return said[:end].split(",")


def _resolves(source: Source | None, span: Span) -> bool:
    return source is not None and resolves(source, span)


def _in_handler(path: str, span: Span, project: Project) -> bool:
    if RESOLVES.search(path):
        return True
    handlers = project.files[path].handlers if path in project.files else ()
    around = {one.name for one in handlers if one.span.start <= span.start < one.span.end}
    return any(served(project, path, name) for name in around)
