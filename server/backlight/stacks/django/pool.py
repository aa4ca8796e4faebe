"""The connections of a Django project, in its settings: without a word each request opens its own.

Where requests are served by ASGI they must not be kept (`CONN_MAX_AGE` counts for a thread, and
there each request may have another one): there it is the pool of the driver that keeps them.
"""

from functools import partial
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.opening import Opening, begun
from backlight.analysis.places import matching
from backlight.analysis.syntax import (
    Source,
    Span,
    ancestors,
    field,
    node_at,
    span_of,
    text_of,
    word_of,
)
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.record import Writer

NAME = b"DATABASES"
BOUNDS = ("CONN_MAX_AGE", "conn_max_age", '"pool"', "'pool'")
LATER = regex(r"\]\s{0,9}\[\s{0,9}[\"'](?:CONN_MAX_AGE|OPTIONS)[\"']\s{0,9}\]")
"""Settings that are put into it by a statement of their own."""
SERVER = regex(r"^[\"'][\w.]*\.(?:postgresql|postgis|mysql|oracle)[\"']$")
FILE = regex(r"^[\"'][\w.]*\.(?:sqlite3|spatialite|dummy)[\"']$")
READ = regex(r"^(?:dj_database_url\.(?:config|parse)|env\.(?:db|db_url|dj_db_url))\(")
"""What reads a database from the environment, and keeps no connection unless it is told."""
RUN = (
    r"(^|/)(requirements[^/]*\.(txt|in)|pyproject\.toml|Pipfile|Dockerfile[^/]*|Procfile"
    r"|[^/]*compose[^/]*\.ya?ml|[^/]*\.sh|gunicorn[^/]*\.py)$"
)
"""Files that say by what requests are served."""
ASYNC = regex(r"\b(?:uvicorn|daphne|hypercorn|granian)\b|\basgi\b")
SECONDS = 60
WHY = (
    f"A connection serves the requests of {SECONDS} seconds, and is looked at before it is used"
    " again; there are as many as threads that serve requests: stay below what the database allows."
)


def opens(source: Source, span: Span) -> Opening | None:
    """The settings of databases at a place, where one has a server and keeps no connection."""
    if NAME not in source.text.data:
        return None
    found = (node for node in ancestors(begun(source, span)) if node.type == "assignment")
    settings = next(
        (one for one in found if text_of(field(one, "left") or one) == "DATABASES"), None
    )
    value = field(settings, "right")
    if settings is None or value is None or _bounded(text_of(settings), source):
        return None
    aliases = [alias for alias, _ in _of_servers(value)]
    if not aliases:
        return None
    return Opening(
        span=span_of(settings),
        said=f"each request opens a connection of its own ({', '.join(aliases)})",
        called="DATABASES",
        bounds=BOUNDS,
    )


def _bounded(code: str, source: Source) -> bool:
    return any(one in code for one in BOUNDS) or LATER.search(source.text.source) is not None


def _of_servers(value: Node) -> list[tuple[str, Node]]:
    """Alias and settings of each database that is no file, as far as that is known."""
    pairs = [one for one in value.named_children if one.type == "pair"]
    given = ((word_of(one, "key").strip("\"'"), field(one, "value")) for one in pairs)
    return [(alias, one) for alias, one in given if one is not None and _serves(one)]


def _serves(settings: Node) -> bool:
    if settings.type != "dictionary":
        return READ.match(text_of(settings)) is not None
    return FILE.match(_engine(settings)) is None


def _engine(settings: Node) -> str:
    """The engine of a database as it is written; empty where that is not seen."""
    for pair in settings.named_children:
        if pair.type == "pair" and word_of(pair, "key").strip("\"'") == "ENGINE":
            return word_of(pair, "value")
    return ""


def bound(source: Source, opening: Opening, project: Project) -> Change | Refused | Writer:
    """How long each database that has a server keeps its connections."""
    value = field(node_at(source, opening.span), "right")
    if value is None or value.has_error:
        return Refused("The settings of the databases do not parse yet: finish them first.")
    edits: list[Edit] = []
    for alias, settings in _of_servers(value):
        if settings.type != "dictionary" or not SERVER.match(_engine(settings)):
            return Refused(f"Which database `{alias}` is, is not said here; ask the agent.")
        edits += _kept(source, settings)
    return partial(_written, project, change((source.path, edits)))


def _kept(source: Source, settings: Node) -> list[Edit]:
    """The two settings behind the last one, a line each where the others have one."""
    last = [one for one in settings.named_children if one.type != "comment"][-1]
    quote = text_of(settings.named_children[0])[:1]
    quote = quote if quote in {'"', "'"} else '"'
    said = [f"{quote}CONN_MAX_AGE{quote}: {SECONDS}", f"{quote}CONN_HEALTH_CHECKS{quote}: True"]
    closing = settings.end_byte - 1
    start, _ = source.text.line_at(closing)
    after = last.next_sibling
    ended = after is not None and after.type == ","
    if source.text.slice(start, closing).strip():
        text = ("" if ended else ",") + f" {', '.join(said)}"
        at = after.end_byte if ended and after is not None else last.end_byte
        return [Edit(at, at, text, WHY)]
    pad = source.text.indent(last.start_byte)
    lines = "".join(f"{pad}{one},\n" for one in said)
    comma = [] if ended else [Edit(last.end_byte, last.end_byte, ",", WHY)]
    return [*comma, Edit(start, start, lines, WHY)]


def _written(project: Project, made: Change) -> Change | Refused:
    """What the rest of the project says of how requests are served, looked up when it is done."""
    for path in matching(RUN, project.paths):
        found = project.read(path)
        if found is not None and (hit := ASYNC.search(found.text.source)) is not None:
            return Refused(
                f"{path} names `{hit[0]}`: where ASGI serves, connections are kept by the pool of"
                " the driver (`OPTIONS`), not by Django; ask the agent."
            )
    return made
