"""Make a call of another service safe for the day on which that service is slow or down.

It gets a timeout at once. The agent also gives it bounded retries where the call may be repeated,
and an answer for when the other side is down.

```python
import requests


def rate(currency):
    answer = requests.get(f"https://rates.example/{currency}"$0)
    answer.raise_for_status()
    return answer.json()["rate"]
```
->
```python
import requests


def rate(currency):
    answer = requests.get(f"https://rates.example/{currency}", timeout=10)
    answer.raise_for_status()
    return answer.json()["rate"]
```
"""

import re
from collections.abc import Callable, Iterable
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.browser import in_browser
from backlight.analysis.facts import Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.patience import slow
from backlight.analysis.syntax import Source, Span, descendants, text_of

RETRY = re.compile(r"retr(y|ies)|backoff|tenacity|Retry\(", re.IGNORECASE)
KEYED = re.compile(r"idempoten", re.IGNORECASE)
PATIENT = (
    "may take minutes and be right: bound how long connecting takes and how long nothing comes, and"
    " take the time for the whole from the settings or the limits of the project; where nothing"
    " says it, name the number that you took."
)
MOST, HEAD = 4_000, 20_000
"""Bytes of a function, and of its file, that are looked at for what it calls."""
WORD = re.compile(rb"\w+")
GIVEN = re.compile(rb"^(?:\w+ ){0,4}(\w+) *(?::[^=\n]{1,60})?=(?!=)[^\n]{1,300}", re.MULTILINE)
"""A name that the file itself is given, such as that of an address or a client."""
NAMES = ("identifier", "field_identifier", "property_identifier", "type_identifier", "constant")
Calls = Callable[[Source, Span], tuple[Outgoing, ...]]

REPEATABLE = frozenset({"", "GET", "HEAD", "PUT", "DELETE", "OPTIONS"})
"""Methods that may be sent twice, and those that are not known."""


def offer(ctx: Context) -> Offer | None:
    """Offered on a call that waits for ever, or that nothing catches in a handler."""
    call, client = ctx.outgoing, ctx.client
    if call is None or client is None:
        return None
    bare = ctx.handler is not None and not call.guarded
    waits = call.endless or call.patient
    if not waits and not bare:
        return None
    if client.name == "javascript" and ctx.handler is None and in_browser(ctx.source, ctx.project):
        return None
    said = "has no timeout" if call.endless else "takes the request down when the service is down"
    said = "waits a minute for an answer" if call.patient else said
    said += " of its own" if call.endless and call.doubt else ""
    long = _long(ctx, call)
    at_once = waits and not long and not call.doubt
    return Offer(
        title=f"Harden call: `{call.callee}` {said}",
        span=call.span,
        task=_task(ctx, call, client.calls, long),
        rewrite=partial(client.harden, ctx.source, call, ctx.project) if at_once else None,
        evident=call.endless,
    )


def _long(ctx: Context, call: Outgoing) -> str:
    """What the other side is, if it may take minutes and be right: no number fits it unasked."""
    data, function = ctx.source.text.data, ctx.function
    part, name = (function.span, function.name) if function is not None else (call.span, "")
    around = data[part.start : min(part.end, part.start + MOST)]
    code = data[call.span.start : min(call.span.end, call.span.start + MOST)]
    words = set(WORD.findall(code))
    around += b"".join(b"\n" + hit[0] for hit in GIVEN.finditer(data[:HEAD]) if hit[1] in words)
    said, more = (one.decode("utf-8", "replace") for one in (code, around))
    return slow(f"{said} {name} {ctx.source.path}", more)


def _task(ctx: Context, call: Outgoing, calls: Calls, long: str) -> Task:
    path = ctx.source.path
    where = f" in `{ctx.function.name}`" if ctx.function is not None else ""
    return Task(
        goal=f"Make the call `{call.callee}`{where} ({path}, line {call.line}) safe for when the"
        " other service is slow, fails, or is down.",
        rules=(
            *ctx.idiom("calls"),
            *((f"{long} {PATIENT}",) if long else ()),
            "A timeout always; retries only where repeating does no harm, few and with backoff.",
            "What may not be repeated gets an idempotency key, if the other side takes one.",
            (
                "Say in code what is answered while the service is down: a 502, 503 or 504 with the"
                " project's shape of error, or the last known value, never a bare 500."
            ),
            "What is logged names the service and the request, and holds no secret.",
        ),
        related=(path,),
        wrong=partial(wrong, path=path, call=call, calls=calls),
    )


def wrong(
    before: Project, after: Project, *, path: str, call: Outgoing, calls: Calls
) -> tuple[str, ...]:
    """What is not right yet: it is gone, it still waits for ever, or a write is repeated."""
    then, now = _calls(before, path, calls), _calls(after, path, calls)
    texts = compared.changed(before, after)
    if _safe(now) <= _safe(then) and _gone(before, after, {path, *texts}, call):
        return (f"`{call.callee}` is gone; the other service must still be called.",)
    left, had = (
        sum((o.endless or o.patient) and o.callee == call.callee for o in some)
        for some in (now, then)
    )
    if (call.endless or call.patient) and left >= had:
        return (f"`{call.callee}` still has no timeout.",)
    text = "\n".join(texts.values())
    old = before.read(path)
    fresh = RETRY.search(text) and not (old is not None and RETRY.search(old.text.source))
    if fresh and call.method not in REPEATABLE and not KEYED.search(text):
        return (f"A {call.method} is sent again when it fails; that needs an idempotency key.",)
    return ()


def _safe(calls: tuple[Outgoing, ...]) -> int:
    """How many calls give up in time: one may stand for several that waited for ever."""
    return sum(not (one.endless or one.patient) for one in calls)


def _gone(before: Project, after: Project, paths: Iterable[str], call: Outgoing) -> bool:
    """Whether what is asked by is named less often than it was, in all files that differ.

    By the last word of it, since another client may ask; a builder may make what `new` made.
    """
    word = re.split(r"[.\s]", call.callee)[-1]
    had, has = (sum(_named(one, path, word) for path in paths) for one in (before, after))
    return has < max(1, had - call.callee.startswith("new "))


def _named(project: Project, path: str, word: str) -> int:
    """How often code names something, outside of comments and texts."""
    source = project.read(path)
    if source is None or source.tree is None:
        return 0
    return sum(text_of(one) == word for one in descendants(source.root, *NAMES))


def _calls(project: Project, path: str, calls: Calls) -> tuple[Outgoing, ...]:
    source: Source | None = project.read(path)
    if source is None or source.tree is None:
        return ()
    return calls(source, Span(0, len(source.text.data)))


ACTION = Action(
    id="harden-call",
    title="Harden call",
    offer=offer,
    doc=__doc__ or "",
)
