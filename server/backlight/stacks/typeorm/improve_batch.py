"""A read of TypeORM in each turn of a loop -> one with `In(…)` before it.

`findOneBy` and `findOne` of a key, `findBy` and `find` by any column, whose rows are grouped by it.
A manager is given the entity first. Conditions beside it stay where no turn changes them.
"""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.javascript_batch import WHY, One, batched
from backlight.stacks.javascript_batch_where import by_item, instead
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

ASKED = {"findOneBy", "findBy"}
"""They are given the conditions, the others an object with them."""
READS = {"findOneBy", "findOne", "findBy", "find"}
CARRIED = {"where", "select", "relations", "withDeleted"}
SPREAD = {"spread_element"}
IMPORT = regex(rb"import\s*\{([^}]*?)\s*,?\s*\}\s*from\s*['\"]typeorm['\"]")


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        name, given = links(source, query.span)[-1]
        entity = f"{text_of(given[0])}, " if len(given) == 2 and _named(given[0]) else ""
        last = given[-1] if len(given) == 1 or entity else None
        said = options(last) if last is not None and last.type == "object" else {}
        asks = name in ASKED
        where = said if asks else options(said["where"]) if "where" in said else {}
    except Uncertain:
        return None
    found = by_item(source, query, where)
    rows = name in {"findBy", "find"}
    if name not in READS or found is None or last is None:
        return None
    if not asks and not set(said) <= CARRIED | ({"order"} if rows else set()):
        return None
    held = last if asks else said["where"]
    if any(one.type in SPREAD for node in (last, held) for one in parts(node)):
        return None
    key, value = found
    if "select" in said and not asks and not _keeps(said["select"], key):
        return Refused(f"`select` leaves `{key}` out, by which the rows would be told apart.")
    edits = _imported(source)
    if edits is None or held.type != "object":
        return Refused("`In` of TypeORM is not imported here, by which all are read at once.")
    head = text_of(field(node_at(source, query.span), "function") or value).removesuffix(name)

    def many(keys: str) -> str:
        asked = instead(held, key, f"{key}: In({keys})")
        if asks:
            return f"{head}findBy({entity}{asked})"
        pairs = (_pair(one, asked) for one in parts(last))
        return f"{head}find({entity}{{ {', '.join(pairs)} }})"

    if rows:
        more = One(key, value, many, edits, none=" ?? []", gives="rows")
        return batched(source, query, project, more)
    return batched(source, query, project, One(key, value, many, edits))


def _named(node: Node) -> bool:
    """Whether a manager is told the entity by its class."""
    return node.type == "identifier" and text_of(node)[:1].isupper()


def _imported(source: Source) -> tuple[Edit, ...] | None:
    """The edit that imports `In`, if it is not there; `None` where nothing of TypeORM is."""
    imported = IMPORT.search(source.text.data)
    if imported is None:
        return None
    known = {part.strip() for part in imported[1].decode().split(",")}
    at = imported.end(1)
    return () if "In" in known else (Edit(at, at, ", In", WHY),)


def _pair(node: Node, asked: str) -> str:
    where = text_of(field(node, "key") or node) == "where"
    return f"where: {asked}" if where else text_of(node)


def _keeps(node: Node, key: str) -> bool:
    """Whether `select` has the key: `["id", "name"]`, `{ id: true }`."""
    if node.type == "array":
        return key in [string(one) for one in parts(node)]
    chosen = {text_of(field(one, "key") or one): one for one in parts(node)}
    return key in chosen and text_of(field(chosen[key], "value") or node) == "true"
