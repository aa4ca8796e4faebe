"""Make a handler read the attributes of a model where it read the keys of a mapping."""

from collections.abc import Iterator
from itertools import pairwise

from tree_sitter import Node

from backlight.analysis.python_expressions import parts
from backlight.analysis.python_locals import called, climb, inside, leaves
from backlight.analysis.python_uses import Read, Uses
from backlight.analysis.syntax import Source, field, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.pydantic.fallback import falling_back, given
from backlight.stacks.pydantic.fields import Field, converted
from backlight.stacks.pydantic.model import Style


def reads(
    source: Source, uses: Uses, fields: tuple[Field, ...], style: Style, root: str = ""
) -> list[Edit] | Refused:
    """The edits of all places that use the mapping; what stands for it is left as it is.

    `root` is what will stand where the mapping is read from the request itself.
    """
    gone = _guards(uses, fields)
    found = [_without(source, statement) for statement in gone]
    for read in uses.reads:
        if not any(inside(read.node, statement) for statement in gone):
            done = _read(read, fields, style, root)
            if isinstance(done, Refused):
                return done
            found += done
    for node in uses.tests:
        if not any(inside(node, statement) for statement in gone):
            done = _test(node, style)
            if isinstance(done, Refused):
                return done
            found += done
    dump = ".dict" if style.version == 1 else ".model_dump"
    aliased = ", by_alias=True" if any(f.name != f.attribute for f in fields) else ""
    found += [
        Edit(node.end_byte, node.end_byte, f"{dump}(exclude_unset=True{aliased})", "passed on")
        for node, _ in uses.whole
    ]
    found.sort()
    if any(b.start < a.end for a, b in pairwise(found)):
        return Refused("One read of the body stands inside another; take them apart first.")
    return found


def field_of(fields: tuple[Field, ...], keys: tuple[str, ...]) -> tuple[Field, int] | None:
    """The field for keys, and how many of them it takes; an object without a model takes one."""
    found = next((one for one in fields if one.name == keys[0]), None)
    if found is None:
        return None
    if len(keys) > 1 and found.inner:
        below = field_of(found.inner, keys[1:])
        return (below[0], below[1] + 1) if below is not None else None
    return found, 1


def _read(read: Read, fields: tuple[Field, ...], style: Style, root: str) -> list[Edit] | Refused:
    known = field_of(fields, read.keys)
    if known is None or known[1] < len(read.keys):
        return []
    one = known[0]
    why = f"`{one.name}` is checked"
    if read.how == "in":
        return _asked(read.node, one, style)
    mapping = _mapping(read.node)
    if mapping is None or read.how == "list":
        return Refused(f"`{one.name}` is read as a list of form values, which has no model here.")
    start, end = mapping.end_byte, read.node.end_byte
    said = text_of(read.default) if read.default is not None else "None"
    if read.default is not None and said not in {"None", one.default} and not one.required:
        return falling_back(read, read.default, mapping, one, style, root)
    call = converted(read.node) if one.required or one.default else None
    if call is not None and one.type in {"integer", "number", "datetime", "date"}:
        head = Edit(call.start_byte, mapping.start_byte, "", why)
        return [head, Edit(start, call.end_byte, f".{one.attribute}", why)]
    return [Edit(start, end, f".{one.attribute}", why)]


def _mapping(node: Node) -> Node | None:
    """What `mapping["x"]` or `mapping.get("x")` reads from."""
    if node.type == "subscript":
        return node.child_by_field_name("value")
    return field(node, "function", "object")


def _asked(comparison: Node, one: Field, style: Style) -> list[Edit]:
    """`"x" in body` asks whether the client gave it."""
    key, mapping = comparison.named_children[0], comparison.named_children[-1]
    found = [Edit(mapping.end_byte, mapping.end_byte, given(style), "asked for")]
    if one.attribute != one.name:
        found.append(Edit(key.start_byte, key.end_byte, f'"{one.attribute}"', "its name in Python"))
    return found


def _test(node: Node, style: Style) -> list[Edit] | Refused:
    above = node.parent
    if above is not None and above.type == "comparison_operator":
        return []
    if above is not None and above.type == "argument_list":
        return Refused("It asks for the type of its body; remove the `isinstance` check first.")
    return [Edit(node.end_byte, node.end_byte, given(style), "whether anything was given")]


def _guards(uses: Uses, fields: tuple[Field, ...]) -> list[Node]:
    """`if "x" not in body: return …`, which can no longer happen; kept if it holds a comment."""
    found = []
    statements = {_if_of(r.node) for r in uses.reads if r.how == "in"} | {
        _if_of(node.parent.parent)
        for node in uses.tests
        if node.parent is not None and node.parent.type == "argument_list" and node.parent.parent
    }
    for statement in statements:
        if statement is None or len(parts(statement)) != 2 or b"#" in (statement.text or b""):
            continue
        condition, block = field(statement, "condition"), field(statement, "consequence")
        if condition is None or block is None or not leaves(block):
            continue
        if all(_is_absence(test, uses, fields) for test in _or(condition)):
            found.append(statement)
    return found


def _or(condition: Node) -> Iterator[Node]:
    if condition.type == "parenthesized_expression" and len(parts(condition)) == 1:
        yield from _or(parts(condition)[0])
    elif condition.type == "boolean_operator" and any(c.type == "or" for c in condition.children):
        for side in ("left", "right"):
            inner = field(condition, side)
            if inner is not None:
                yield from _or(inner)
    else:
        yield condition


def _is_absence(test: Node, uses: Uses, fields: tuple[Field, ...]) -> bool:
    """`"x" not in body`, `not isinstance(body, dict)`."""
    for read in uses.reads:
        if read.node == test and read.how == "in":
            known = field_of(fields, read.keys)
            absent = any(child.type == "not in" for child in test.children)
            whole = known is not None and known[1] == len(read.keys)
            return absent and whole and known is not None and known[0].required
    call = field(test, "argument") if test.type == "not_operator" else None
    if call is None or call.type != "call" or called(call) != "isinstance":
        return False
    args = parts(field(call, "arguments") or call)
    return len(args) == 2 and args[0] in uses.tests and text_of(args[1]) == "dict"


def _if_of(node: Node) -> Node | None:
    above: Node | None = climb(node)
    while above is not None and above.type in {
        "boolean_operator",
        "comparison_operator",
        "not_operator",
        "parenthesized_expression",
        "call",
    }:
        above = above.parent
    return above if above is not None and above.type == "if_statement" else None


def _without(source: Source, statement: Node) -> Edit:
    """A statement and its line taken out."""
    start, _ = source.text.line_at(statement.start_byte)
    last = source.text.line_of(statement.end_byte)
    end = source.text.starts[last + 1] if last + 1 < len(source.text.starts) else statement.end_byte
    return Edit(start, end, "", "the schema refuses what is missing")
