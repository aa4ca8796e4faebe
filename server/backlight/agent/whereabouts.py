"""Where an action in Markdown is offered: what its `where` says, held against the cursor.

All that is said must hold; of a list, one is enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from backlight.action import Context
from backlight.analysis.compared import route
from backlight.analysis.languages import LANGUAGES
from backlight.rules import ALL as RULES
from backlight.stacks import FRAMEWORKS, ORMS

SHORT = 60
"""Characters of evidence in a title."""


def _endpoint(ctx: Context) -> str | None:
    if ctx.endpoint is not None:
        return f"`{route(ctx.endpoint)}`"
    return _code(ctx.handler.name) if ctx.handler is not None else None


def _query(ctx: Context) -> str | None:
    return _code(ctx.query.model or ctx.query.function) if ctx.query is not None else None


def _table(ctx: Context) -> str | None:
    return _code(ctx.table.model or ctx.table.name) if ctx.table is not None else None


def _function(ctx: Context) -> str | None:
    return _code(ctx.function.name) if ctx.function is not None else None


def _call(ctx: Context) -> str | None:
    return _code(ctx.outgoing.callee) if ctx.outgoing is not None else None


def _comment(ctx: Context) -> str | None:
    return ctx.comment or None


def _finding(ctx: Context) -> str | None:
    return next((finding.message for finding in ctx.findings), None)


def _code(name: str) -> str:
    return f"`{name}`" if name else ""


def _slug(word: str) -> str:
    return word.strip().lower().replace("_", "-").replace(" ", "-")


FACTS: Mapping[str, Callable[[Context], str | None]] = {
    "endpoint": _endpoint,
    "query": _query,
    "table": _table,
    "function": _function,
    "call": _call,
    "comment": _comment,
    "finding": _finding,
}
"""What can stand at a cursor: its evidence in words, or `None` if it is not there."""

RULE_NAMES = frozenset(rule.__module__.rpartition(".")[2].replace("_", "-") for rule in RULES)
"""Findings that can be named in place of a fact."""

NAMES: Mapping[str, frozenset[str]] = {
    "fact": frozenset(FACTS) | RULE_NAMES,
    "stack": frozenset(_slug(one.name) for one in FRAMEWORKS) | {_slug(one.name) for one in ORMS},
    "language": frozenset(LANGUAGES.values()),
    "method": frozenset({"get", "post", "put", "patch", "delete", "head", "options", "any"}),
}
"""Every word that `where` knows, by its key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """The conditions of one action; an empty one is met everywhere."""

    fact: tuple[str, ...] = ()
    stack: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    method: tuple[str, ...] = ()
    file: tuple[str, ...] = ()
    """Patterns of paths, such as `src/api/**`."""
    selection: bool | None = None

    def evidence(self, ctx: Context) -> str | None:
        """What speaks for offering it here, in words; `None` if something speaks against it."""
        selected = ctx.span.start < ctx.span.end
        if self.selection is not None and self.selection != selected:
            return None
        if self.language and ctx.source.language not in self.language:
            return None
        if self.stack and not {_slug(one.name) for one in _stacks(ctx)} & {*self.stack}:
            return None
        if self.method and (ctx.endpoint is None or ctx.endpoint.method.lower() not in self.method):
            return None
        if self.file and not any(fnmatchcase(ctx.source.path, one) for one in self.file):
            return None
        return self._fact(ctx) if self.fact else self._anything(ctx, selected=selected)

    def finds(self, ctx: Context) -> bool:
        """Whether a finding that is named stands right at the cursor."""
        return any(finding.rule in self.fact for finding in ctx.findings)

    def _fact(self, ctx: Context) -> str | None:
        for name in self.fact:
            if name in FACTS:
                found = FACTS[name](ctx)
            else:
                found = next((f.message for f in ctx.findings if f.rule == name), None)
            if found is not None:
                first = " ".join(found.split())
                return first if len(first) <= SHORT else f"{first[:SHORT]}…"
        return None

    def _anything(self, ctx: Context, *, selected: bool) -> str | None:
        """Where nothing is asked for: wherever something of the backend is known."""
        known = selected or self.file or self.language or self.method or ctx.stack is not None
        at = FACTS["endpoint"](ctx) or FACTS["function"](ctx)
        return at or ("" if known or ctx.query or ctx.table or ctx.outgoing else None)


def where_of(said: Any) -> tuple[Where, tuple[tuple[str, str], ...]]:
    """The conditions that a file names; and each word that is wrong, with what is wrong with it."""
    if not isinstance(said, Mapping):
        said = {"fact": said} if said else {}
    found: dict[str, Any] = {}
    wrong: list[tuple[str, str]] = []
    for key, value in said.items():
        words = words_of(value)
        if key in NAMES:
            odd = [word for word in words if _slug(word) not in NAMES[key]]
            wrong += [(w, _unknown(f"There is no {key} {w[:60]!r}", w, NAMES[key])) for w in odd]
            found[key] = tuple(map(_slug, words))
        elif key == "selection":
            found[key] = flag_of(value)
            if found[key] is None:
                wrong.append((str(value), "`selection` is `true` or `false`."))
        elif key == "file":
            found[key] = words
        else:
            known = ("fact", "stack", "language", "method", "file", "selection")
            wrong.append((str(key), _unknown(f"`where` has no key {str(key)[:60]!r}", key, known)))
    return Where(**found), tuple(wrong)


def flag_of(value: Any) -> bool | None:
    """Yes or no, as a head says it; `None` if it is something else."""
    return {"true": True, "yes": True, "false": False, "no": False}.get(str(value).strip().lower())


def _unknown(said: str, word: str, known: Any) -> str:
    near = get_close_matches(str(word)[:60].lower(), sorted(known), 1)
    if near:
        return f"{said}; did you mean `{near[0]}`?"
    return f"{said}; there are: {', '.join(sorted(known))}."


def words_of(value: Any) -> tuple[str, ...]:
    """The words of a list, or of a text with commas."""
    parts = value if isinstance(value, list) else str(value).split(",")
    return tuple(word for part in parts if isinstance(part, str) and (word := part.strip()))


def _stacks(ctx: Context) -> list[Any]:
    return [one for one in (ctx.stack, ctx.orm) if one is not None]
