"""Load the relations that a loop reads from each row together with the rows.

Sound when the model is known and each name is one of its relations: `select_related` joins the rows
of foreign keys (a nullable one by an outer join), `prefetch_related` fetches a collection in one
query more. Either leaves the rows and their order as they are. Not sound after `values()`, on
`iterator()` or a union, nor where a collection is filtered again for each row.
"""

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, field
from backlight.edits import Edit, Refused, change
from backlight.stacks.django.chains import Chain
from backlight.stacks.django.queries import loaded
from backlight.stacks.django.registry import Known, Relation, find, relations
from backlight.stacks.django.rows import WHOLE, Read, loops, reads, rebound
from backlight.stacks.record import Improvement

UNFIT = {
    "values",
    "values_list",
    "iterator",
    "union",
    "intersection",
    "difference",
    "raw",
    "dates",
    "datetimes",
}
UNJOINED = {"only", "defer", "select_for_update"}
"""A join would read what they leave out, or lock what they do not mean."""
DEEP = 4
"""How many keys are followed from one row."""
Leads = dict[str, Relation]


def improve(source: Source, chain: Chain, project: Project) -> Improvement | Refused | None:
    """`select_related` and `prefetch_related` for what is read of each row."""
    found = list(loops(chain))
    if not chain.model or not found or any(rebound(loop) for loop in found):
        return None
    known = find(project, chain.model, source)
    if known is None:
        return None
    rows = [read for loop in found for read in reads(loop)]
    one, many, filtered = _wanted(project, known, rows)
    have = loaded(chain)
    one, many = _new(one, have), _new(many, have)
    if not one and not many:
        return _refused(filtered)
    if unfit := (UNFIT | (UNJOINED if one else set())) & set(chain.names):
        name = min(unfit)
        return Refused(f"`{name}()` does not go with relations loaded; take it out of the chain.")
    steps = [("select_related", one), ("prefetch_related", many)]
    text = "".join(f".{name}({_listed(source, paths)})" for name, paths in steps if paths)
    row = found[0].row
    shown = min(one | many).replace("__", ".")
    edit = added(chain, text, "Load what is read of each row together with the rows.")
    notes = (
        ()
        if not filtered
        else (f"`{row}.{filtered}` is filtered again for each row; that query stays.",)
    )
    return Improvement(
        change((source.path, (edit,))), f"N+1: `{row}.{shown}` is read for each row", notes
    )


def _wanted(project: Project, known: Known, rows: list[Read]) -> tuple[set[str], set[str], str]:
    """Paths to join, paths to fetch, and a collection that is filtered for each row."""
    one: set[str] = set()
    many: set[str] = set()
    filtered = ""
    seen: dict[str, Leads] = {}
    for read in rows:
        joined, fetched, unfit = _followed(project, known, read, seen)
        filtered = filtered or unfit
        one |= {joined} if joined and not fetched else set()
        many |= {fetched} if fetched else set()
    return one, many, filtered


def _followed(
    project: Project, known: Known, read: Read, seen: dict[str, Leads]
) -> tuple[str, str, str]:
    """How far a read follows relations: the path of keys, the path to a collection, or the
    collection that is asked for something that rows loaded before cannot answer.
    """
    at: Known | None = known
    path: list[str] = []
    for index, name in enumerate(read.path[:DEEP]):
        if at is not None and at.name not in seen:
            seen[at.name] = relations(project, at)
        relation = seen[at.name].get(name) if at is not None else None
        if relation is None:
            break
        rest = read.path[index + 1 :]
        if relation.many:
            return "", *_collection(path, relation, rest, called=read.called)
        if not rest and _written(read):
            break
        path.append(name)
        at = find(project, relation.model)
    return "__".join(path), "", ""


def _written(read: Read) -> bool:
    """Whether an attribute is given a value there, not read."""
    above = read.node.parent
    return above is not None and above.type == "assignment" and field(above, "left") == read.node


def _collection(
    path: list[str], relation: Relation, rest: tuple[str, ...], *, called: bool
) -> tuple[str, str]:
    if rest and rest[0] in WHOLE and len(rest) == 1 and called:
        return "__".join([*path, relation.name]), ""
    return "", (relation.name if rest and called else "")


def _new(wanted: set[str], have: tuple[str, ...]) -> set[str]:
    """What is not loaded yet; `a` comes with `a__b`."""
    known = {*have, *wanted}
    return {w for w in wanted if w not in have and not any(k.startswith(f"{w}__") for k in known)}


def _refused(filtered: str) -> Refused | None:
    if not filtered:
        return None
    return Refused(
        f"`{filtered}` is filtered again for each row:"
        " load it with `Prefetch(…, queryset=…, to_attr=…)` and read that."
    )


def added(chain: Chain, text: str, why: str) -> Edit:
    """Another step at the end of a chain, before a slice; a bare `all()` makes room for it."""
    function = field(chain.steps[0].call, "function")
    if chain.names == ("all",) and function is not None:
        return Edit(function.end_byte - len(b".all"), chain.end, text, why)
    return Edit(chain.end, chain.end, text, why)


def quote(source: Source) -> str:
    """The quote that a file writes its strings with."""
    data = source.text.data
    return "'" if data.count(b"'") > data.count(b'"') else '"'


def _listed(source: Source, paths: set[str]) -> str:
    mark = quote(source)
    return ", ".join(f"{mark}{path}{mark}" for path in sorted(paths))
