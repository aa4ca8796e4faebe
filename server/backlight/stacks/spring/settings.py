"""Settings of Spring Boot and descriptions of APIs, read line by line without a YAML parser."""

from collections.abc import Iterator
from re import compile as regex
from urllib.parse import urlsplit

from backlight.analysis.syntax import Source
from backlight.stacks.spring.fragment import Description, Operation, Settings

KEYS = {
    "server.servlet.context-path",
    "server.servlet.contextPath",
    "server.context-path",
    "server.contextPath",
    "spring.mvc.servlet.path",
    "spring.webflux.base-path",
}
"""Settings that stand before every path."""
PAIR = regex(r"""^(\s*)((?:-\s+)*)("[^"]*"|'[^']*'|[^\s#:'"][^#:]*?)\s*:(?:\s+(.*))?$""")
METHODS = {"get", "put", "post", "delete", "patch", "head", "options", "trace"}
MOST = 20_000
"""Lines of a description that are read."""
PLACEHOLDER = regex(r"\$\{([^}:]+)(?::([^}]*))?\}")


def settings(source: Source) -> Settings | None:
    """The settings of a file that paths can depend on: short ones, and those named above."""
    text = source.text.source
    pairs = _properties(text) if source.language == "properties" else _flat(text)
    found = tuple(
        (key, value)
        for key, value in pairs
        if key in KEYS or value.startswith("/") or key.lower().endswith("prefix")
    )
    return Settings(found) if found else None


def description(source: Source) -> Description | None:
    """The operations of an API description, `None` if a file is none."""
    base, swagger = "", ""
    found: list[Operation] = []
    for path, value, line in lines(source.text.source):
        match path:
            case ("servers", "-", "url") if not base:
                base = urlsplit(value).path
            case ("basePath",):
                swagger = value
            case ("paths", url, verb, "operationId") if verb in METHODS:
                found.append(Operation(value, verb.upper(), url, line))
            case _:
                continue
    return Description(swagger or base, tuple(found)) if found else None


def lines(text: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Each scalar of the first document of a YAML text: its keys from the top, value and line."""
    open_: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n")[:MOST], 1):
        if line.startswith(("---", "...")) and open_:
            return
        hit = PAIR.match(line.rstrip())
        if hit is None:
            continue
        depth, items = len(hit[1]), len(hit[2])
        while open_ and open_[-1][0] >= depth + items:
            open_.pop()
        if items:
            while open_ and open_[-1][0] > depth:
                open_.pop()
            open_.append((depth + 1, "-"))
        key = hit[3].strip("\"'")
        value = (hit[4] or "").partition(" #")[0].strip()
        if value and not value.startswith(("&", "|", ">")):
            yield (*(k for _, k in open_), key), value.strip("\"'"), number
        else:
            open_.append((depth + items, key))


def filled(text: str, known: dict[str, str]) -> str:
    """A path with its `${…}` replaced by what the settings say, or by the default it names."""
    for _ in range(4):
        changed = PLACEHOLDER.sub(lambda hit: known.get(hit[1], hit[2] or f"{{{hit[1]}}}"), text)
        if changed == text:
            break
        text = changed
    return text


def _flat(text: str) -> Iterator[tuple[str, str]]:
    for path, value, _ in lines(text):
        yield ".".join(path), value


def _properties(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        plain = line.strip()
        if plain and plain[0] not in "#!":
            key, _, value = plain.partition("=") if "=" in plain else plain.partition(":")
            yield key.strip(), value.strip()
