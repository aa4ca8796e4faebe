"""A handler rewritten: a schema above it, a check before the first use, the checked data used."""

from dataclasses import dataclass

from tree_sitter import Node

from backlight.analysis.facts import Handler
from backlight.analysis.javascript_names import parameters
from backlight.analysis.syntax import Source
from backlight.edits import Edit
from backlight.stacks.express.errors import Refusal, imports
from backlight.stacks.express.fields import Field
from backlight.stacks.express.handlers import registration
from backlight.stacks.express.libraries import Library
from backlight.stacks.express.places import Place, Unplaced, absence, place, top_statement
from backlight.stacks.express.shapes import filled
from backlight.stacks.javascript_free import free
from backlight.stacks.javascript_style import Style, add_import

WIDTH = 88
"""How long a line may become, its indentation and that of the block left out."""


@dataclass(frozen=True, slots=True)
class Ways:
    """How the project does it."""

    library: Library
    style: Style
    refusal: Refusal


def edits(
    source: Source,
    handler: Handler,
    function: Node,
    schemas: dict[str, Field],
    named: str,
    ways: Ways,
) -> list[Edit]:
    """The edits of the handler's file; `named` is the schema's name without its end."""
    statement = top_statement(function)
    found = _imports(source, ways)
    written = False
    for where, one in schemas.items():
        name = free(f"{named}{'' if where == 'body' else 'Query'}Schema", source)
        whole = Field("", "object", fields=one.fields, open=one.open)
        schema = ways.library.schema(whole, ways.style, "")
        code = f"const {name} = {schema}{ways.style.semicolon}\n\n"
        code = code if _apart(source, statement) or written else f"\n{code}"
        why = f"what `{handler.name}` reads of its {where}"
        found.append(Edit(statement, statement, code, why))
        written = True
        result = free("parsed" if len(schemas) == 1 else f"parsed{where.capitalize()}", function)
        found += checks(source, function, where, ways, name, result)
    return found


def _apart(source: Source, statement: int) -> bool:
    """Whether a statement has an empty line above it."""
    line = source.text.line_of(statement)
    start, end = source.text.line(line - 1)
    return line == 0 or not source.text.slice(start, end).strip()


def checks(
    source: Source,
    function: Node,
    where: str,
    ways: Ways,
    schema: str = "schema",
    result: str = "parsed",
) -> list[Edit]:
    """The check before the first use, and every use of the raw value turned to the checked one."""
    at = place(source, function, where, ways.style)
    library, style = ways.library, ways.style
    if "await" in library.check and "async" not in {child.type for child in function.children}:
        raise Unplaced(
            f"{library.package} checks asynchronously, and the handler is not `async`: make it so."
        )
    check = library.check.format(schema=schema, raw=at.raw, name=result)
    rows = [
        f"{check}{style.semicolon}".replace("\n", f"\n{at.indent}{style.indent}"),
        f"if ({library.failed.format(name=result)}) {{",
        *(f"{style.indent}{row}" for row in _refuse(at, result, function, ways)),
        "}",
    ]
    code = at.opening + "".join(f"{row}\n{at.indent}" for row in rows) + at.answer
    why = f"a bad {where} is refused with {ways.refusal.status}, and the field is named"
    data = library.data.format(name=result)
    data += "!" if library.package == "yup" and style.typescript else ""
    gone = [guard for node, _ in at.uses if (guard := absence(node)) is not None]
    uses = [Edit(start, end, "", f"a missing {where} is refused already") for start, end in gone]
    uses += [
        Edit(node.start_byte, node.end_byte, f"{before}{data}", f"the checked {where}")
        for node, before in at.uses
        if not any(start <= node.start_byte < end for start, end in gone)
    ]
    uses += [Edit(start, end, text, "the check made it a number") for start, end, text in at.undone]
    if at.closing:
        uses.append(Edit(at.end, at.end, f"{style.semicolon}{at.closing}", why))
    return [Edit(at.start, at.start, code, why), *uses]


def _refuse(at: Place, result: str, function: Node, ways: Ways) -> list[str]:
    """The statements that refuse a request, in the project's way."""
    way, end = ways.refusal, ways.style.semicolon
    name, told = _told(at, result, ways)
    payload = name if not way.key else f"{{ {way.key} }}"
    given = [one.name for one in parameters(function)]
    if way.exception:
        made = f"new {way.exception}({way.status}, {payload})"
        if at.caught or _wrapped(function):
            return [*told, f"throw {made}{end}"]
        if len(given) > 2 and given[2]:
            return [*told, f"return {given[2]}({made}){end}"]
        payload = f"{{ {name} }}"
    if way.shape:
        payload = filled(way.shape, way.status, name)
    if way.send == "next":
        return [*told, f"return {given[2]}({payload}){end}"]
    answer = f"{given[1]}.status({way.status}).{way.send}({payload})"
    if ways.style.typescript:
        return [*told, f"{answer}{end}", f"return{end}"]
    return [*told, f"return {answer}{end}"]


def _told(at: Place, result: str, ways: Ways) -> tuple[str, list[str]]:
    """The statement that says what is wrong, and the name it says it under."""
    library, style, name = ways.library, ways.style, ways.refusal.key or "message"
    if ways.refusal.by_field:
        pairs = f"{style.indent}{library.details.format(name=result)}{style.comma}"
        rows = [f"const {name} = Object.fromEntries(", pairs, f"){style.semicolon}"]
    else:
        rows = [f"const {name} = {library.message.format(name=result)}{style.semicolon}"]
        if len(rows[0]) + len(at.indent) > WIDTH and ".map(" in rows[0]:
            rows = _broken(rows[0], style)
    return name, [row.replace("'", style.quote) for row in rows]


def _broken(code: str, style: Style) -> list[str]:
    """A chain of calls on lines of its own, as it is written where it is long."""
    first, _, rest = code.partition(".map(")
    mapped, _, last = rest.rpartition(".join(")
    return [first, f"{style.indent}.map({mapped}", f"{style.indent}.join({last}"]


def _wrapped(function: Node) -> bool:
    """Whether a handler stands in a wrapper that passes on what it throws."""
    call = registration(function)
    above = function.parent
    if above is None or above.type != "arguments" or above.parent is None:
        return False
    return call is None or above.parent != call


def _imports(source: Source, ways: Ways) -> list[Edit]:
    wanted = [(ways.library.binding, ways.library.package)]
    if (needed := imports(ways.refusal, source, ways.style)) is not None:
        wanted.append(needed)
    why = "what the check needs"
    added = [add_import(source, ways.style, name, origin, why) for name, origin in wanted]
    return [edit for edit in added if edit is not None]
