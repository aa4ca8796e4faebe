"""What one file of a Spring application says: Java, settings, or a description of its API."""

from dataclasses import dataclass
from typing import TypeAlias

from backlight.analysis.java_values import File, Value


@dataclass(frozen=True, slots=True)
class Property:
    """`properties.getAdminApi().getPrefix()`: what is read of an object, by its type."""

    type: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """The packages that a predicate is for: a pattern of Ant, whose parts are between dots."""

    pattern: Value | Property


@dataclass(frozen=True, slots=True)
class Prefix:
    """`configurer.addPathPrefix("/api", HandlerTypePredicate.forAnnotation(…))`."""

    path: Value | Property
    annotations: tuple[str, ...]
    """It is for controllers with one of these; none: for all."""
    packages: tuple[Package, ...]
    """It is for controllers in one of these; none: for all."""


@dataclass(frozen=True, slots=True)
class Serve:
    """`GET("/users", handler::list)`, and the line it is written on."""

    verbs: tuple[str, ...]
    path: Value
    handler: str
    """As it is written (`this::list`), empty for a function that stands there."""
    line: int


@dataclass(frozen=True, slots=True)
class Nest:
    """Routes below a path."""

    path: Value
    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Refer:
    """Routes that a method or a local name of the same class stands for."""

    name: str


Part: TypeAlias = Serve | Nest | Refer


@dataclass(frozen=True, slots=True)
class Piece:
    """The routes that a method or a local name of a class stands for."""

    owner: str
    name: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A file of Java or Kotlin."""

    file: File
    prefixes: tuple[Prefix, ...] = ()
    pieces: tuple[Piece, ...] = ()
    """Functional routes."""


@dataclass(frozen=True, slots=True)
class Settings:
    """A file of settings: full keys and their values."""

    values: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation of an API description."""

    name: str
    method: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Description:
    """An API description (OpenAPI, Swagger), from which interfaces are generated."""

    base: str
    """The path that the description gives to its server."""
    operations: tuple[Operation, ...]


Fragment = Code | Settings | Description
