"""With which status a Spring application answers what is thrown before a handler runs."""

from collections.abc import Iterable
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.syntax import descendants, text_of
from backlight.stacks.spring.fragment import Code

HANDLER = regex(r"@ExceptionHandler\s*(?:\(([^)]*)\))?")
BROAD = frozenset({"Exception", "Throwable", "RuntimeException", "NestedRuntimeException"})
BAD = regex(r"BAD_REQUEST|badRequest\(|\b400\b")
UNPROCESSABLE = regex(r"UNPROCESSABLE_(?:ENTITY|CONTENT)|unprocessableEntity\(|\b422\b")
OTHER = regex(
    r"INTERNAL_SERVER_ERROR|internalServerError\(|NOT_FOUND|FORBIDDEN|CONFLICT|HttpStatus\.OK\b"
    r"|ResponseEntity\.ok\(|valueOf\(|resolve"
)
ADVICE = ("ControllerAdvice", "RestControllerAdvice")


def status_of(project: Project, names: Iterable[str]) -> int:
    """The status of an exception of Spring that means a bad request; 0 if it is not seen."""
    wanted = set(names)
    texts = [text for code in _advices(project) for text in code]
    own = [text for text in texts if _of(text) & wanted or _overrides(text, wanted)]
    broad = [text for text in texts if _of(text) & BROAD]
    found = {_judged(text) for text in own or broad}
    return found.pop() if len(found) == 1 else 0 if found else 400


def _of(text: str) -> set[str]:
    """The exceptions that a method of an advice says that it answers."""
    hit = HANDLER.search(text)
    if hit is None:
        return set()
    given = set(regex(r"(\w+)\.class").findall(hit[1] or ""))
    return given or set(regex(r"[(,]\s*(?:final\s+)?(\w+(?:Exception|Throwable))\s").findall(text))


def _overrides(text: str, wanted: set[str]) -> bool:
    """Whether a method takes the place of one of `ResponseEntityExceptionHandler`."""
    own = regex(r"\bhandle(\w+)\(\s*(?:final\s+)?(\w+)\s").search(text.partition("{")[0])
    return own is not None and HANDLER.search(text) is None and own[2] in wanted


def handles(project: Project, name: str) -> bool:
    """Whether an advice answers an exception, or all of them."""
    return any(_of(text) & (BROAD | {name}) for code in _advices(project) for text in code)


def _advices(project: Project) -> Iterable[list[str]]:
    """The methods of each class that answers what is thrown, as text."""
    for path, facts in project.files.items():
        fragment = facts.fragments.get("spring")
        if not isinstance(fragment, Code):
            continue
        known = any(a.name in ADVICE for t in fragment.file.types for a in t.annotations)
        own = any(
            a.name == "ExceptionHandler"
            for t in fragment.file.types
            for m in t.methods
            for a in m.annotations
        )
        source = project.read(path) if known or own else None
        if source is not None:
            yield [text_of(n) for n in descendants(source.root, "method_declaration")]


def _judged(text: str) -> int:
    if OTHER.search(text):
        return 0
    bad, other = BAD.search(text), UNPROCESSABLE.search(text)
    if bad is not None and other is None:
        return 400
    return 422 if other is not None and bad is None else 0
