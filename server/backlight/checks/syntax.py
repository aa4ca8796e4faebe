"""Every file parses as well as before: no error that the change brings in."""

import ast
import json
import tomllib
import warnings
from collections.abc import Callable

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, Span, errors, line_of, span_of
from backlight.checks.check import Check
from backlight.edits import Change, Edit


def check(before: Project, after: Project, change: Change) -> Check:
    """Whether each changed file still parses, by its tree and by the parser of its language."""
    problems = [
        problem
        for path in change.written
        if (problem := _problem(before, after, change, path)) is not None
    ]
    if problems:
        return Check("syntax", ok=False, detail=" ".join(problems))
    if not change.written:
        return Check("syntax", ok=True, detail="No text is changed.")
    return Check("syntax", ok=True, detail=f"{_listed(change.written)} as well as before.")


def _problem(before: Project, after: Project, change: Change, path: str) -> str | None:
    new = after.read(path)
    if new is None:
        return f"{path} cannot be read after the change."
    old = None if path in change.created else before.read(path)
    line = _broken(old, new, change.edits.get(path, ()))
    if line is not None:
        return f"{path} no longer parses at line {line}."
    reader = READERS.get(path.rpartition(".")[2].lower())
    if reader is None:
        return None
    verdict = reader(new.text.source)
    if verdict is None or (old is not None and reader(old.text.source) is not None):
        return None
    return f"{path} no longer parses: {verdict}."


def _broken(old: Source | None, new: Source, edits: tuple[Edit, ...]) -> int | None:
    """The line of an error in the tree that was not there before."""
    faults = _placed(new)
    if not faults:
        return None
    earlier = _placed(old) if old is not None else []
    if len(faults) > len(earlier):
        known = {old.text.slice(s.start, s.end) for s, _ in earlier} if old is not None else set()
        fresh = [line for s, line in faults if new.text.slice(s.start, s.end) not in known]
        return fresh[0] if fresh else faults[0][1]
    moved = 0
    for edit in edits:
        size = len(edit.text.encode("utf-8", "surrogatepass"))
        written = Span(edit.start + moved, edit.start + moved + size)
        moved += size - (edit.end - edit.start)
        if any(span.touches(Span(edit.start, edit.end)) for span, _ in earlier):
            continue
        for span, line in faults:
            if written.start < span.end and span.start < written.end:
                return line
    return None


def _placed(source: Source) -> list[tuple[Span, int]]:
    return [(span_of(node), line_of(node)) for node in errors(source)]


def _python(text: str) -> str | None:
    """What Python's own parser says, which is stricter than the tree; `None` is no complaint."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text.removeprefix("\ufeff"))
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError):
        return None
    return None


def _json(text: str) -> str | None:
    try:
        json.loads(text.removeprefix("\ufeff"))
    except ValueError as error:
        return str(error)
    except RecursionError:
        return None
    return None


def _toml(text: str) -> str | None:
    try:
        tomllib.loads(text.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        return str(error)
    except RecursionError:
        return None
    return None


READERS: dict[str, Callable[[str], str | None]] = {"py": _python, "json": _json, "toml": _toml}
"""The stricter parsers, by the end of a file's name."""


def _listed(paths: tuple[str, ...]) -> str:
    names = ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "")
    return f"{names} {'parses' if len(paths) == 1 else 'parse'}"
