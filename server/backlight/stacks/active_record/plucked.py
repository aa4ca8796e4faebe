"""`Order.where(…).map(&:number)` -> `Order.where(…).pluck(:number)`: one column, and no records."""

from tree_sitter import Node

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit, change
from backlight.stacks.active_record.chains import Chain
from backlight.stacks.record import Improvement

READS = ("find_by_sql", "select", "pluck", "group", "includes", "preload", "eager_load", "none")
ROWS = frozenset(
    {"all", "where", "not", "order", "limit", "offset", "joins", "left_joins", "reorder"}
)
WHY = "Only this column is asked for, and no record is made of each row."


def plucked(source: Source, query: Query, chain: Chain, project: Project) -> Improvement | None:
    """A column in place of rows of which nothing else is read."""
    above = chain.node.parent
    name = _mapped(above, chain) if above is not None else None
    table = project.schema.of_model(query.model)
    if above is None or name is None or table is None or table.column(name) is None:
        return None
    if (
        chain.step(*READS) is not None
        or chain.steps[-1].name not in ROWS
        or _own(project, table.model, name)
    ):
        return None
    method = field(above, "method")
    assert method is not None  # noqa: S101  `_mapped` has looked at it
    made = change((source.path, [Edit(method.start_byte, above.end_byte, f"pluck(:{name})", WHY)]))
    return Improvement(made, f"whole rows are read for `{name}` alone")


def _mapped(above: Node, chain: Chain) -> str | None:
    """The column of `.map(&:column)`."""
    method, given = field(above, "method"), field(above, "arguments")
    if (
        above.type != "call"
        or method is None
        or given is None
        or field(above, "receiver") != chain.node
    ):
        return None
    inner = given.named_children
    if text_of(method) not in {"map", "collect"} or len(inner) != 1:
        return None
    said = text_of(inner[0])
    return said.removeprefix("&:") if said.startswith("&:") and said[2:].isidentifier() else None


def _own(project: Project, model: str, name: str) -> bool:
    """Whether the model has a method of that name, which a column is not; or is not to be seen."""
    for table in (t for facts in project.files.values() for t in facts.tables):
        if table.model == model and table.origin == "model" and table.file.endswith(".rb"):
            source = project.read(table.file)
            found = descendants(source.root, "method") if source is not None and source.tree else ()
            names = {text_of(n) for m in found if (n := field(m, "name")) is not None}
            return source is None or name in names or b"encrypts" in source.text.data
    return True
