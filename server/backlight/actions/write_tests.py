"""Write the tests of an endpoint: what it answers when all is well, and every refusal.

```python
#- main.py
from fastapi import FastAPI, HTTPException

app = FastAPI()
rooms = {1: "blue"}


@app.get("/rooms/{number}")
def read_room(number: int):$0
    if number not in rooms:
        raise HTTPException(status_code=404, detail="Room not found")
    return {"number": number, "name": rooms[number]}
```
-> agent writes
```python
#- test_main.py
from fastapi.testclient import TestClient

from main import app

client = TestClient(app)


def test_a_room_is_shown():
    answer = client.get("/rooms/1")
    assert answer.status_code == 200
    assert answer.json() == {"number": 1, "name": "blue"}


def test_a_room_that_is_not_there_is_answered_with_404():
    assert client.get("/rooms/2").status_code == 404


def test_a_number_that_is_none_is_refused():
    assert client.get("/rooms/blue").status_code == 422
```
"""

import re
from functools import partial

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.documented import refusals
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.places import is_test, own_tests, tests_in
from backlight.analysis.served import endpoints_in
from backlight.analysis.syntax import Span, ancestors, node_at, span_of
from backlight.analysis.testing import Test, tests

ASKED = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "ANY"})
"""Methods by which a client of tests asks."""
ANY_REFUSAL = re.compile(
    r"\b4\d\d\b|HTTP_4|raises|reject|toThrow|BadRequest|NotFound|Forbidden|invalid"
)


def offer(ctx: Context) -> Offer | None:
    """Offered in the handler of an endpoint; the title says where its tests are, if anywhere."""
    path = ctx.source.path
    known = _asked_for(ctx) if not is_test(path) else None
    if known is None:
        return None
    handler, endpoint, shown = known
    own = own_tests(path, ctx.project.paths)
    said = (
        f"beside those of {_name(own[0])}"
        if own
        else f"no file of tests is named after {_name(path)}"
    )
    asked = ctx.stack if endpoint.method in ASKED else None
    write = asked.write_tests if asked is not None else None
    return Offer(
        title=f"Write tests: `{shown}`, {said}",
        span=handler.span,
        task=_task(ctx, handler, shown, own),
        rewrite=partial(write, ctx.source, handler, ctx.project) if write is not None else None,
    )


def _asked_for(ctx: Context) -> tuple[Handler, Endpoint, str] | None:
    """The handler at the cursor; else the class on its line, if that serves what it inherits."""
    if ctx.handler is not None and ctx.endpoint is not None:
        return ctx.handler, ctx.endpoint, compared.route(ctx.endpoint)
    text, path = ctx.source.text, ctx.source.path
    start, end = text.line_at(ctx.span.start)
    if ctx.handler is not None or not text.slice(start, end).startswith("class "):
        return None
    line = text.line_of(start) + 1
    endpoint = next((e for e in endpoints_in(ctx.project, path) if e.line == line), None)
    if endpoint is None or "." not in endpoint.handler:
        return None
    name = endpoint.handler.rpartition(".")[0]
    above = ancestors(node_at(ctx.source, Span(start, start)))
    whole = next((n for n in above if n.type == "class_definition"), None)
    span = span_of(whole) if whole is not None else Span(start, end)
    return Handler(name=name, stack=endpoint.stack, span=span, line=line), endpoint, name


def _name(path: str) -> str:
    """The last part of a path, as it fits into a menu."""
    return path.rpartition("/")[2]


def _task(ctx: Context, handler: Handler, route: str, own: tuple[str, ...]) -> Task:
    path = ctx.source.path
    code = ctx.source.text.slice(handler.span.start, handler.span.end)
    known = ", ".join(refusals(code)) or "what it cannot take"
    some = [p for p in tests_in(ctx.project.paths) if p.endswith(path.rpartition(".")[2])]
    return Task(
        goal=f"Write tests of `{route}` (handler `{handler.name}` in {path}, line {handler.line}):"
        f" what it answers when all is well, and every refusal ({known}).",
        rules=(
            *ctx.idiom("tests"),
            "Write them where the project keeps its tests, with its runner, fixtures and names.",
            (
                "Go through the real route; replace only what is outside: other services, mail,"
                " clocks."
            ),
            "A test says in its name what must hold, and asserts it; one reason to fail a test.",
            (
                "Cover the edges: nothing, one, many, twice, somebody else's, the bounds of each"
                " value."
            ),
            "Change no code but tests; if the code is wrong, say so and let the test show it.",
        ),
        related=(path, *own[:2], *some[:1]),
        wrong=partial(wrong, path=path, handler=handler),
    )


def wrong(before: Project, after: Project, *, path: str, handler: Handler) -> tuple[str, ...]:
    """What is not right yet: no new test, one that cannot fail, or other code was changed."""
    texts = compared.changed(before, after)
    fresh = {p: _new(before, p, text) for p, text in texts.items() if is_test(p)}
    written = [test for some in fresh.values() for test in some]
    if not written:
        return ("No test is written yet, in a file that the project takes for tests.",)
    found = [f"`{test.name}` asserts nothing." for test in written if not test.can_fail]
    other = [p for p in texts if not is_test(p) and p in before.files]
    found += [f"{p} is no test and was changed; leave it as it is." for p in other]
    code = "\n".join(text for p, text in texts.items() if is_test(p))
    if not _asked(after, path, handler, code):
        found.append(f"No test asks for `{handler.name}` or its path.")
    known = refusals(compared.code_of(before, path, handler))
    refuses = [one for one in known if not one.startswith("5")]
    if refuses and not ANY_REFUSAL.search(code):
        found.append(f"No test is about a refusal; the handler has {', '.join(refuses)}.")
    return tuple(found)


def _new(before: Project, path: str, text: str) -> tuple[Test, ...]:
    """The tests of a file that it did not have before."""
    source = before.read(path)
    old = tests(source.text.source) if source is not None else ()
    known = {test.name: test.code.strip() for test in old}
    last = old[-1] if old else None  # What ends it ends the file, and stands behind others now
    return tuple(
        test
        for test in tests(text)
        if known.get(test.name) != test.code.strip()
        and not (last and test.name == last.name and last.code.startswith(test.code.strip()))
    )


def _asked(project: Project, path: str, handler: Handler, code: str) -> bool:
    """Whether tests name the handler, or the fixed part of one of its paths."""
    names = {handler.name.rpartition(".")[2], *compared.routes(project, path, handler.name)}
    fixed = {part for name in names for part in re.split(r"[\s/]|\{[^}]*\}", name) if len(part) > 2}
    fixed -= {"GET", "POST", "PUT", "PATCH", "DELETE", "ANY"}
    return not fixed or any(part in code for part in fixed)


ACTION = Action(
    id="write-tests",
    title="Write tests",
    offer=offer,
    doc=__doc__ or "",
)
