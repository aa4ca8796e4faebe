"""`findOneBy`, `findOne` of a key in each turn of a loop -> one `find` with `In(…)` before it."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.javascript_batch import VALUES, WHY, One, batched
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

READS = {"findOneBy", "findOne"}
CARRIED = {"where", "select", "relations", "withDeleted"}
SPREAD = {"spread_element"}
IMPORT = regex(rb"import\s*\{([^}]*?)\s*,?\s*\}\s*from\s*['\"]typeorm['\"]")


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        name, given = links(source, query.span)[-1]
        said = options(given[0]) if len(given) == 1 and given[0].type == "object" else {}
        where = options(said["where"]) if name == "findOne" and "where" in said else said
    except Uncertain:
        return None
    if name not in READS or len(where) != 1 or (name == "findOne" and not set(said) <= CARRIED):
        return None
    key, value = next(iter(where.items()))
    if value.type not in VALUES or any(one.type in SPREAD for one in parts(given[0])):
        return None
    if "select" in said and name == "findOne" and not _keeps(said["select"], key):
        return Refused(f"`select` leaves `{key}` out, by which the rows would be told apart.")
    imported = IMPORT.search(source.text.data)
    if imported is None:
        return Refused("`In` of TypeORM is not imported here, by which all are read at once.")
    known = {part.strip() for part in imported[1].decode().split(",")}
    at = imported.end(1)
    edits = () if "In" in known else (Edit(at, at, ", In", WHY),)
    function = text_of(field(node_at(source, query.span), "function") or value)

    def many(keys: str) -> str:
        asked, head = f"{{ {key}: In({keys}) }}", function.removesuffix(name)
        if name == "findOneBy":
            return f"{head}findBy({asked})"
        pairs = (_pair(one, asked) for one in parts(given[0]))
        return f"{head}find({{ {', '.join(pairs)} }})"

    return batched(source, query, project, One(key, value, many, edits))


def _pair(node: Node, asked: str) -> str:
    where = text_of(field(node, "key") or node) == "where"
    return f"where: {asked}" if where else text_of(node)


def _keeps(node: Node, key: str) -> bool:
    """Whether `select` has the key: `["id", "name"]`, `{ id: true }`."""
    if node.type == "array":
        return key in [string(one) for one in parts(node)]
    chosen = {text_of(field(one, "key") or one): one for one in parts(node)}
    return key in chosen and text_of(field(chosen[key], "value") or node) == "true"
