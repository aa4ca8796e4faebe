"""The user's own MySQL or MariaDB: opened to be asked, never to be written, and never told of.

Everything is asked in a read-only transaction that is taken back, and bounded in time.
"""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from re import IGNORECASE
from re import compile as regex
from typing import TypeAlias
from urllib.parse import unquote, urlsplit

import pymysql
from pymysql.cursors import Cursor

from backlight.sql.lab.address import ASKED, UNREAD, clear, fits, hidden, options
from backlight.sql.lab.engine import Broken

SECONDS, STATEMENT_MS, PORT = 3, 2000, 3306
FREE = frozenset({"", "0", "false", "disabled", "disable", "none", "no", "preferred", "prefer"})
"""What demands no encryption."""
LOOSE = frozenset({"required", "require", "accept_invalid_certs"})
TLS = regex(r"^(?:use)?ssl-?_?(?:mode|accept)?$|^tls$", IGNORECASE)
MARIA = regex(r"mariadb", IGNORECASE)
ABOUT_NAMES = frozenset(
    {1044, 1046, 1049, 1052, 1054, 1064, 1142, 1143, 1146, 1305, 1792, 1969, 3024}
)
"""Errors about words, rights, time, and what is no reading; no value is quoted in them."""

Connection: TypeAlias = "pymysql.Connection[Cursor]"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a URL leads."""

    host: str
    port: int
    user: str
    password: str
    database: str
    socket: str
    tls: ssl.SSLContext | None


@contextmanager
def opened(url: str) -> Iterator[tuple[Connection, str]]:
    """A read-only transaction and the server's name; what goes wrong is `Broken`, in a sentence."""
    address = read(url)
    try:
        connection = _connected(address)
    except (pymysql.Error, OSError, UnicodeError, RuntimeError) as error:
        raise Broken(f"{ASKED} could not be asked ({_said(error, url)}).") from None
    try:
        ((version,),) = asked(connection, "SELECT VERSION()")
        maria = MARIA.search(str(version)) is not None
        limit = f"max_statement_time = {STATEMENT_MS // 1000}"
        asked(
            connection, f"SET SESSION {limit if maria else f'max_execution_time = {STATEMENT_MS}'}"
        )
        asked(connection, "START TRANSACTION READ ONLY")
        yield connection, f"{'MariaDB' if maria else 'MySQL'} {_short(str(version))}"
    except (pymysql.Error, OSError) as error:
        raise Broken(f"{ASKED} could not be asked ({_said(error, url)}).") from None
    finally:
        with suppress(pymysql.Error, OSError):
            connection.rollback()
        with suppress(pymysql.Error, OSError):
            connection.close()


def asked(connection: Connection, sql: str) -> list[tuple[object, ...]]:
    """The rows of one statement; the protocol takes no second one."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [tuple(row) for row in cursor.fetchall()]


def planned(connection: Connection, sql: str) -> list[tuple[object, ...]]:
    """What the server says of a statement that it does not carry out; raises `Broken`."""
    try:
        return asked(connection, sql)
    except pymysql.Error as error:
        number = error.args[0] if error.args else 0
        told = str(error.args[-1]).partition("\n")[0] if number in ABOUT_NAMES else ""
        raise Broken(f"the planner says: {told or f'it cannot plan this ({number})'}.") from None


def read(url: str) -> Address:
    """Where a URL leads; raises `Broken`."""
    fits(url, "mysql")
    parts = urlsplit(url.strip().removeprefix("jdbc:"))
    given = dict(options(parts.query))
    try:
        port = parts.port or PORT
    except ValueError:
        raise Broken(UNREAD) from None
    if not clear(url):
        raise Broken(UNREAD)
    return Address(
        host=parts.hostname or "localhost",
        port=port,
        user=unquote(parts.username or given.get("user", "")),
        password=unquote(parts.password or given.get("password", "")),
        database=unquote(parts.path.lstrip("/")),
        socket=unquote(given.get("unix_socket", "") or given.get("socket", "")),
        tls=_tls(given),
    )


def _tls(given: dict[str, str]) -> ssl.SSLContext | None:
    """Whether the line must be encrypted, and whether the server must prove who it is."""
    wanted = [unquote(value).lower() for name, value in given.items() if TLS.match(name)]
    if not wanted or all(one in FREE for one in wanted):
        return None
    context = ssl.create_default_context()
    if all(one in LOOSE for one in wanted):
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _connected(at: Address) -> Connection:
    return pymysql.connect(
        host=at.host,
        port=at.port,
        unix_socket=at.socket or None,
        user=at.user,
        password=at.password,
        database=at.database or None,
        ssl=at.tls,
        charset="utf8mb4",
        connect_timeout=SECONDS,
        read_timeout=SECONDS + STATEMENT_MS // 1000,
        write_timeout=SECONDS,
        local_infile=False,
        program_name="backlight",
        autocommit=False,
    )


def _short(version: str) -> str:
    return ".".join(version.removeprefix("5.5.5-").split(".")[:2])


def _said(error: Exception, url: str) -> str:
    """The first words of the server, without a password."""
    text = str(error.args[-1]) if error.args else type(error).__name__
    return hidden(text, url) or type(error).__name__
