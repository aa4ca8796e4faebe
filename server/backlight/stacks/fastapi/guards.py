"""What stands before all routes of a router: `dependencies=[Depends(get_current_user)]`."""

from collections.abc import Mapping
from re import compile as regex

from backlight.analysis.python_modules import Place
from backlight.analysis.python_mounts import Mount
from backlight.analysis.python_owners import Owners
from backlight.analysis.python_routes import listed
from backlight.analysis.python_values import Call, Name, Unknown

DEPENDS = regex(r"\b(?:Depends|Security)\(\s*([\w.]+)")
"""A list that is only chosen where it is given: `[Depends(admin)] if strict else []`."""
DEEPEST = 8
"""Routers under routers that are followed."""


def depends(call: Call) -> tuple[str, ...]:
    """The dependencies that a router is made with, or put under another with."""
    said = call.argument(-1, "dependencies")
    found = DEPENDS.findall(said.code) if isinstance(said, Unknown) else []
    for one in listed(said):
        given = one.argument(0, "dependency") if isinstance(one, Call) else one
        if isinstance(given, Call):
            given = given.of
        if isinstance(given, Name):
            found.append(given.dotted)
    return tuple(found)


def guards(owners: Owners, mounts: tuple[Mount, ...]) -> Mapping[Place, tuple[str, ...]]:
    """By router: its own dependencies, and those of every router that it is put under."""
    found = {at: depends(call) for at, (_, call) in owners.made.items()}
    for _ in range(DEEPEST):
        before = dict(found)
        for mount in mounts:
            above = (*found.get(mount.parent, ()), *mount.guards)
            found[mount.child] = tuple(dict.fromkeys((*above, *found.get(mount.child, ()))))
        if found == before:
            break
    return found
