"""The condition of an index of some rows as Python writes it: `Q(…)`, an expression, or plain SQL.

>>> [condition(code) for code in ("Q(gone__isnull=True) & ~Q(kind='b')", "text('gone IS NULL')",
...     "and_(User.gone.is_(None), User.active)", "Q(kind=Kind.OPEN)")]
["(gone IS NULL AND NOT (kind = 'b'))", 'gone IS NULL', '(gone IS NULL AND active)', '']
"""

from collections.abc import Mapping
from types import MappingProxyType

from tree_sitter import Node

from backlight.analysis.python_expressions import parts, string
from backlight.analysis.python_values import Call, Literal, Many, Name, Unknown, Value
from backlight.analysis.syntax import field, parse, text_of
from backlight.stacks.python_bound import literal
from backlight.stacks.statement import Uncertain
from backlight.text import Text

SIGNS = {"==": "=", "!=": "<>", "<": "<", ">": ">", "<=": "<=", ">=": ">="}
LOOKUPS = {"exact": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
JOINED = {"&": "AND", "|": "OR", "and_": "AND", "or_": "OR", "Q": "AND"}
METHODS = {"is_": "IS", "isnot": "IS NOT", "is_not": "IS NOT"}
Names = Mapping[str, str]
"""Fields, and the columns that they are kept in."""


def condition(code: str, names: Names = MappingProxyType({})) -> str:
    """A condition as SQL; empty if it says more than is read here."""
    node: Node | None = parse("condition.py", Text(code)).root
    while node is not None and node.type in {"module", "expression_statement"}:
        node = node.named_children[0] if node.named_child_count == 1 else None
    try:
        return _said(node, names) if node is not None and not node.has_error else ""
    except Uncertain:
        return ""


def code_of(value: Value | None) -> str:
    """The code that a value was read from, as far as it is known."""
    if isinstance(value, Literal):
        return repr(value.value)
    if isinstance(value, Name):
        return value.dotted
    if isinstance(value, Unknown):
        return value.code
    if isinstance(value, Many):
        return f"[{', '.join(map(code_of, value.items))}]"
    if isinstance(value, Call):
        named = (f"{name}={code_of(given)}" for name, given in value.named)
        return f"{code_of(value.of)}({', '.join([*map(code_of, value.args), *named])})"
    return ""


def _said(node: Node, names: Names) -> str:
    if node.type == "parenthesized_expression":
        return _said(node.named_children[0], names)
    if node.type == "string":
        return string(node) or _unsure()
    if node.type in {"identifier", "attribute"}:
        name = text_of(node).rpartition(".")[2]
        return names.get(name, name)
    if node.type in {"unary_operator", "not_operator"} and text_of(node).startswith("~"):
        return _not(_said(node.named_children[-1], names))
    if node.type == "binary_operator":
        word = JOINED.get(text_of(node.children[1]), "")
        return _joined([_said(one, names) for one in node.named_children], word)
    if node.type == "comparison_operator" and node.child_count == 3:
        sign = SIGNS.get(text_of(node.children[1]), "")
        return _compared(_said(node.children[0], names), sign, literal(node.children[2]))
    return _called(node, names) if node.type == "call" else _unsure()


def _called(node: Node, names: Names) -> str:
    """`Q(…)`, `text(…)`, `and_(…)`, and methods of a column."""
    function, arguments = field(node, "function"), field(node, "arguments")
    if function is None or arguments is None:
        return _unsure()
    said, given = text_of(function).rpartition(".")[2], parts(arguments)
    if said == "text" and len(given) == 1:
        return string(given[0]) or _unsure()
    if said == "not_" and len(given) == 1:
        return _not(_said(given[0], names))
    if said in METHODS and len(given) == 1:
        owner = field(function, "object") or function
        return _compared(_said(owner, names), METHODS[said], literal(given[0]))
    if said not in JOINED:
        return _unsure()
    how = {text_of(one.children[0]): text_of(one.children[-1]) for one in given if _sets(one)}
    word = how.get("_connector", "").strip("'\"") or JOINED[said]
    found = _joined([_given(one, names) for one in given if not _sets(one)], word)
    return _not(found) if how.get("_negated") == "True" else found


def _sets(node: Node) -> bool:
    """Whether it says how a `Q` is put together, as migrations write it."""
    return node.type == "keyword_argument" and text_of(node).startswith("_")


def _given(node: Node, names: Names) -> str:
    """An argument: a condition, or a field and a lookup with a value; migrations write a pair."""
    name, value = field(node, "name"), field(node, "value")
    said = text_of(name) if name is not None else ""
    if node.type in {"list", "tuple"} and node.named_child_count == 2:
        said, value = string(node.named_children[0]) or "", node.named_children[1]
    if not said or value is None:
        return _said(node, names)
    key, _, lookup = said.partition("__")
    column = names.get(key, key)
    if lookup == "isnull" and value.type in {"true", "false"}:
        return f"{column} IS {'NOT ' * (value.type == 'false')}NULL"
    if lookup == "in" and value.type in {"list", "tuple", "set"}:
        values = [literal(one) or _unsure() for one in parts(value)]
        return f"{column} IN ({', '.join(values)})" if values else _unsure()
    return _compared(column, LOOKUPS.get(lookup or "exact", ""), literal(value))


def _compared(column: str, sign: str, value: str | None) -> str:
    if value == "NULL" and sign in {"=", "<>"}:
        sign = {"=": "IS", "<>": "IS NOT"}[sign]
    return f"{column} {sign} {value}" if sign and value is not None else _unsure()


def _joined(sides: list[str], word: str) -> str:
    if not sides or not word:
        return _unsure()
    return sides[0] if len(sides) == 1 else f"({f' {word} '.join(sides)})"


def _not(said: str) -> str:
    return f"NOT {said}" if said.isidentifier() else f"NOT ({said})"


def _unsure() -> str:
    raise Uncertain
