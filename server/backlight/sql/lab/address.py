"""The URL of a user's own database: which server it names, and how it is never told.

A URL holds a password. What a driver says of a URL that it cannot read quotes it, so that is not
passed on; what a server says is, without the password should it stand there.
"""

from collections.abc import Iterator
from re import compile as regex
from urllib.parse import unquote, urlsplit

from backlight.sql.lab.engine import Broken

ASKED = "your development database"
UNREAD = (
    f"the URL of {ASKED} cannot be read; letters like @, : and / of a password are written "
    "as %40, %3A and %2F."
)
POSTGRES = frozenset({"postgresql", "postgres", "postgis", "pgsql"})
"""As libpq, Rails, Django and Laravel write it; SQLAlchemy adds `+` and a driver, Java `jdbc:`."""
MYSQL = frozenset({"mysql", "mysql2", "mariadb"})
FORMS = {"postgres": "PostgreSQL (`postgresql://`)", "mysql": "MySQL or MariaDB (`mysql://`)"}
SECRET = {"password", "sslpassword"}
"""Parts of the query that are never told."""
NAME = regex(r"^[A-Za-z][\w+.-]*$")


def fits(url: str, dialect: str) -> None:
    """Nothing, if a URL names a server that speaks a dialect; else raises `Broken`."""
    try:
        scheme = scheme_of(url)
    except ValueError:
        raise Broken(f"the URL of {ASKED} is none; it begins like `postgresql://`.") from None
    if scheme in (MYSQL if dialect == "mysql" else POSTGRES):
        return
    what = f"one of {scheme}" if NAME.match(scheme) and "//" in url else "none"
    raise Broken(f"the URL of {ASKED} is {what}; this statement is one for {FORMS[dialect]}.")


def scheme_of(url: str) -> str:
    """What a URL begins with, without the driver that it names."""
    parts = urlsplit(url.strip().removeprefix("jdbc:"))
    return parts.scheme.partition("+")[0].lower()


def clear(url: str) -> bool:
    """Whether it is certain where the host begins: half a password is no host."""
    parts = urlsplit(url.strip().removeprefix("jdbc:"))
    return url.count("@") == parts.netloc.count("@") and url.count("@") <= 1


def options(query: str) -> list[tuple[str, str]]:
    """The options of a URL, values as written: to libpq a `+` is a plus, not a space."""
    pairs = (part.partition("=") for part in query.split("&"))
    return [(unquote(name), value) for name, _, value in pairs if value]


def hidden(text: str, url: str) -> str:
    """The first words of a server, without a password."""
    told = text.strip().partition("\n")[0]
    for secret in _secrets(url):
        told = told.replace(secret, "…")
    return told.strip().rstrip(".")


def _secrets(url: str) -> Iterator[str]:
    given = urlsplit(url.strip().removeprefix("jdbc:"))
    inside = given.netloc.rpartition("@")[0].partition(":")[2]
    said = [value for name, value in options(given.query) if name in SECRET]
    for one in (inside, *said):
        if one:
            yield from (one, unquote(one))
