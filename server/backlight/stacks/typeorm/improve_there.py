"""`findOne`, `findOneBy` of a row that is only there or not -> `exists`, `existsBy`."""

from backlight.analysis.facts import Project, Query
from backlight.analysis.javascript_expressions import key_of, parts
from backlight.analysis.syntax import Source, field, node_at, span_of, text_of
from backlight.edits import Edit, Refused, change
from backlight.stacks.javascript_there import EVIDENCE, WHY, only_there
from backlight.stacks.node_package import package_of
from backlight.stacks.record import Improvement
from backlight.stacks.typeorm.queries import entity

ASKS = {"findOne": "exists", "findOneBy": "existsBy"}
KEPT = {"where", "withDeleted"}
SINCE = (0, 3, 18)
"""The version that has both."""


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:
    """A question for existence, where only the truth of what is read counts."""
    call = node_at(source, query.span)
    function = field(call, "function") if call.type == "call_expression" else None
    name, of = field(function, "property"), field(function, "object")
    held = field(call, "arguments")
    given = parts(held) if held is not None else []
    asks = ASKS.get(text_of(name)) if name is not None else None
    if name is None or of is None or asks is None or span_of(call) != query.span:
        return None
    if len(given) != 1 or given[0].type != "object" or not only_there(call):
        return None
    if not entity(source, text_of(of)):
        return None  # A repository of the project's own, which may have neither
    if asks == "exists":
        said = {key_of(field(pair, "key")) for pair in parts(given[0])}
        if "where" not in said or not said <= KEPT:
            return None
    package = package_of(project, source.path)
    if package.least("typeorm") < SINCE:
        asked = package.dependencies.get("typeorm", "")
        return Refused(
            f"{EVIDENCE[:1].upper()}{EVIDENCE[1:]}; TypeORM asks for that with `{asks}` from "
            f"0.3.18 on, and the project names `{asked or 'none'}`: ask the agent for it."
        )
    edit = Edit(name.start_byte, name.end_byte, asks, WHY)
    return Improvement(change((source.path, [edit])), EVIDENCE)
