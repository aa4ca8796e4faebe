"""Tests of refusals as methods: in the class whose tests ask so, or in a new one like it."""

from collections.abc import Sequence
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import own_tests
from backlight.analysis.syntax import text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.python.brought import brought
from backlight.stacks.python.cases import Case, beside, called
from backlight.stacks.python.classed import PLAIN, Home, local, needed

WITHIN = regex(r"^assert (.+?) in (.+)$")
PAD = " " * 8


def methods(
    project: Project, path: str, handler: str, cases: Sequence[Case], home: Home
) -> Change | Refused:
    """The tests behind those of the class, or in a file of their own beside it."""
    rows = [_test(handler, one, home) for one in cases]
    if home.source.path in own_tests(path, project.paths):
        end = home.node.end_byte
        text = "".join(f"\n\n{row}" for row in rows)
        return change((home.source.path, [Edit(end, end, text, f"How `{handler}` refuses.")]))
    members = needed(home)
    derived = any(not PLAIN.search(base) for base in home.bases)
    if members is None or (home.client.startswith("self.") and not members and not derived):
        return Refused(f"{home.source.path} makes its client in a way of its own: ask the agent.")
    before = [f"    {text_of(one)}" for one in members]
    bases = f"({', '.join(home.bases)})" if home.bases else ""
    name = "".join(part.capitalize() for part in handler.split("_"))
    name = f"{name}Refuses" if home.unit else f"Test{name}"
    code = "\n\n".join([f"class {name}{bases}:", *before, *rows]).replace(":\n\n", ":\n", 1)
    words = set(regex(r"\w+").findall(code))
    if missing := local(home.source, words):
        return Refused(f"`{min(missing)}` is known in {home.source.path} alone: ask the agent.")
    head = brought(home.source, words)
    text = f"{head}\n\n\n{code}\n" if head else f"{code}\n"
    return Change({}, {beside(project, path, home.source): text})


def _test(handler: str, case: Case, home: Home) -> str:
    head = called(f"def test_{handler}_{case.name}", ("self", *home.given), ":", "    ")
    body = case.body
    method = case.method.lower()
    if home.strict and body.startswith("json="):
        method, body = f"{method}_json", body.removeprefix("json=")
    also = home.headers if case.signed else ""
    status = f"status={case.status[0]}" if home.strict else ""
    sent = (body, also) if home.strict else (also, body)
    given = tuple(filter(None, (f'"{case.url}"', *sent, status)))
    if home.strict:
        told = "response = " if case.says else ""
        rows = [called(f"{told}{home.client}.{method}", given, "", PAD), *case.says]
    else:
        rows = [called(f"response = {home.client}.{method}", given, "", PAD), *_judged(case, home)]
    return "\n".join([f"    {head}", *(f"{PAD}{row}" for row in rows)])


def _judged(case: Case, home: Home) -> list[str]:
    """What is asserted of the response, in the way of the class."""
    only = case.status[0] if len(case.status) == 1 else None
    several = ", ".join(map(str, case.status))
    if not home.unit:
        judged = f"== {only}" if only else f"in {{{several}}}"
        return [f"assert response.status_code {judged}", *case.says]
    by = (
        f"Equal(response.status_code, {only})"
        if only
        else f"In(response.status_code, {{{several}}})"
    )
    return [f"self.assert{by}", *(WITHIN.sub(r"self.assertIn(\1, \2)", s) for s in case.says)]
