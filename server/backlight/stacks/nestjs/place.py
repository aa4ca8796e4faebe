"""A route of a Nest controller, and where its controller stands."""

from dataclasses import dataclass

from backlight.stacks.nestjs.application import Application
from backlight.stacks.nestjs.composed import Said
from backlight.stacks.nestjs.fragment import Class, Member
from backlight.stacks.nestjs.graph import Key
from backlight.stacks.nestjs.middleware import Middleware


@dataclass(frozen=True, slots=True)
class Route:
    """A method of a controller, or of a class above it, with the decorator that registers it."""

    path: str
    of: Class
    method: Member
    said: tuple[Said, ...]
    verb: str
    at: Said


@dataclass(frozen=True, slots=True)
class Place:
    """Where a controller stands: in which application, and below which modules."""

    app: Application
    said: tuple[Said, ...]
    """The decorators of the controller."""
    top: Said
    below: tuple[str, ...]
    key: Key
    passed: tuple[Middleware, ...]
    """What the modules of that application put before routes."""
