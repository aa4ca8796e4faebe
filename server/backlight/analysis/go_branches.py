"""Conditions of a Go program while it is followed: a prefix that may be there is none."""

from backlight.analysis import go
from backlight.analysis.go_routers import Mount, Router
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Scope, Thing


def branch(run: Run, step: go.Branch, scope: Scope, answers: list[list[Thing]]) -> None:
    """One way of an `if`: the router that gets a prefix there goes on without it.

    `if base != "" { r = r.PathPrefix(base).Subrouter() }` holds where `base` is known to be some.
    """
    before = _routers(scope)
    run.steps(step.body, scope, answers)
    given = run.value(step.given, scope)
    if isinstance(given, str) and given:
        return
    for at, name, router in before:
        if at.names[name] is not router and _below(router, at.names[name]):
            at.names[name] = router


def _routers(scope: Scope) -> list[tuple[Scope, str, Router]]:
    """The names that stand for routers, and where they are."""
    found: list[tuple[Scope, str, Router]] = []
    at: Scope | None = scope
    while at is not None:
        found += [(at, name, one) for name, one in at.names.items() if isinstance(one, Router)]
        at = at.around
    return found


def _below(router: Router, other: Thing) -> bool:
    """Whether a router is mounted on another, or on one that is."""
    todo, seen = [router], set[int]()
    while todo:
        at = todo.pop()
        seen.add(id(at))
        inner = [entry.router for entry in at.entries if isinstance(entry, Mount)]
        if any(one is other for one in inner):
            return True
        todo += [one for one in inner if id(one) not in seen]
    return False
