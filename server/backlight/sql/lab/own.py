"""The user's own development database: opened to be asked, never to be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, unquote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from backlight.sql.lab.address import ASKED, UNREAD, clear, fits, hidden, options
from backlight.sql.lab.engine import Broken
from backlight.sql.lab.single import Connection

SECONDS, STATEMENT_MS = 3, 2000


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
    except (psycopg.Error, UnicodeError) as error:  # of a name that no host has, too
        raise Broken(
            f"{ASKED} could not be asked ({hidden(str(error), url) or type(error).__name__})."
        ) from None


def read(url: str) -> tuple[str, str]:
    """The URL as libpq reads it, and the schema that it names as Prisma's do; raises `Broken`."""
    fits(url, "postgres")
    parts = urlsplit(url.strip().removeprefix("jdbc:"))
    given = options(parts.query)
    if not clear(url):
        raise Broken(UNREAD)
    known = {option.keyword.decode() for option in psycopg.pq.Conninfo.get_defaults()}
    query = "&".join(f"{n}={quote(unquote(v), safe='')}" for n, v in given if n in known)
    address = urlunsplit(("postgresql", parts.netloc, parts.path, query, ""))
    try:
        _ = parts.port  # of what stands after the host, if it is a number
        psycopg.conninfo.conninfo_to_dict(address)
    except (psycopg.Error, ValueError):
        raise Broken(UNREAD) from None
    return address, unquote(dict(given).get("schema", ""))
