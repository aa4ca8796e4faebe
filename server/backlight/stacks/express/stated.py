"""What the guards of a route state: with which status they refuse, which fields a schema needs."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import descendants, field, text_of
from backlight.stacks.javascript_declared import declared

STATUS = regex(
    r"\b(?P<a>401|UNAUTHORIZED|Unauthorized\w*)\b|\b(?P<b>400|BAD_REQUEST|BadRequest\w*)\b"
    r"|\b(?P<c>422|UNPROCESSABLE_ENTITY|Unprocessable\w*)\b|\b(?P<d>403|FORBIDDEN|Forbidden\w*)\b"
)
MEANS = {"a": 401, "b": 400, "c": 422, "d": 403}
LOOSE = regex(
    r"\.(?:optional|nullish|default|catch|forbidden|when)\(|preprocess|z\.(?:any|unknown)"
)
OBJECT = regex(r"^(?:\w+\.)?(?:object|keys|strictObject)$")


def refuses_with(project: Project, path: str, guard: str) -> int:
    """The first status that a guard's file speaks of; 0 if it is not seen."""
    found = declared(project, path, guard.partition("(")[0])
    if found is None:
        return 0
    source, node = found
    hit = STATUS.search(text_of(node)) or STATUS.search(source.text.source)
    return MEANS[hit.lastgroup or ""] if hit is not None else 0


def needed(project: Project, path: str, schema: str) -> str:
    """The first field that a schema of Joi, Yup or Zod wants in a body; empty if none is sure."""
    found = declared(project, path, schema)
    if found is None or found[1].type != "variable_declarator":
        return ""
    value = field(found[1], "value")
    parts: dict[str, Node] = {"body": value} if value is not None else {}
    whole = _object(value)
    if whole is not None and (pairs := dict(_pairs(whole))).keys() <= {"body", "query", "params"}:
        parts = pairs if "body" in pairs else {}
    others = [one for key, one in parts.items() if key != "body"]
    if any(_wanted(_object(one)) for one in others if "required" in text_of(one) or _zod(one)):
        return ""
    return next(iter(_wanted(_object(parts.get("body")))), "")


def _object(node: Node | None) -> Node | None:
    """The object literal that a schema is, or is made of."""
    if node is None or node.type == "object":
        return node
    for call in [node, *descendants(node, "call_expression")]:
        function = field(call, "function") if call.type == "call_expression" else None
        name = field(function, "property") if function is not None else None
        given = field(call, "arguments")
        first = given.named_children[0] if given is not None and given.named_children else None
        if name is not None and OBJECT.match(text_of(name)) and first is not None:
            return first if first.type == "object" else None
    return None


def _pairs(node: Node) -> Iterator[tuple[str, Node]]:
    for one in node.named_children:
        key, value = field(one, "key"), field(one, "value")
        if one.type == "pair" and key is not None and value is not None:
            yield text_of(key).strip("'\""), value


def _zod(node: Node) -> bool:
    return text_of(node).lstrip("{ \n").startswith("z.")


def _wanted(node: Node | None) -> list[str]:
    """The fields of an object of a schema that must be there."""
    found = []
    for key, value in _pairs(node) if node is not None else ():
        code = text_of(value)
        must = code.startswith("z.") or ".required(" in code
        if must and LOOSE.search(code) is None and key.isidentifier():
            found.append(key)
    return found
