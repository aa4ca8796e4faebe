"""The routes are still the same routes; an action that adds endpoints may only add."""

import re
from collections import Counter

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint, Project
from backlight.checks.check import Check

PARAMETER = re.compile(r"\{[^}]*\}")


def check(before: Project, after: Project, *, adds: bool) -> Check:
    """Compare what is served before and after, by method and full path."""
    lost = _missing(before.endpoints, after.endpoints)
    gained = _missing(after.endpoints, before.endpoints)
    problems = [f"`{route(e)}` ({e.file}:{e.line}) is no longer served." for e in lost]
    if adds:
        problems += _doubled(gained, after.endpoints)
    else:
        problems += [f"`{route(e)}` ({e.file}:{e.line}) is served now and was not." for e in gained]
    if problems:
        return Check("routes", ok=False, detail=" ".join(problems))
    if gained:
        news = ", ".join(f"`{route(e)}`" for e in gained)
        return Check("routes", ok=True, detail=f"New: {news}; all others are as before.")
    return Check("routes", ok=True, detail=_same(len(after.endpoints)))


def _missing(wanted: tuple[Endpoint, ...], given: tuple[Endpoint, ...]) -> list[Endpoint]:
    """The endpoints of one list that the other lacks, each as often as it lacks it."""
    there = Counter(map(_key, given))
    found = []
    for endpoint in wanted:
        if there[_key(endpoint)] > 0:
            there[_key(endpoint)] -= 1
        else:
            found.append(endpoint)
    return found


def _doubled(gained: list[Endpoint], all_: tuple[Endpoint, ...]) -> list[str]:
    """New endpoints that stand where another one answers already."""
    served = Counter(map(_shape, all_))
    return [f"`{route(e)}` is served twice." for e in gained if served[_shape(e)] > 1]


def _key(endpoint: Endpoint) -> tuple[str, str, str]:
    return endpoint.stack, endpoint.method, endpoint.path


def _shape(endpoint: Endpoint) -> tuple[str, str, str]:
    """Two paths that differ in the names of their parameters answer the same requests."""
    return endpoint.stack, endpoint.method, PARAMETER.sub("{}", endpoint.path)


def _same(count: int) -> str:
    if count == 0:
        return "No endpoint is known before or after."
    return f"{count} endpoint{'s' * (count > 1)}, the same as before."
