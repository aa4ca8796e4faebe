"""What finds out who asks, taken from the handlers beside one that asks nobody.

Where all of them ask in one way, that way is copied as it is written; where they differ, a person
must say which is meant.
"""

from collections.abc import Callable, Iterable
from re import DOTALL, MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change

MARK = regex(r"@\w[\w.]*(?:\((?:[^()\"']|\"[^\"]*\"|'[^']*'|\([^()]*(?:\([^()]*\)[^()]*)*\))*\))?")
HEAD = regex(r"(?:\s*@\w[\w.]*(?:\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\))?)*", DOTALL | MULTILINE)
By = Callable[[Source, Handler], tuple[str, ...]]
"""What a handler asks by, as it is written."""
WHY = "It answers only to who is known, as the handlers beside it do."


RIGHTS = regex(
    r"(?i)\w{0,60}(?:permission|role|scope|(?<!pre)authori[sz]e|admin|owner|staff|super_?user"
    r"|polic(?:y|ies)|privilege|authority|expression|secured|abilit|level)\w{0,60}"
    r"|\bhas_?[a-z]\w*\(|\bcan_?\w*\("
)
"""What asks for a right, and not for a person alone."""
GIVEN = regex(
    r"\w{1,60}(?<!uthenticate)(?<!AuthGuard)(?<!PreAuthorize)(?<!BearerAuth)\(\s*\[?\s*"
    r"(?:['\"](?!\w{0,60}(?i:jwt|token|session|bearer|basic|cookie|key|oauth))|[A-Z]\w*\.[A-Z])"
)
"""A guard that is told more than how one signs in: `auth("manageUsers")`, `Auth(Kind.BILLING)`."""
LETS = regex(
    r"(?i)\w{0,60}(?:optional|anonymous|maybe|allow_?any|read_?only)\w{0,60}"
    r"|\w{0,60}required['\"]?\s*[:=]\s*false|auto_error\s*=\s*false|\|\s*none\b"
)
"""What looks who it is, and lets anybody pass."""
COUNTS = "It is counted as the handlers beside it are."
ASKS = ("asks who it is", "ask by")
LIMITS = ("has a limit", "are limited by")


def usual(
    found: Iterable[tuple[str, ...]], words: tuple[str, str] = ASKS
) -> tuple[str, ...] | Refused:
    """The one way in which all of them ask, or are limited."""
    ways = list(dict.fromkeys(filter(None, found)))
    if not ways:
        return Refused(f"No handler beside it {words[0]}; ask the agent, or do it by hand.")
    if len(ways) > 1:
        names = " and by ".join(f"`{' '.join(way)}`" for way in ways[:2])
        return Refused(f"Handlers beside it {words[1]} {names}: say which, or ask the agent.")
    return (_more(" ".join(ways[0])) if words is ASKS else None) or ways[0]


def _more(way: str) -> Refused | None:
    """Why a way to ask is not one for a handler that nobody knows more of."""
    if (free := LETS.search(way)) is not None:
        return Refused(
            f"Handlers beside it let anybody pass (`{free[0]}`): say what this one takes, or ask "
            "the agent."
        )
    if (right := RIGHTS.search(way) or GIVEN.search(way)) is not None:
        return Refused(
            f"Handlers beside it ask what somebody may (`{right[0]}…`), and which right this one "
            "takes must be decided: ask the agent, or do it by hand."
        )
    return None


def _asking(mark: str) -> bool:
    return signs_in(mark) or mark.startswith("@ApiBearerAuth")


Wanted = tuple[Callable[[str], bool], str, tuple[str, str]]
"""How what is copied is known by its text, why it is added, and words for what it does."""
ASKING: Wanted = (_asking, WHY, ASKS)


def by_marks(
    source: Source,
    handler: Handler,
    project: Project,
    routes: frozenset[str],
    wanted: Wanted = ASKING,
) -> Change | Refused:
    """The annotations or decorators that ask, copied from the other methods of the class."""
    is_it, why, words = wanted
    owner = handler.name.rpartition(".")[0]
    beside = [
        other
        for other in project.files[source.path].handlers
        if other.name != handler.name and other.name.rpartition(".")[0] == owner
    ]
    way = usual((tuple(filter(is_it, _marks(source, o, routes))) for o in beside), words)
    if isinstance(way, Refused):
        return way
    at = handler.span.start
    pad = source.text.indent(at)
    return change((source.path, [Edit(at, at, "".join(f"{one}\n{pad}" for one in way), why)]))


def _marks(source: Source, handler: Handler, routes: frozenset[str]) -> tuple[str, ...]:
    """What stands above a method, besides its route."""
    code = source.text.slice(handler.span.start, handler.span.end)
    head = HEAD.match(code)
    marks = [hit[0] for hit in MARK.finditer(head[0])] if head is not None else []
    return tuple(one for one in marks if one[1:].partition("(")[0] not in routes)


def beside(
    source: Source, handler: Handler, project: Project, asks: By
) -> tuple[str, ...] | Refused:
    """What the other handlers of the file ask by."""
    facts = project.files.get(source.path)
    others = [h for h in facts.handlers if h.name != handler.name] if facts is not None else []
    return usual(asks(source, other) for other in others)
