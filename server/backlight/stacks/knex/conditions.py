"""Conditions of Knex as SQL: columns with values, objects, lists, and SQL with its values."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts, string
from backlight.stacks.javascript_bound import bare, bound, literal, options, several, short
from backlight.stacks.statement import ALWAYS, NEVER, Uncertain, named

SIGNS = {"=", "!=", "<>", "<", "<=", ">", ">=", "like", "ilike", "not like", "not ilike"}
COLUMN = regex(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
PARTS = regex(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\\?|\?\??|[^'\"?\\]+|\\")
BUILT = regex(r"^(?:knex|db|trx|tx|this\.db|database)\b.*\(")


def condition(name: str, given: list[Node]) -> str:
    """What one method asks for, in no brackets as Knex writes it; raises `Uncertain`."""
    either = name.startswith("or")
    name = name.removeprefix("and").removeprefix("or")
    name = name[:1].lower() + name[1:]
    if name == "whereRaw" and given:
        return raw(given[0], given[1:])
    if name in LISTS and len(given) == 2:
        return _among(column(given[0]), LISTS[name], given[1])
    if name in NULLS and len(given) == 1:
        return f"{column(given[0])} {NULLS[name]}"
    if name in BETWEEN and len(given) == 2 and len(ends := parts(bare(given[1]))) == 2:
        return f"{column(given[0])} {BETWEEN[name]} {bound(ends[0])} AND {bound(ends[1])}"
    if name in LIKE and len(given) == 2:
        return f"{column(given[0])} {LIKE[name]} {bound(given[1])}"
    if name == "where":
        return " AND ".join(_where(given))
    if name == "whereNot":
        return (" OR " if either else " AND ").join(f"NOT {one}" for one in _where(given))
    raise Uncertain(f"`{name}` has a form of its own")


LISTS = {"whereIn": "IN", "whereNotIn": "NOT IN"}
NULLS = {"whereNull": "IS NULL", "whereNotNull": "IS NOT NULL"}
BETWEEN = {"whereBetween": "BETWEEN", "whereNotBetween": "NOT BETWEEN"}
LIKE = {"whereLike": "LIKE", "whereILike": "ILIKE"}


def _where(given: list[Node]) -> list[str]:
    """`where({ id })`, `where("id", id)`, `where("age", ">", 5)`."""
    if len(given) == 1:
        return [_equal(_named(key), value) for key, value in options(given[0]).items()]
    if len(given) == 2:
        return [_equal(column(given[0]), given[1])]
    sign = (string(bare(given[1])) or "").lower() if len(given) == 3 else ""
    if sign not in SIGNS:
        raise Uncertain("how values are compared is chosen when it runs")
    return [f"{column(given[0])} {sign.upper()} {_value(given[2])}"]


def _equal(name: str, node: Node) -> str:
    return f"{name} IS NULL" if literal(bare(node)) == "NULL" else f"{name} = {_value(node)}"


def _value(node: Node) -> str:
    if BUILT.match(short(bare(node))):
        raise Uncertain(f"`{short(node)}` is SQL of its own")
    return bound(node)


def _among(name: str, sign: str, node: Node) -> str:
    held = bare(node)
    if held.type in {"arrow_function", "function_expression"} or BUILT.match(short(held)):
        raise Uncertain("what it must be among is another query")
    listed = several(held)
    if listed:
        return f"{name} {sign} ({listed})"
    return NEVER if sign == "IN" else ALWAYS


def column(node: Node) -> str:
    """A column by name; one that is chosen when it runs is not certain."""
    name = string(bare(node))
    if name is None:
        raise Uncertain(f"`{short(node)}` is chosen when it runs, or asks more")
    return _named(name)


def _named(name: str) -> str:
    if name == "*":
        return name
    if name.endswith(".*"):
        return f"{_named(name.removesuffix('.*'))}.*"
    if COLUMN.fullmatch(name) is None:
        raise Uncertain(f"`{name[:40]}` is no plain name")
    return ".".join(map(named, name.split(".")))


def aliased(name: str) -> str:
    """`users.email as mail`, `users as u`."""
    plain, word, other = name.partition(" as ")
    return f"{_named(plain.strip())} AS {_named(other.strip())}" if word else _named(name)


def raw(node: Node, values: list[Node]) -> str:
    """SQL as it is written, its values in the places of `?`."""
    text = string(bare(node))
    if text is None:
        raise Uncertain(f"`{short(node)}` is put together when it runs")
    held = bare(values[0]) if values else None
    left = (parts(held) if held.type == "array" else list(values)) if held is not None else []
    said = ""
    for part in PARTS.findall(text):
        if part == "?":
            if not left:
                raise Uncertain("it has fewer values than places")
            said += bound(left.pop(0))
        else:
            said += "?" if part == "\\?" else part
    if left or "??" in said or "--" in said or ";" in said or regex(r"(?<!:):\w").search(said):
        raise Uncertain("its values are given in a way of their own")
    return said.strip()
