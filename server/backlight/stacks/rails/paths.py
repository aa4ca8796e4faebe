"""Paths of routes: put together as Rails does it, and with `{name}` parameters."""

from re import compile as regex

PARAMETER = regex(r":(\w+)|\*(\w+)")
OPTIONAL = regex(r"/(\(+)/?")


def joined(*parts: str) -> str:
    """Parts of a path one after the other, with one slash between."""
    whole = "/".join(part.strip("/") if part != "/" else "" for part in parts if part)
    whole = "/" + regex(r"/{2,}").sub("/", whole).strip("/")
    if not regex(r"^/(\(+[^)]+\)){1,}$").match(whole):
        whole = OPTIONAL.sub(r"\1/", whole)
    return whole.rstrip("/") or "/"


def full(path: str) -> str:
    """A path as endpoints have it."""
    plain = path.replace("(.:format)", "").replace("(.format)", "")
    found = PARAMETER.sub(lambda m: f"{{{m[1] or m[2]}}}", plain)
    return found if found.startswith(("/", "(/")) else f"/{found}"
