"""What each operation of a migration of Django makes of the models."""

from dataclasses import dataclass

from backlight.analysis.python_values import Call, Literal, Name, Value
from backlight.sql.django.changes import SPEAKS
from backlight.sql.django.fields import FORWARD, NO_COLUMN, type_of
from backlight.sql.django.indexes import constraint, index
from backlight.sql.django.state import State
from backlight.sql.django.values import items, last, needed, pairs, text
from backlight.sql.written import Untold

KNOWN = {
    "TrigramExtension": "pg_trgm",
    "UnaccentExtension": "unaccent",
    "HStoreExtension": "hstore",
}
KNOWN |= {"CITextExtension": "citext", "BtreeGinExtension": "btree_gin"}
KNOWN |= {"BtreeGistExtension": "btree_gist", "CryptoExtension": "pgcrypto"}
UNDONE = frozenset({"migrations.RunSQL.noop", "RunSQL.noop"})


@dataclass(frozen=True, slots=True)
class Made:
    """The models after an operation, and what is done beside them."""

    state: State
    sql: tuple[str, ...] = ()
    back: tuple[str, ...] = ()
    final: str = ""
    """Why there is no way back."""
    unclear: str = ""
    """Why what it does to tables cannot be told."""
    hidden: bool = False
    """Only the models change; the tables are said to be so already."""


def applied(state: State, app: str, call: Call) -> Made:
    """One operation; raises `Untold` for one whose effect cannot be told."""
    speaks = SPEAKS.get(last(call))
    if speaks is not None:
        return Made(speaks(state, app, call))
    match last(call):
        case "RunSQL":
            return _sql(state, app, call)
        case "RunPython":
            back = _reverse(call, "reverse_code")
            return Made(state, final="" if back else f"line {call.line} runs Python one way")
        case "SeparateDatabaseAndState":
            return _separate(state, app, call)
        case name if name.endswith("Extension"):
            given = text(call.argument(0, "name")) if name == "CreateExtension" else KNOWN.get(name)
            return Made(state, (f'CREATE EXTENSION IF NOT EXISTS "{given}"',) if given else ())
    raise Untold(f"line {call.line} has the operation `{call.name[:50]}`")


def _sql(state: State, app: str, call: Call) -> Made:
    back = _reverse(call, "reverse_sql")
    final = f"the SQL of line {call.line} has no way back" if back is None else ""
    for one in items(call.argument(2, "state_operations")):
        state = applied(state, app, one).state if isinstance(one, Call) else state
    noop = isinstance(back, Name) and back.dotted in UNDONE
    told = () if noop or back is None else _told(back, call)
    return Made(state, _told(call.argument(0, "sql"), call), told, final)


def _reverse(call: Call, name: str) -> Value | None:
    said = call.argument(1, name)
    return None if said == Literal(None) else said


def _told(said: Value | None, call: Call) -> tuple[str, ...]:
    if isinstance(said, Name) and said.dotted in UNDONE:
        return ()
    return tuple(needed(one, f"the SQL of line {call.line}") for one in (items(said) or (said,)))


def _separate(state: State, app: str, call: Call) -> Made:
    """What is done to tables, and what is said of models, are two things here."""
    sql: list[str] = []
    apart = ""
    for one in items(call.argument(0, "database_operations")):
        if isinstance(one, Call) and last(one) == "RunSQL":
            sql += _sql(state, app, one).sql
        else:
            apart = f"line {call.line} does one thing to tables, and says another of models"
    for one in items(call.argument(1, "state_operations")):
        state = applied(state, app, one).state if isinstance(one, Call) else state
    final = f"line {call.line} keeps tables and models apart"
    return Made(state, tuple(sql), final=final, hidden=True, unclear=apart)


def certain(state: State, app: str, call: Call) -> None:
    """Raise `Untold` for what is not Django's own, and for what does not go with the models."""
    _fits(state, app, call)
    field = call.argument(2, "field")
    given = (
        [one for _, one in pairs(call.argument(1, "fields"))] if last(call) == "CreateModel" else []
    )
    if "order_with_respect_to" in dict(pairs(call.argument(2, "options"))):
        raise Untold(f"line {call.line} makes a model whose rows have an order")
    for one in (field, *given):
        if isinstance(one, Call) and last(one) not in FORWARD | NO_COLUMN:
            type_of(one)
    said = call.argument(1, "index") or call.argument(1, "constraint")
    if isinstance(said, Call) and last(call).startswith("AddIndex"):
        index(said, str)
    elif isinstance(said, Call) and last(call) == "AddConstraint":
        constraint(said, str)


def _fits(state: State, app: str, call: Call) -> None:
    """What is made is not there yet, and a field that is altered is."""
    what = last(call).removesuffix("Concurrently")
    name = text(call.argument(0, "name" if what == "CreateModel" else "model_name"))
    model = state.models.get((app, name.lower()))
    if model is None:
        return
    part = text(call.argument(1, "name"))
    if what == "AlterField" and part not in model.fields:
        raise Untold(f"the field `{name}.{part}` of line {call.line} is not known")
    said = call.argument(1, "index") or call.argument(1, "constraint")
    own = text(said.keyword("name")) if isinstance(said, Call) else ""
    if (
        what == "CreateModel"
        or (what == "AddField" and part in model.fields)
        or (what == "AddIndex" and own in model.indexes)
        or (what == "AddConstraint" and own in model.constraints)
    ):
        raise Untold(f"`{own or part or name}` of line {call.line} is there already")
