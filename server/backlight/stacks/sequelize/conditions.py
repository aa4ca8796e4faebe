"""The `where` of Sequelize as conditions of SQL: columns, operators, lists, and what is joined."""

from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts
from backlight.analysis.syntax import field, text_of
from backlight.analysis.tables import Column
from backlight.stacks.javascript_bound import bare, literal, several, short
from backlight.stacks.sequelize.marks import Model
from backlight.stacks.sequelize.values import fn, is_list, pairs, single
from backlight.stacks.statement import ALWAYS, NEVER, Uncertain, named

SIGNS = {"eq": "=", "ne": "!=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
SIGNS |= {"like": "LIKE", "notLike": "NOT LIKE", "iLike": "ILIKE", "notILike": "NOT ILIKE"}
AROUND = {
    "startsWith": ("", " || '%'"),
    "endsWith": ("'%' || ", ""),
    "substring": ("'%' || ", " || '%'"),
}
JOINED = regex(r"\$([\w.]+)\.(\w+)\$")
OWN = regex(r"(?i)json|array|range|blob|hstore")
"""Types whose values are compared in ways of their own."""
JSON = regex(r"(?i)jsonb?$")
COLUMN = regex(r"(?:\w+\.)*col\(\s*['\"]([\w.]+)['\"]\s*\)")


@dataclass(frozen=True, slots=True)
class Scope:
    """The model that a condition is about, under its name, and those that are joined."""

    model: Model
    alias: str
    joined: dict[str, tuple[Model, str]]
    """The way of names from the first model -> the model there, and its name."""


def condition(scope: Scope, node: Node) -> str:
    """All that an object, or each of a list, asks for; raises `Uncertain`."""
    return " AND ".join(_all(scope, node)) or ALWAYS


def _all(scope: Scope, node: Node) -> list[str]:
    """Each condition; one that every row meets is left out."""
    held = bare(node)
    if held.type == "array":
        said = [condition(scope, one) for one in parts(held)]
    elif held.type == "call_expression":
        said = [called(scope, held)]
    else:
        said = [_one(scope, key, value) for key, value in pairs(held).items()]
    return [one for one in said if one != ALWAYS]


def _one(scope: Scope, key: str, value: Node) -> str:
    if key == "@or":
        some = _all(scope, value)
        return f"({' OR '.join(f'({one})' for one in some)})" if some else NEVER
    if key == "@and":
        return condition(scope, value)
    if key == "@not":
        return f"NOT ({condition(scope, value)})"
    way = JOINED.fullmatch(key)
    if way is not None:
        if way[1] not in scope.joined:
            raise Uncertain(f"`{way[1]}` is not among what is included")
        model, alias = scope.joined[way[1]]
    else:
        model, alias = scope.model, scope.alias
    name = way[2] if way is not None else key
    column = model.table.of_attribute(name)
    if column is None:
        raise Uncertain(f"`{name}` is no column of `{model.table.model}`")
    return _column(column, f"{alias}.{named(column.name)}", value)


def _column(column: Column, name: str, node: Node) -> str:
    held = bare(node)
    plain = literal(held)
    if plain == "NULL":
        return f"{name} IS NULL"
    if JSON.match(column.type) and held.type == "object":
        return " AND ".join(
            _inside(column, name, (key,), value) for key, value in pairs(held).items()
        )
    if OWN.search(column.type):
        raise Uncertain(f"`{column.name}` is of type {column.type}")
    if held.type == "array" or is_list(held):
        return _among(name, held)
    if held.type != "object":
        return f"{name} = {single(held)}"
    return " AND ".join(compared(column, name, *one) for one in pairs(held).items()) or ALWAYS


def _inside(column: Column, name: str, way: tuple[str, ...], node: Node) -> str:
    """What is missing in JSON, as PostgreSQL has it; what its values are compared with is not."""
    held = bare(node)
    said = list(pairs(held).items()) if held.type == "object" else []
    if len(said) == 1 and said[0][0] in {"@is", "@eq"}:
        held, said = bare(said[0][1]), []
    if said and all(key[:1] != "@" for key, _ in said):
        return " AND ".join(_inside(column, name, (*way, key), value) for key, value in said)
    if literal(held) != "NULL" or any(key[:1] == "@" for key in way):
        raise Uncertain(f"`{column.name}` is of type {column.type}")
    return f"({name} #>> '{{{','.join(way)}}}') IS NULL"


def called(scope: Scope, node: Node) -> str:
    """`where(fn("lower", col("name")), value)` as `LOWER(name) = value`."""
    given = parts(field(node, "arguments") or node)
    whole = text_of(field(node, "function") or node).rpartition(".")[2]
    made = fn(given[0]) if whole == "where" and len(given) == 2 else None
    hit = COLUMN.fullmatch(text_of(made[1])) if made is not None else None
    column = scope.model.table.of_attribute(hit[1].rpartition(".")[2]) if hit is not None else None
    if made is None or column is None:
        raise Uncertain(f"`{short(node)}` is SQL of its own")
    value = fn(given[1])
    said = f"{value[0]}({single(value[1])})" if value is not None else single(given[1])
    return f"{made[0]}({scope.alias}.{named(column.name)}) = {said}"


def compared(column: Column, name: str, key: str, node: Node) -> str:
    """What an operator asks of a column: `[Op.gte]: since`."""
    word, held = key.removeprefix("@"), bare(node)
    if key == word:
        raise Uncertain(f"`{word}` of `{column.name}` has a form of its own")
    if word == "not" and literal(held) not in {"NULL", "TRUE", "FALSE"} and held.type != "object":
        word = "notIn" if held.type == "array" or is_list(held) else "ne"
    if word in {"in", "notIn"}:
        return _among(name, held, but=word == "notIn")
    if word in {"between", "notBetween"} and held.type == "array" and len(parts(held)) == 2:
        first, last = map(single, parts(held))
        return f"{name} {'NOT ' if word != 'between' else ''}BETWEEN {first} AND {last}"
    if word in {"and", "or"} and held.type in {"array", "object"}:
        return _each(column, name, word, held)
    if literal(held) == "NULL" and word in {"eq", "is", "ne", "not"}:
        return f"{name} IS {'NOT ' if word in {'ne', 'not'} else ''}NULL"
    if word in {"is", "not"} and literal(held) in {"TRUE", "FALSE"}:
        return f"{name} IS {'NOT ' if word == 'not' else ''}{literal(held)}"
    if word in SIGNS:
        return f"{name} {SIGNS[word]} {single(held)}"
    if word in AROUND:
        before, after = AROUND[word]
        return f"{name} LIKE {before}{single(held)}{after}"
    raise Uncertain(f"`Op.{word}` has a form of its own")


def _each(column: Column, name: str, word: str, node: Node) -> str:
    """`{ [Op.or]: [1, 2] }`, `{ [Op.or]: { [Op.lt]: 1, [Op.gt]: 2 } }` of one column."""
    if node.type == "array":
        some = [_column(column, name, one) for one in parts(node)]
    else:
        some = [compared(column, name, *one) for one in pairs(node).items()]
    return f"({f' {word.upper()} '.join(some)})" if some else ALWAYS


def _among(name: str, node: Node, *, but: bool = False) -> str:
    """What is in a list; every row is in none of nothing."""
    if node.type == "call_expression" and "literal(" in text_of(node):
        raise Uncertain("it is compared with SQL of its own")
    listed = several(node)
    if but:
        return f"{name} NOT IN ({listed})" if listed else ALWAYS
    return f"{name} IN ({listed or 'NULL'})"
