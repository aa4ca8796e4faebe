"""What a message holds, checked while it is read: what is of another type is -32602."""

from collections.abc import Mapping, Sequence
from typing import Any

from backlight.lsp.peer import INVALID_PARAMS, Failure

Range = tuple[tuple[int, int], tuple[int, int]]
LARGEST = 2**31 - 1
"""The largest number LSP knows (`uinteger`)."""


def text(params: object, *path: str) -> str:
    """A string at a path of names."""
    value = at(params, *path)
    if not isinstance(value, str):
        raise _wrong(path, "a string")
    return value


def whole(params: object, *path: str) -> int:
    """A whole number; version numbers may be negative."""
    value = at(params, *path)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > LARGEST:
        raise _wrong(path, "a whole number")
    return value


def items(params: object, *path: str) -> Sequence[Any]:
    """A list; what is missing or null is an empty one."""
    value = at(params, *path)
    if value is None:
        return ()
    if not isinstance(value, list):
        raise _wrong(path, "a list")
    return value


def span(params: object, *path: str) -> Range:
    """A range: start and end, each line and column."""
    return position(params, *path, "start"), position(params, *path, "end")


def position(params: object, *path: str) -> tuple[int, int]:
    """A line and a column."""
    line, column = whole(params, *path, "line"), whole(params, *path, "character")
    if line < 0 or column < 0:
        raise _wrong(path, "a position")
    return line, column


def at(params: object, *path: str) -> Any:
    """Whatever stands at a path of names; `None` where the last one is missing."""
    for name in path[:-1]:
        params = params.get(name) if isinstance(params, Mapping) else None
    if not isinstance(params, Mapping):
        raise _wrong(path, "there")
    return params.get(path[-1])


def seen(params: object, *path: str) -> Any:
    """The same where nothing is wrong with absence: `None` as soon as something is missing."""
    for name in path:
        params = params.get(name) if isinstance(params, Mapping) else None
    return params


def settings(values: Any) -> tuple[dict[str, Any], tuple[str, ...]]:
    """The settings as names and values; null stands for a setting that is not made."""
    values = seen(values, "backlight") or values
    if isinstance(values, dict):
        return {name: value for name, value in values.items() if value is not None}, ()
    if values is None or values == []:  # An empty table of Lua is an empty list
        return {}, ()
    return {}, ("The settings must be an object; defaults are used.",)


def _wrong(path: tuple[str, ...], wanted: str) -> Failure:
    return Failure(INVALID_PARAMS, f"`{'.'.join(path)}` must be {wanted}.")
