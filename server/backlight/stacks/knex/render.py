"""The statement that a chain of Knex runs, where all of it stands in the chain.

It counts as if each value were given: one that is `undefined` makes Knex refuse the whole.
"""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, field, node_at, text_of
from backlight.edits import Refused
from backlight.stacks.javascript_bound import bare, bound, links, options, short
from backlight.stacks.knex.conditions import aliased, column, condition, raw
from backlight.stacks.knex.queries import COUNTS, FROM, NAMES, table_of
from backlight.stacks.statement import Select, Uncertain, doubt

CHOSEN = {"select", "column", "columns", "distinct", "pluck", "first"}
JOINS = {
    **dict.fromkeys(("join", "innerJoin"), "JOIN"),
    **dict.fromkeys(("leftJoin", "leftOuterJoin"), "LEFT JOIN"),
    **dict.fromkeys(("rightJoin", "rightOuterJoin"), "RIGHT JOIN"),
}
SUMS = {"count": "COUNT", "min": "MIN", "max": "MAX", "sum": "SUM", "avg": "AVG"}
SILENT = {"transacting", "timeout", "as", "debug", "on"}
WHERE = regex(r"(?:and|or)?[wW]here\w*")
RAW = regex(r"(?:\w+\.)*raw$")


def render(source: Source, query: Query, project: Project) -> str | Refused:  # noqa: ARG001 - the words of an Orm
    """The statement with its values as literals or `%(name)s`, or why it is not certain."""
    if query.returns == "write":
        return ""
    try:
        _whole(node_at(source, query.span))
        return _statement(links(source, query.span))
    except Uncertain as why:
        return doubt(why)


def _whole(node: Node) -> None:
    """More may be asked of a chain that is given a name before it runs."""
    above = node.parent
    if text_of(node).startswith("await"):  # the parser binds it closer than types of calls
        return
    if above is not None and above.type in {"variable_declarator", "assignment_expression"}:
        name = text_of(field(above, "name") or field(above, "left") or above)
        raise Uncertain(f"more may be asked of `{name[:40]}` before it runs")


def _statement(steps: list[tuple[str, list[Node]]]) -> str:
    at = next((i for i, (name, given) in enumerate(steps) if _starts(name, given)), None)
    if at is None:
        raise Uncertain("the table is named elsewhere")
    table = table_of(steps[at][1][0])
    if not table:
        raise Uncertain(f"`{short(steps[at][1][0])}` is chosen when it runs")
    select = Select(aliased(table).replace(" AS ", " "))
    asked: list[tuple[str, str]] = []
    for name, given in (one for i, one in enumerate(steps) if i != at):
        if not WHERE.fullmatch(name):
            _step(select, name, given)
        elif said := condition(name, given):
            asked.append(("OR" if name.startswith("or") else "AND", said))
    if asked:
        select.where = [asked[0][1] + "".join(f" {word} {one}" for word, one in asked[1:])]
    if not select.columns:
        select.columns = ["*"]
    if select.distinct and select.order:
        raise Uncertain("rows that differ are sorted")
    return select.text()


def _starts(name: str, given: list[Node]) -> bool:
    """Whether a step names the table: `db("users")`, `.from("users")`."""
    return len(given) >= 1 and (name in {"", *FROM} or name in NAMES)


def _step(select: Select, name: str, given: list[Node]) -> None:
    if name in CHOSEN:
        select.columns += [one for node in given for one in _columns(node)]
        select.distinct = select.distinct or name == "distinct"
        select.limit = "1" if name == "first" else select.limit
    elif name in JOINS:
        select.joins.append(f"{JOINS[name]} {_joined(given)}")
    elif name in SUMS or name in COUNTS:
        select.columns.append(_summed(name, given))
    elif name == "groupBy":
        select.group += [column(one) for node in given for one in _each(node)]
    elif name == "orderBy":
        select.order += list(_order(given))
    elif name in {"limit", "offset"} and given:
        setattr(select, name, bound(given[0]))
    elif name not in SILENT:
        raise Uncertain(f"`{name or short(given[0]) if given else name}` has a form of its own")


def _columns(node: Node) -> Iterator[str]:
    for one in _each(node):
        held = bare(one)
        function = field(held, "function") if held.type == "call_expression" else None
        if function is not None and RAW.search(text_of(function)):
            given = parts(field(held, "arguments") or held)
            yield raw(given[0], given[1:]) if given else "*"
        elif held.type == "object":
            for name, value in options(held).items():
                yield aliased(f"{_text(value)} as {name}")
        else:
            yield aliased(_text(held))


def _each(node: Node) -> list[Node]:
    held = bare(parts(node)[0] if node.type == "spread_element" else node)
    if held.type != "array":
        return [held]
    return [inner for one in parts(held) for inner in _each(one)]


def _text(node: Node) -> str:
    name = string(bare(node))
    if name is None:
        raise Uncertain(f"`{short(node)}` is chosen when it runs")
    return name


def _joined(given: list[Node]) -> str:
    """`"teams", "users.team_id", "teams.id"`, with or without what they are compared by."""
    table = table_of(given[0]) if given else ""
    if not table:
        raise Uncertain("what is joined is chosen when it runs")
    said = aliased(table).replace(" AS ", " ")
    if len(given) == 2 and bare(given[1]).type == "object":
        pairs = options(given[1]).items()
        return f"{said} ON {' AND '.join(f'{aliased(key)} = {column(to)}' for key, to in pairs)}"
    sign = string(bare(given[2])) if len(given) == 4 else "="
    if len(given) not in {3, 4} or sign not in {"=", "<", ">", "<=", ">=", "!=", "<>"}:
        raise Uncertain(f"how `{table}` is joined has a form of its own")
    return f"{said} ON {column(given[1])} {sign} {column(given[-1])}"


def _summed(name: str, given: list[Node]) -> str:
    """`count("* as total")`, `count("id", { as: "n" })`, `max("created_at")`."""
    whole = _text(given[0]) if given and bare(given[0]).type != "object" else "*"
    if given and (bare(given[0]).type == "object" or len(given) > 1):
        raise Uncertain(f"`{name}` is given names of its own")
    plain, word, other = whole.partition(" as ")
    inner = aliased(plain.strip())
    said = f"COUNT(DISTINCT {inner})" if name == "countDistinct" else f"{SUMS[name]}({inner})"
    return f"{said} AS {aliased(other.strip())}" if word else said


def _order(given: list[Node]) -> Iterator[str]:
    """`orderBy("name", "desc")`, `orderBy([{ column: "name", order: "desc" }, "id"])`."""
    first = bare(given[0]) if given else None
    if first is not None and first.type == "array":
        for one in parts(first):
            held = bare(one)
            said = options(held) if held.type == "object" else {"column": held}
            if set(said) - {"column", "order"} or "column" not in said:
                raise Uncertain("the order has a form of its own")
            yield _way(column(said["column"]), said.get("order"))
    elif first is not None:
        if len(given) > 2:
            raise Uncertain("where rows without a value come is said apart")
        yield _way(column(first), given[1] if len(given) > 1 else None)


def _way(name: str, node: Node | None) -> str:
    way = (string(bare(node)) or "").lower() if node is not None else "asc"
    if way not in {"asc", "desc"}:
        raise Uncertain("the order is chosen when it runs")
    return f"{name} DESC" if way == "desc" else name
