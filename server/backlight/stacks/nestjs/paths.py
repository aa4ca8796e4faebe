r"""Paths of Nest as they are written, made URL paths with `{name}` parameters.

>>> url("users/:id(\\d+)"), url("files/*path"), url("a{/:id}")
('users/{id}', 'files/{path}', 'a/{id}')
>>> under("", "api"), under("/api", "/"), under("/api/", "users/")
('/api', '/api', '/api/users')
"""

from re import compile as regex

PARAMETER = regex(r"[:*]([A-Za-z_]\w*)(\((?:[^()\\]|\\.|\([^()]*\))*\))?[?*+]?")


def url(path: str) -> str:
    """A path without its patterns; optional pieces are kept."""
    named = PARAMETER.sub(lambda match: f"<{match[1]}>", path)
    return named.replace("{", "").replace("}", "").replace("<", "{").replace(">", "}")


def under(before: str, path: str) -> str:
    """A path below another one."""
    own = path.strip("/")
    return f"{before.rstrip('/')}/{own}" if own else before.rstrip("/")
