"""`findOneBy` a key in each turn of a loop -> one `findBy` with `In(…)` before it."""

from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.javascript_batch import WHY, One, batched
from backlight.stacks.javascript_bound import links, options
from backlight.stacks.record import Improvement
from backlight.stacks.statement import Uncertain

IMPORT = regex(rb"import\s*\{([^}]*?)\s*,?\s*\}\s*from\s*['\"]typeorm['\"]")


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    try:
        name, given = links(source, query.span)[-1]
        where = options(given[0]) if len(given) == 1 else {}
    except Uncertain:
        return None
    if name != "findOneBy" or len(where) != 1:
        return None
    key, value = next(iter(where.items()))
    if value.type != "member_expression":
        return None
    imported = IMPORT.search(source.text.data)
    if imported is None:
        return Refused("`In` of TypeORM is not imported here, by which all are read at once.")
    known = {part.strip() for part in imported[1].decode().split(",")}
    at = imported.end(1)
    edits = () if "In" in known else (Edit(at, at, ", In", WHY),)
    function = text_of(field(node_at(source, query.span), "function") or value)

    def many(keys: str) -> str:
        return f"{function.removesuffix('findOneBy')}findBy({{ {key}: In({keys}) }})"

    return batched(source, query, project, One(key, value, many, edits))
