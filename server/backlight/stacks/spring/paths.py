r"""Paths of Spring as they are written, made URL paths with `{name}` parameters.

>>> url("/owners/{id:\\d+}/{*rest}"), url("/vets{ext:\\.(?:json|xml)}")
('/owners/{id}/{rest}', '/vets{ext}')
>>> under("/api/", "owners"), under("", "/"), under("/a", "")
('/api/owners', '/', '/a')
"""

from re import compile as regex

PARAMETER = regex(r"\{\*?([\w.\-]+)(?::(?:[^{}]|\{[^{}]*\})*)?\}")


def url(path: str) -> str:
    """A path without the patterns of its parameters."""
    return PARAMETER.sub(r"{\1}", path)


def under(before: str, path: str) -> str:
    """A path below another one; a slash that is the whole of it is kept only at the root."""
    own = path.lstrip("/")
    if not own:
        return before.rstrip("/") or ("/" if path else "")
    return f"{before.rstrip('/')}/{own}"
