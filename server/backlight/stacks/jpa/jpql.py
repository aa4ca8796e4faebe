"""The JPQL of `@Query` as a statement, where it is a plain SELECT over an entity and its joins."""

from re import IGNORECASE, Match
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.java_values import Annotation, Method, Text
from backlight.analysis.tables import Table
from backlight.stacks.jpa.properties import column, entity
from backlight.stacks.jpa.values import bound
from backlight.stacks.statement import Select, Uncertain, named

SHAPE = regex(
    r"\s*(?:select\s+(?P<distinct>distinct\s+)?(?P<what>count\s*\(\s*\w+\s*\)|\w+)\s+)?"
    r"from\s+(?P<entity>\w+)\s+(?:as\s+)?(?P<alias>\w+)(?P<joins>(?:\s+(?:left\s+|inner\s+)?"
    r"(?:outer\s+)?join\s+(?:fetch\s+)?(?!fetch\s)[\w.]+(?:\s+(?:as\s+)?(?!where|order|join|left|inner)\w+)?)*+)"
    r"(?:\s+where\s+(?P<where>.*?))?(?:\s+order\s+by\s+(?P<order>[\w.,\s]+))?\s*",
    IGNORECASE,
)
JOIN = regex(
    r"(left\s+)?(?:inner\s+)?(?:outer\s+)?join\s+(fetch\s+)?(\w+)\.(\w+)(?:\s+(?:as\s+)?(?!where|order|left|inner|join)(\w+))?",
    IGNORECASE,
)
PIECES = regex(r"'(?:[^']|'')*'|:(\w+)(%?)|\?(\d+)|\b(\w+)((?:\.\w+)+)\b|#\{|\b(\w+)\b")
LISTED = regex(r"(?i)\bin\s*$")
STRANGE = regex(
    r"(?i)\b(?:select|member\s+of|is\s+empty|size\s*\(|index\s*\(|type\s*\(|treat\s*\(|new\s)|%:"
)


def translated(project: Project, query: Annotation, said: Method, values: list[Node]) -> str:
    """The statement of a method with `@Query`; raises `Uncertain`."""
    text = query.get("value", "name")
    native = query.get("nativeQuery")
    if not isinstance(text, Text) or native is not None:
        raise Uncertain("its statement is native, or not written here")
    hit = SHAPE.fullmatch(text.value)
    if hit is None or STRANGE.search(hit["where"] or ""):
        raise Uncertain("its JPQL has a form of its own")
    return _statement(project, hit, _values(said, values))


def _values(said: Method, values: list[Node]) -> dict[str, str]:
    """The values of a call, by name and by number."""
    found: dict[str, str] = {}
    for at, (one, node) in enumerate(zip(said.parameters, values, strict=True), 1):
        named = next((a.get("value") for a in one.annotations if a.name == "Param"), None)
        name = named.value if isinstance(named, Text) else one.name
        found[name] = found[str(at)] = bound(node)
    return found


def _statement(project: Project, hit: Match[str], values: dict[str, str]) -> str:
    table, alias = entity(project, hit["entity"]), hit["alias"]
    said = named(table.name)
    select = Select(said if said == alias else f"{said} {named(alias)}")
    select.aliases[""] = named(alias)
    scope = {alias: table}
    for one in JOIN.finditer(hit["joins"] or ""):
        _joined(project, select, scope, one)

    def piece(part: Match[str]) -> str:
        return _piece(project, select, scope, values, part)

    if hit["where"]:
        select.where = [PIECES.sub(piece, " ".join(hit["where"].split()))]
    if hit["order"]:
        select.order = [PIECES.sub(piece, one.strip()) for one in hit["order"].split(",")]
    what = hit["what"] or alias
    if what.lower().startswith("count"):
        return select.counted()
    if what != alias:
        raise Uncertain("it reads something else than its entity")
    select.columns = [f"{named(alias)}.{named(one.name)}" for one in table.columns]
    select.distinct = bool(hit["distinct"])
    return select.text()


def _joined(project: Project, select: Select, scope: dict[str, Table], hit: Match[str]) -> None:
    outer, _, of, name, alias = hit.groups()
    table = scope.get(of)
    if table is None or name not in table.single or not alias:
        raise Uncertain(f"`{of}.{name}` is joined in a way of its own")
    key = next((c for c in table.columns if c.attribute == name), None)
    other = entity(project, table.relations[name])
    keys = [one for one in other.columns if one.primary_key]
    if key is None or len(keys) != 1 or alias in scope:
        raise Uncertain(f"the key of `{name}` is not known")
    said = named(other.name) if other.name == alias else f"{named(other.name)} {named(alias)}"
    on = f"{named(of)}.{named(key.name)} = {named(alias)}.{named(keys[0].name)}"
    select.joins.append(f"{'LEFT JOIN' if outer else 'JOIN'} {said} ON {on}")
    select.aliases[f"join {alias}"] = named(alias)
    scope[alias] = other


def _piece(
    project: Project,
    select: Select,
    scope: dict[str, Table],
    values: dict[str, str],
    hit: Match[str],
) -> str:
    """A value, or a path of properties; texts stay what they are."""
    value = hit[1] or hit[3]
    if hit[0] == "#{" or (value and value not in values):
        raise Uncertain("its values are worked out in the statement")
    if value and LISTED.search(hit.string, 0, hit.start()):
        return f"({values[value]})"
    if value:
        return f"{values[value]} || '%'" if hit[2] else values[value]
    if hit[6] in scope:
        raise Uncertain(f"`{hit[6]}` is asked for as a whole")
    if hit[4] is None:
        return hit[0]
    if hit[4] not in scope:
        raise Uncertain(f"`{hit[0]}` is no property of what it reads")
    said, _ = column(project, select, scope[hit[4]], named(hit[4]), hit[5][1:])
    return said
