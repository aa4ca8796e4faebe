r"""Express paths as they are written, made URL paths with `{name}` parameters.

>>> url("/users/:id(\\d+)/posts/:slug?")
'/users/{id}/posts/{slug}'
>>> url("/files/*path"), url("/a{/:id}"), url("/flights/:from-:to")
('/files/{path}', '/a/{id}', '/flights/{from}-{to}')
"""

from re import compile as regex

from backlight.analysis.javascript_values import Join, Literal, Many, Value, dotted

PARAMETER = regex(r"[:*]([A-Za-z_]\w*)(\((?:[^()\\]|\\.|\([^()]*\))*\))?[?*+]?")


def url(path: str) -> str:
    """A path of Express 4 or 5 without its patterns; optional pieces are kept."""
    found: list[str] = []
    at = 0
    for match in PARAMETER.finditer(path):
        found += [path[at : match.start()].replace("{", "").replace("}", ""), f"{{{match[1]}}}"]
        at = match.end()
    found.append(path[at:].replace("{", "").replace("}", ""))
    return "".join(found)


def joined(before: str, path: str) -> str:
    """A path below a mount point."""
    whole = f"{before.rstrip('/')}/{path.lstrip('/')}".rstrip("/")
    return whole or "/"


def written(said: Value) -> str:
    """A path as its registration writes it, for the name of an inline handler."""
    if isinstance(said, Literal) and isinstance(said.value, str):
        return url(said.value)
    if isinstance(said, Many):
        return written(said.items[0]) if said.items else ""
    if isinstance(said, Join):
        return "".join(written(part) for part in said.parts)
    return f"{{{dotted(said)}}}" if dotted(said) else ""
