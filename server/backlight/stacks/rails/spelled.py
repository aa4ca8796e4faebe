"""Routes in comments as Rails writes them over its own actions: `PATCH/PUT /rooms/:id`."""

from collections.abc import Sequence
from re import compile as regex

from backlight.analysis.facts import Endpoint

PARAMETER = regex(r"\{(\w+)\}")


def spelled(endpoints: Sequence[Endpoint]) -> tuple[str, ...]:
    """A line for each path, with all its methods."""
    methods: dict[str, list[str]] = {}
    for one in endpoints:
        methods.setdefault(PARAMETER.sub(r":\1", one.path), []).append(one.method)
    return tuple(f"{'/'.join(dict.fromkeys(some))} {path}" for path, some in methods.items())
