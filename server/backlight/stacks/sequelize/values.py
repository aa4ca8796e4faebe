"""What objects of Sequelize say by key, and their values: one, a list, or SQL of its own."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import key_of, parts, string
from backlight.analysis.syntax import field, text_of
from backlight.stacks.javascript_bound import bare, bound, options, short
from backlight.stacks.rails_words import singular
from backlight.stacks.statement import Uncertain

OPERATOR = regex(r"\[\s*(?:\w+\.)*Op\.(\w+)\s*\]")
LISTED = regex(r"(?:^|\.)(?:map|filter|flatMap|from|keys|values|concat|split|slice|uniq\w*)$")
"""What makes a list, whatever it is called."""
KEYS = regex(r"(?<=[a-z])I[dD]s$")
OWN = regex(r"(?:^|\.)(?:literal|fn|col|cast|where)$")
WORD = regex(r"[A-Z]?[a-z0-9]+$")
ONE = ("us", "is", "as", "ss")
"""Ends of words that are no plurals: `status`, `basis`, `alias`, `address`."""


def pairs(node: Node) -> dict[str, Node]:
    """What an object says by key; `[Op.or]` is `@or`."""
    return options(node, _key)


def _key(node: Node | None) -> str:
    operator = OPERATOR.fullmatch(text_of(node)) if node is not None else None
    return f"@{operator[1]}" if operator is not None else key_of(node)


def single(node: Node) -> str:
    """One value; a list would be asked for by IN, so what may be one is not certain."""
    held = bare(node)
    called = text_of(field(held, "function") or held) if held.type == "call_expression" else ""
    last = called or text_of(held)
    if OWN.search(called):
        raise Uncertain(f"`{short(held)}` is SQL of its own")
    word = WORD.search(last.rpartition(".")[2])
    many = word is not None and singular(word[0].lower()) != word[0].lower()
    many = many and not called and not last.endswith(ONE)
    if string(held) is None and (is_list(held) or many):
        raise Uncertain(f"`{short(held)}` may be several values")
    return bound(held)


def is_list(node: Node) -> bool:
    """Whether code is a list by what makes it, or by its name: `bookIds`."""
    name = field(node, "function") if node.type == "call_expression" else node
    if name is None:
        return False
    made = name is not node and LISTED.search(text_of(name)) is not None
    return made or KEYS.search(text_of(name)) is not None


def fn(node: Node) -> tuple[str, Node] | None:
    """The function of the database that `fn("lower", name)` calls, and what it is given."""
    held = bare(node)
    called = text_of(field(held, "function") or held).rpartition(".")[2]
    given = parts(field(held, "arguments") or held) if called == "fn" else []
    name = string(given[0]) if len(given) == 2 else None
    return (name.upper(), given[1]) if name is not None and name.isidentifier() else None
