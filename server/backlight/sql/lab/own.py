"""The user's own development database: opened to be asked, never to be written, and never told of.

A URL holds a password. What a driver says of a URL that it cannot read quotes it, so that is not
passed on; what a server says is, without the password should it stand there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from re import compile as regex
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backlight.sql.lab.engine import Broken
from backlight.sql.lab.single import Connection

SCHEMES = frozenset({"postgresql", "postgres", "postgis", "pgsql"})
"""As libpq, Rails, Django and Laravel write it; SQLAlchemy adds `+` and a driver, Java `jdbc:`."""
ASKED = "your development database"
UNREAD = (
    f"the URL of {ASKED} cannot be read; letters like @, : and / of a password are written "
    "as %40, %3A and %2F."
)
SECONDS, STATEMENT_MS = 3, 2000
SECRET = {"password", "sslpassword"}
"""Parts of the query that are never told."""
NAME = regex(r"^[A-Za-z][\w+.-]*$")


@contextmanager
def opened(url: str) -> Iterator[Connection]:
    """A read-only transaction that is taken back; what goes wrong is `Broken`, in a sentence."""
    address, schema = read(url)
    try:
        with psycopg.connect(
            address,
            connect_timeout=SECONDS,
            prepare_threshold=None,
            application_name="backlight",
            tcp_user_timeout=4 * STATEMENT_MS,
        ) as connection:
            connection.read_only = True
            connection.execute(f"SET LOCAL statement_timeout = {STATEMENT_MS}")
            connection.execute(f"SET LOCAL lock_timeout = {STATEMENT_MS}")
            if schema:
                found = sql.SQL("SET LOCAL search_path = {}").format(sql.Identifier(schema))
                connection.execute(found)
            yield connection
            connection.rollback()
    except psycopg.Error as error:
        raise Broken(f"{ASKED} could not be asked ({_said(error, url)}).") from None


def read(url: str) -> tuple[str, str]:
    """The URL as libpq reads it, and the schema that it names as Prisma's do; raises `Broken`."""
    try:
        parts = urlsplit(url.strip().removeprefix("jdbc:"))
        scheme = parts.scheme.partition("+")[0].lower()
        given = _pairs(parts.query)
    except ValueError:
        raise Broken(f"the URL of {ASKED} is none; it begins like `postgresql://`.") from None
    if scheme not in SCHEMES:
        what = f"one of {scheme}" if NAME.match(scheme) and "//" in url else "none"
        raise Broken(f"the URL of {ASKED} is {what}; only PostgreSQL (`postgresql://`) is asked.")
    if url.count("@") != parts.netloc.count("@") or url.count("@") > 1:
        raise Broken(UNREAD)  # where the host begins is a guess, and half a password no host
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    query = "&".join(f"{n}={quote(unquote(v), safe='')}" for n, v in given if n in known)
    address = urlunsplit(("postgresql", parts.netloc, parts.path, query, ""))
    try:
        _ = parts.port  # of what stands after the host, if it is a number
        psycopg.conninfo.conninfo_to_dict(address)
    except (psycopg.Error, ValueError):
        raise Broken(UNREAD) from None
    return address, unquote(dict(given).get("schema", ""))


def _pairs(query: str) -> list[tuple[str, str]]:
    """The options of a URL, values as written: to libpq a `+` is a plus, not a space."""
    pairs = (part.partition("=") for part in query.split("&"))
    return [(unquote(name), value) for name, _, value in pairs if value]


def _said(error: psycopg.Error, url: str) -> str:
    """The first words of the server, without a password."""
    text = str(error).strip().partition("\n")[0]
    for secret in _secrets(url):
        text = text.replace(secret, "…")
    return text.strip().rstrip(".") or type(error).__name__


def _secrets(url: str) -> Iterator[str]:
    given = urlsplit(url.strip().removeprefix("jdbc:"))
    inside = given.netloc.rpartition("@")[0].partition(":")[2]
    said = [value for name, value in _pairs(given.query) if name in SECRET]
    for one in (inside, *said):
        if one:
            yield from (one, unquote(one))
