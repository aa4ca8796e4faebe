"""What a Flask view wants of a body before it does anything, and how it refuses one without it."""

from collections.abc import Iterator
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.python_modules import Modules
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.stacks.flask.refusals import status_of
from backlight.stacks.flask.required import by_model, by_schema
from backlight.stacks.pydantic.bodies import needed

JSON = regex(r"^request\.(?:json|get_json\([^()]*\))(?: or \{\})?$")
FORM = regex(r"^request\.form(?:\.to_dict\(\))?$")
READ = regex(
    r"^([\w.]+(?:\([^()]*\))?)\.get\(['\"](\w+)['\"](?:, (?:None|''|\"\"))?\)(?:\.strip\(\))?$"
)
FORMED = regex(r"^\w+ = request\.form\[['\"](\w+)['\"]\]")
MAKES = regex(r"^[A-Z]\w*\(\)$")
LACKS = regex(
    r"^(?:not (?P<empty>[\w.]+(?:\([^()]*\))?)"
    r"|['\"](?P<key>\w+)['\"] not in (?P<of>[\w.]+(?:\([^()]*\))?)"
    r"|not (?P<read>[\w.]+(?:\([^()]*\))?\.get\(['\"]\w+['\"]\))"
    r"|(?P<none>[\w.]+(?:\(['\"\w]*\))*) is None)(?: or |$)"
)
LOADS = regex(r"^(?:\w+ = )?([\w.]+)(\(\))?\.load\((.+?)(?:, unknown=\w+)?\)$")
VALID = regex(r"^(?:\w+ = )?(\w+)(?:\.(?:model_validate|parse_obj)\((.+)\)|\(\*\*(.+)\))$")
ERRORS = regex(r"ValidationError")
SAYS = regex(r"\.(?:messages|normalized_messages\(\)|errors\(\)|json\(\))")
SCHEMAS = regex(
    r"^(?:[\w.]*\.)?(use_kwargs|use_args|arguments)\((\w+)(\(\))?[,)](?!.*(?:location|locations|partial)\s*=)"
)
EXPECTED = regex(r"^(?:[\w.]*\.)?expect\((\w+), validate=True\)$")
VALIDATED = regex(r"^validate\((?:body=(\w+))?\)$")
CHECKS = regex(r"use_kwargs|use_args|arguments|\.expect\(|\bvalidate\(|\.input\(")


@dataclass(frozen=True, slots=True)
class Need:
    """A body that is refused, and by what it is known that it was for that."""

    name: str
    """The field that it lacks; empty where it lacks all."""
    status: int
    form: bool = False
    told: bool = False
    """The answer says the name of the field."""


def by_decorator(
    modules: Modules, project: Project, source: Source, decorator: Node, function: Node
) -> Need | None:
    """What a decorator of webargs, flask-smorest, flask-restx or Flask-Pydantic wants first."""
    code, path = " ".join(text_of(decorator).split()), source.path
    if (hit := SCHEMAS.match(code)) is not None:
        name = by_schema(modules, project, path, hit[2])
        return Need(name, 422, told=True) if name else None
    if (hit := EXPECTED.match(code)) is not None:
        name = by_model(modules, path, hit[1])
        return Need(name, 400, told=True) if name else None
    if (hit := VALIDATED.match(code)) is not None:
        given = text_of(field(function, "parameters") or function)
        typed = regex(r"\bbody: (\w+)").search(given)
        model = hit[1] or (typed[1] if typed is not None else "")
        sure, name = needed(modules, project, path, model) if model else (False, "")
        return Need(name, 400, told=True) if sure and name else None
    return None


def checks(decorator: Node) -> bool:
    """Whether a decorator looks at the body or the query."""
    return CHECKS.search(text_of(decorator)) is not None


def in_body(modules: Modules, project: Project, source: Source, function: Node) -> Need | None:
    """What the first statements of a view want of its body."""
    bodies: dict[str, bool] = {}
    empty: dict[str, tuple[str, bool]] = {}
    for statement in _statements(function):
        code = " ".join(text_of(statement).split())
        if statement.type == "if_statement":
            asked = " ".join(text_of(field(statement, "condition") or statement).split())
            lacks = _lacks(asked, bodies, empty)
            block = field(statement, "consequence")
            status = status_of(modules, project, source.path, block) if lacks else 0
            return Need(lacks[0], status, lacks[1]) if lacks and 400 <= status < 500 else None
        if statement.type == "try_statement":
            return _tried(modules, project, source, statement, bodies)
        if statement.type != "expression_statement":
            return None
        if code.startswith(('"', "'")):
            continue
        if (hit := FORMED.match(code)) is not None:
            return Need(hit[1], 400, form=True)
        if not _taken(statement.named_children[0], bodies, empty):
            return None
    return None


def _taken(node: Node, bodies: dict[str, bool], empty: dict[str, tuple[str, bool]]) -> bool:
    """Whether an assignment only takes something of the request, or makes a schema."""
    left, right = field(node, "left"), field(node, "right")
    if left is None or right is None:
        return False
    name, value = text_of(left), " ".join(text_of(right).split())
    if (form := _is_body(value, {})) is not None:
        bodies[name] = form
        return True
    hit = READ.match(value)
    form = _is_body(hit[1], bodies) if hit is not None else None
    if hit is not None and form is not None:
        empty[name] = (hit[2], form)
        return True
    return MAKES.match(value) is not None


def _statements(function: Node) -> Iterator[Node]:
    body = field(function, "body")
    return (n for n in (body.named_children if body is not None else ()) if n.type != "comment")


def _is_body(code: str, bodies: dict[str, bool]) -> bool | None:
    """Whether an expression is the form of a request, or its JSON; `None` if it is neither."""
    if code in bodies:
        return bodies[code]
    return True if FORM.match(code) else False if JSON.match(code) else None


def _lacks(
    asked: str, bodies: dict[str, bool], empty: dict[str, tuple[str, bool]]
) -> tuple[str, bool] | None:
    """The field that a condition finds missing in an empty body, and whether that is a form."""
    hit = LACKS.match(asked)
    if hit is None:
        return None
    if (name := hit["empty"] or hit["none"]) in empty:
        return empty[name]
    if hit["empty"] and (form := _is_body(hit["empty"], bodies)) is not None:
        return "", form
    if hit["key"] and (form := _is_body(hit["of"], bodies)) is not None:
        return hit["key"], form
    read = READ.match(hit["read"] or hit["empty"] or hit["none"] or "")
    if read is not None and (form := _is_body(read[1], bodies)) is not None:
        return read[2], form
    return None


def _tried(
    modules: Modules, project: Project, source: Source, node: Node, bodies: dict[str, bool]
) -> Need | None:
    """`try: schema.load(body)`, and the clause that answers where that fails."""
    block = field(node, "body")
    first = next((n for n in block.named_children if n.type != "comment"), None) if block else None
    code = " ".join(text_of(first).split()) if first is not None else ""
    name, given = "", ""
    if (hit := LOADS.match(code)) is not None:
        name, given = by_schema(modules, project, source.path, hit[1]), hit[3]
    elif (hit := VALID.match(code)) is not None:
        given = hit[2] or hit[3]
        sure, name = needed(modules, project, source.path, hit[1])
        name = name if sure else ""
    form = _is_body(given.strip(), bodies)
    if not name or form is None:
        return None
    for clause in descendants(node, "except_clause"):
        if clause.parent == node:
            inner = next((n for n in clause.named_children if n.type == "block"), None)
            head = text_of(clause).partition(":")[0]
            status = status_of(modules, project, source.path, inner) if ERRORS.search(head) else 0
            told = SAYS.search(text_of(clause)) is not None
            return Need(name, status, form, told) if 400 <= status < 500 else None
    return None
