"""The statement that a chain of Django runs, where the model's code leaves no doubt about it.

Not certain are custom managers, collections, annotations and expressions, and models with bases
that are not known: for these there is no statement.
"""

from backlight.analysis.facts import Project, Query
from backlight.analysis.python_values import Call, Literal, Many
from backlight.analysis.syntax import Source, field, text_of
from backlight.stacks.django.chains import SHORT, Chain, Step, chains
from backlight.stacks.django.fields import FORWARD
from backlight.stacks.django.lookups import condition, key_of, reached
from backlight.stacks.django.models import table_name
from backlight.stacks.django.registry import Known, find
from backlight.stacks.django.render_rows import columns_of, ended, related
from backlight.stacks.statement import Select, Uncertain, named

PLAIN = {"all", "prefetch_related", "iterator", "using"}
"""Steps that change nothing of the first statement."""
GETS = {"get", *SHORT}
ENDS = GETS | {"count", "exists", "first", "last"}
"""Steps after which there are no rows to go on with."""


def render(source: Source, query: Query, project: Project) -> str:
    """The statement with its values as literals or `%(name)s`; empty where it is not certain."""
    span = query.span
    found = (c for c in chains(source, span) if c.node.start_byte == span.start)
    chain = next((c for c in found if c.node.end_byte == span.end), None)
    known = find(project, chain.model, source) if chain is not None and chain.model else None
    if chain is None or known is None or not _certain(chain, known):
        return ""
    try:
        return _statement(chain, known, project)
    except Uncertain:
        return ""


def _certain(chain: Chain, known: Known) -> bool:
    """Whether the chain starts at the usual manager of a model that is known as a whole."""
    usual = text_of(chain.base) in {f"{known.name}.objects", known.name}
    own = f"{known.name}.objects" in known.said.values
    parts = any(name.endswith("_ptr_id") for name in known.one.lent)
    return usual and known.complete and not own and not parts


def _statement(chain: Chain, known: Known, project: Project) -> str:
    table = named(table_name(known.said, known.one))
    select = Select(table, [f"{table}.{named(one)}" for one in columns_of(known)])
    ends = [step.name in ENDS for step in chain.steps]
    if any(ends[:-1]):
        raise Uncertain
    for step in chain.steps:
        if step.name not in PLAIN | ENDS or step.name in GETS:
            does = STEPS.get(step.name)
            if does is None:
                raise Uncertain
            does(select, project, known, step)
    if "order_by" not in chain.names:
        _by_default(select, project, known)
    return ended(select, known, chain, chain.names[-1] if ends[-1] else "")


def _filtered(select: Select, project: Project, known: Known, step: Step) -> None:
    given = step.arguments[1:] if step.name in SHORT else step.arguments
    given = sorted(given, key=lambda one: text_of(one) if one.type == "keyword_argument" else "")
    select.where += [condition(select, project, known, one) for one in given]


def _excluded(select: Select, project: Project, known: Known, step: Step) -> None:
    """`NOT (…)` for one condition on the model's own column, where null is told apart."""
    before = len(select.joins)
    given = step.arguments
    if len(given) != 1 or given[0].type != "keyword_argument":
        raise Uncertain
    said = condition(select, project, known, given[0])
    name = text_of(field(given[0], "name") or given[0])
    at = reached(select, project, known, name, outer=False)
    if len(select.joins) > before:
        raise Uncertain
    if at.nullable and not said.endswith("NULL"):
        said = f"{said} AND {at.column} IS NOT NULL"
    select.where.append(f"NOT ({said})")


def _ordered(select: Select, project: Project, known: Known, step: Step) -> None:
    if len(step.strings()) != len(step.arguments):
        raise Uncertain
    select.order = [_key(select, project, known, one) for one in step.strings()]


def _key(select: Select, project: Project, known: Known, said: str) -> str:
    """One key of an order."""
    name = said.removeprefix("-")
    one = known.fields.get(name.rpartition("__")[2])
    if name == "?" or (one is not None and one.kind in FORWARD):
        raise Uncertain  # at random, or by the order of another model
    at = reached(select, project, known, name, outer=True)
    if at.lookups:
        raise Uncertain
    return f"{at.column} DESC" if said.startswith("-") else at.column


def _by_default(select: Select, project: Project, known: Known) -> None:
    """The order that the model has; one of expressions is not certain."""
    listed = known.said.values.get(f"{known.name}.Meta.ordering")
    if listed is None:
        if (
            f"{known.name}.Meta" in known.said.classes
            and known.said.classes[f"{known.name}.Meta"].bases
        ):
            raise Uncertain  # it may come from above
        return
    if not isinstance(listed, Many) or any(isinstance(one, Call) for one in listed.items):
        raise Uncertain
    for one in listed.items:
        if not isinstance(one, Literal) or not isinstance(one.value, str) or "__" in one.value:
            raise Uncertain
        select.order.append(_key(select, project, known, one.value))


def _chosen(select: Select, project: Project, known: Known, step: Step) -> None:
    """The columns that are named; none means all."""
    named_ = [one for one in step.arguments if one.type != "keyword_argument"]
    if len(named_) != len(step.strings()):
        raise Uncertain
    found = [reached(select, project, known, one, outer=True) for one in step.strings()]
    if any(at.lookups for at in found):
        raise Uncertain
    chosen = [at.column for at in found]
    key = f"{select.table}.{named(key_of(known))}"
    if step.name == "only":
        chosen = [key, *(c for c in chosen if c != key)]
    select.columns = chosen or select.columns


def _distinct(select: Select, _project: Project, _known: Known, step: Step) -> None:
    if step.arguments:
        raise Uncertain
    select.distinct = True


STEPS = {
    **dict.fromkeys(("filter", *GETS), _filtered),
    "exclude": _excluded,
    "order_by": _ordered,
    **dict.fromkeys(("values", "values_list", "only"), _chosen),
    "select_related": related,
    "distinct": _distinct,
}
"""What each step does to the statement."""
