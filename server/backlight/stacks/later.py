"""Functions of a stack that are imported when they are first called.

A project speaks one or two stacks, and most of what a stack has is for writing code: nobody waits
for the rest when an editor starts.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any


def later(place: str) -> Callable[..., Any]:
    """The function at `module:name` below `backlight`, under the name it has there."""
    module, _, name = place.partition(":")

    def call(*args: Any, **more: Any) -> Any:
        return found(place)(*args, **more)

    call.__module__, call.__qualname__, call.__name__ = f"backlight.{module}", name, name
    return call


@cache
def found(place: str) -> Callable[..., Any]:
    """The function itself; raises `AttributeError` and `ImportError` where there is none."""
    module, _, name = place.partition(":")
    function: Callable[..., Any] = getattr(import_module(f"backlight.{module}"), name)
    return function
