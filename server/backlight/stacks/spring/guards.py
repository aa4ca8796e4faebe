"""What stands between a request and a handler of Spring, by annotations."""

from collections.abc import Iterable, Iterator

from backlight.analysis.java_values import Annotation, Many, Name, Other, Text, Value

GUARDS = {"PreAuthorize", "PostAuthorize", "Secured", "RolesAllowed", "DenyAll", "Authenticated"}


def guards(annotations: Iterable[Annotation]) -> tuple[str, ...]:
    """The guards as a reader calls them: `PreAuthorize(hasRole('ADMIN'))`."""
    return tuple(dict.fromkeys(_said(one) for one in annotations if one.name in GUARDS))


def _said(one: Annotation) -> str:
    given = ", ".join(said for _, value in one.given for said in _texts(value))
    return f"{one.name}({given})" if given else one.name


def _texts(value: Value) -> Iterator[str]:
    match value:
        case Text(text):
            yield text
        case Name(name):
            yield name
        case Other(code):
            yield code
        case Many(items):
            for item in items:
                yield from _texts(item)
        case _:
            return
