"""The migration of SQL that comes next in a folder: its name, and the marks that its tool wants.

>>> named("db/migrations", ("0001_users.up.sql", "0001_users.down.sql"), "orders")
'db/migrations/0002_orders.up.sql'
>>> named("sql", ("V1_2__users.sql",), "orders"), named("sql", ("users.sql",), "orders")
('sql/V1_3__orders.sql', None)
>>> named("prisma/migrations", ("20240131235959_init/migration.sql",), "orders")
'prisma/migrations/20240131235960_orders/migration.sql'
"""

from collections.abc import Mapping, Sequence
from re import compile as regex

from backlight.analysis.facts import Project

NUMBERED = regex(r"^(V?(?:\d+[._])*)(\d+)(__|[_-])[\w.-]+?(\.up|\.down|/migration)?\.sql$")
GOOSE, MATE, RUBENV = "-- +goose Up", "-- migrate:up", "-- +migrate Up"
TOOLS = {
    RUBENV: ("", f"{RUBENV} notransaction", "-- +migrate Down notransaction"),
    GOOSE: ("-- +goose NO TRANSACTION\n", GOOSE, "-- +goose Down"),
    MATE: ("", f"{MATE} transaction:false", "-- migrate:down transaction:false"),
}
"""What stands first where nothing may be in a transaction, and above the ways up and back."""
LAST = regex(r" (?:no)?transaction\S*$")


def following(
    project: Project, path: str, slug: str, up: str, down: str, *, apart: bool
) -> Mapping[str, str]:
    """New files for a step behind those beside `path`, none where it is not clear how those count.

    What is done `apart` is done outside of a transaction.
    """
    folder = path.rpartition("/")[0]
    if path.endswith("/migration.sql"):
        folder = folder.rpartition("/")[0]
    inside = [one.removeprefix(f"{folder}/") for one in project.paths if _inside(one, folder)]
    name = named(folder, inside, slug)
    if name is None:
        return {}
    source = project.read(path)
    text = source.text.source if source is not None else ""
    return _files(name, inside, text, up, down, apart=apart)


def alone(project: Project, path: str) -> bool:
    """Whether what follows `path` can be done outside of a transaction, as far as is known.

    Flyway sees by itself that it must, golang-migrate opens none, and others can be told.
    """
    source = project.read(path)
    text = source.text.source if source is not None else ""
    name = path.rpartition("/")[2]
    own = name.endswith((".up.sql", "migration.sql")) or (name[:1] == "V" and "__" in name)
    return own or any(mark in text for mark in TOOLS)


def named(folder: str, inside: Sequence[str], slug: str) -> str | None:
    """The path of the next one, of the way up where there are two; `None` if none has a number."""
    hits = [hit for one in inside if (hit := NUMBERED.match(one)) is not None]
    if not hits:
        return None
    last = max(hits, key=lambda hit: [int(n) for n in regex(r"\d+").findall(hit[1] + hit[2])])
    number = str(int(last[2]) + 1).zfill(len(last[2]))
    end = ".up" if last[4] == ".down" else last[4] or ""
    home = f"{folder}/" if folder else ""
    return f"{home}{last[1]}{number}{last[3]}{slug}{end}.sql"


def _inside(path: str, folder: str) -> bool:
    mine = path.startswith(f"{folder}/") if folder else True
    return mine and path.endswith(".sql")


def _files(
    name: str, inside: Sequence[str], text: str, up: str, down: str, *, apart: bool
) -> Mapping[str, str]:
    """The files of it, each with its text."""
    if name.endswith(".up.sql"):
        return {name: f"{up}\n", name.replace(".up.sql", ".down.sql"): f"{down}\n"}
    for mark, (first, above, back) in TOOLS.items():
        if mark in text and apart:
            return {name: f"{first}{above}\n{up}\n\n{back}\n{down}\n"}
        if mark in text:
            return {name: f"{mark}\n{up}\n\n{LAST.sub('', back)}\n{down}\n"}
    undo = f"U{name.rpartition('/')[2].removeprefix('V')}"
    if any(one.startswith("U") for one in inside):
        return {name: f"{up}\n", f"{name.rpartition('/')[0]}/{undo}": f"{down}\n"}
    return {name: f"{up}\n"}
