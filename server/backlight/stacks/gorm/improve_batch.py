"""A row read by its key in each turn of a loop -> one read of all keys before it, and a map.

It changes how many queries are sent, and when: it is offered as that, and never called equivalent.
Right where the loop goes over rows of a known struct, the key of each is of the same plain type as
the key of what is read, and all that the loop calls is known to write nothing.
"""

from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, descendants, field, node_at, text_of
from backlight.analysis.tables import Column, Table
from backlight.edits import Edit, Refused, change
from backlight.stacks.gorm.calm import free, unknown
from backlight.stacks.gorm.loops import Loop, Read, loop_of, read_of
from backlight.stacks.record import Improvement

WORD = regex(r"\w+")
KINDS = {"uint", "int", "string", "int64", "uint64", "int32", "uint32", "uuid.UUID"}
"""Types whose values are the same key in a map as in the database."""
WHY = (
    "One query for all rows in place of one for each. It is sent before the loop, so it does not"
    " see what others write meanwhile."
)


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """The batch, or why it is not right; `None` where the read is another one."""
    table, call = project.schema.of_model(query.model), node_at(source, query.span)
    loop = loop_of(source, query)
    if table is None or loop is None or query.returns != "row":
        return None
    keys = [one for one in table.columns if one.primary_key]
    read = read_of(source, call, loop, keys[0]) if len(keys) == 1 else None
    if read is None or text_of(field(read.key, "operand") or call) != loop.row:
        return None
    reason = _unfit(source, query, project, loop, (read, keys[0]))
    if reason:
        return Refused(f"{reason}; read all at once by hand, or ask the agent for it.")
    return _made(source, query, loop, (read, keys[0]))


def _unfit(
    source: Source, query: Query, project: Project, loop: Loop, what: tuple[Read, Column]
) -> str:
    read, key = what
    code = text_of(read.key)
    rows = project.schema.of_model(loop.kind)
    column = _column(rows, text_of(field(read.key, "field") or read.key)) if rows else None
    if column is None:
        return f"what `{code}` is stands in no struct that is known"
    if _pointed(project, rows, text_of(field(read.key, "field") or read.key)):
        return f"`{code}` may be nil"
    if column.type != key.type or key.type not in KINDS:
        return f"`{code}` is a `{column.type}`, and the key of `{query.model}` a `{key.type}`"
    if b"gorm.io/gorm" not in source.text.data:
        return "the GORM of this file is an old one"
    own = _declared(loop.node)
    if bad := min(own & set(WORD.findall(read.handle)), default=""):
        return f"`{bad}` is there in the loop alone"
    if (failed := read.failed) is not None and (bad := _stays(failed, own - _declared(failed))):
        return f"what is done where a read fails needs `{bad}`"
    if code in _left(loop.node, "assignment_statement"):
        return f"the loop gives `{code}` a value of its own"
    facts = project.files.get(source.path)
    start, end = loop.node.start_byte, loop.node.end_byte
    inside = [q for q in (facts.queries if facts else ()) if start <= q.span.start < end]
    written = next((q.model or "rows" for q in inside if q.returns == "write"), "")
    if written:
        return f"the loop writes `{written}`, which a read before it would not see"
    called = unknown(loop.node, [q.span for q in inside])
    return f"the loop calls `{called}`, which may write `{query.model}`" if called else ""


def _pointed(project: Project, rows: Table | None, name: str) -> bool:
    """Whether a field of a struct is a pointer, which may lead nowhere."""
    source = project.read(rows.file) if rows is not None else None
    code = source.text.slice(rows.span.start, rows.span.end) if source and rows else ""
    return regex(rf"(?m)^\s*{escape(name)}\s+\*").search(code) is not None


def _made(source: Source, query: Query, loop: Loop, what: tuple[Read, Column]) -> Improvement:
    read, key = what
    start = loop.node.start_byte
    line, _ = source.text.line_at(start)
    indent = source.text.slice(line, start)
    attribute = key.attribute or key.name
    ids, found = free(f"{read.name}IDs", loop.node), free(f"{read.name}s", loop.node)
    held, one = free(f"{read.name}ByID", loop.node), free("one", loop.node)
    code = text_of(read.key)
    all_of = f'{read.handle}.Where("{key.name} IN ?", {ids}).Find(&{found})'
    lines = [
        f"{ids} := make([]{key.type}, 0, len({loop.rows}))",
        f"for _, {loop.row} := range {loop.rows} {{",
        f"\t{ids} = append({ids}, {code})",
        "}",
        f"var {found} []{_kind(read)}",
        _checked(all_of, read, source, indent),
        f"{held} := make(map[{key.type}]{_kind(read)}, len({found}))",
        f"for _, {one} := range {found} {{",
        f"\t{held}[{one}.{attribute}] = {one}",
        "}",
    ]
    before = "".join(f"{one}\n{indent}" for one in lines)
    inner, _ = source.text.line_at(read.start.start_byte)
    deep = source.text.slice(inner, read.start.start_byte)
    after = _looked_up(read, f"{held}[{code}]", deep)
    edits = (
        Edit(start, start, before, WHY),
        Edit(read.start.start_byte, read.statement.end_byte, after, WHY),
    )
    return Improvement(
        change((source.path, edits)),
        f"N+1, `{query.model}` is read for each `{loop.row}`; one query reads all of them"
        " (this changes how many are sent)",
    )


def _kind(read: Read) -> str:
    spec = next(iter(descendants(read.start, "var_spec")), read.start)
    return text_of(field(spec, "type") or spec)


def _checked(code: str, read: Read, source: Source, indent: str) -> str:
    """The read of all, and what is done where it fails: what was done for each."""
    if read.failed is None:
        return code
    body = _moved(read.failed, source, indent)
    return f"if err := {code}.Error; err != nil {body}"


def _looked_up(read: Read, code: str, indent: str) -> str:
    if read.failed is None:
        return f"{read.name} := {code}"
    body = text_of(read.failed)
    if "err" in {text_of(one) for one in descendants(read.failed, "identifier")}:
        opened, _, rest = body.partition("{")
        body = f"{opened}{{\n{indent}\terr := gorm.ErrRecordNotFound{rest}"
    there = free("found", read.start)
    return f"{read.name}, {there} := {code}\n{indent}if !{there} {body}"


def _moved(block: Node, source: Source, indent: str) -> str:
    """A block at another depth."""
    line, _ = source.text.line_at(block.end_byte - 1)
    old = source.text.slice(line, block.end_byte - 1)
    rows = text_of(block).split("\n")
    return "\n".join([rows[0], *(indent + row.removeprefix(old) for row in rows[1:])])


def _stays(block: Node, names: set[str]) -> str:
    """What a block does that it cannot do before the loop."""
    for word in ("continue_statement", "break_statement"):
        if any(True for _ in descendants(block, word)):
            return word.partition("_")[0]
    used = {text_of(one) for one in descendants(block, "identifier")} & names
    return min(used) if used else ""


def _declared(node: Node) -> set[str]:
    """The names that are there in a loop or a block alone; `err` is one of the read itself."""
    specs = (one.children_by_field_name("name") for one in descendants(node, "var_spec"))
    names = {text_of(name) for some in specs for name in some}
    return (names | _left(node, "range_clause", "short_var_declaration")) - {"err", "_"}


def _left(node: Node, *kinds: str) -> set[str]:
    """What stands on the left of some kinds of statements."""
    sides = (field(one, "left") for kind in kinds for one in descendants(node, kind))
    return {text_of(one) for side in sides if side is not None for one in side.named_children}


def _column(table: Table | None, name: str) -> Column | None:
    return table.of_attribute(name) if table is not None else None
