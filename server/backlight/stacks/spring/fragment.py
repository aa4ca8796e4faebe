"""What one file of a Spring application says: Java, settings, or a description of its API."""

from dataclasses import dataclass

from backlight.analysis.java_values import File, Value


@dataclass(frozen=True, slots=True)
class Prefix:
    """`configurer.addPathPrefix("/api", HandlerTypePredicate.forAnnotation(…))`."""

    path: Value
    annotations: tuple[str, ...]
    """It is for controllers with one of these; none: for all."""
    packages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """A Java file."""

    file: File
    prefixes: tuple[Prefix, ...] = ()


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
