"""What operations of Django that speak of models make of them."""

from collections.abc import Callable, Container, Mapping
from dataclasses import replace

from backlight.analysis.python_values import Call, Literal, Many, Value
from backlight.sql.django.state import Model, State
from backlight.sql.django.values import items, needed, pairs, text
from backlight.sql.written import Untold

TOGETHER = ("unique_together", "index_together")


def _model(state: State, app: str, call: Call, name: str = "model_name") -> Model:
    said = needed(call.argument(0, name), f"the model of line {call.line}")
    found = state.models.get((app, said.lower()))
    if found is None:
        raise Untold(f"the model `{said}` of line {call.line} is not known")
    return found


def _there(known: Container[str], name: str, what: str, call: Call) -> None:
    if name not in known:
        raise Untold(f"{what} of line {call.line} is not known")


def _with(state: State, model: Model) -> State:
    return replace(state, models={**state.models, model.key: model})


def _create(state: State, app: str, call: Call) -> State:
    name = needed(call.argument(0, "name"), "the name of a model")
    fields = {n: one for n, one in pairs(call.argument(1, "fields")) if isinstance(one, Call)}
    options = dict(pairs(call.argument(2, "options")))
    return _with(
        state,
        Model(
            app,
            name,
            fields,
            options,
            indexes=_by_name(options.get("indexes")),
            constraints=_by_name(options.get("constraints")),
        ),
    )


def _by_name(said: Value | None) -> dict[str, Call]:
    return {text(one.keyword("name")): one for one in items(said) if isinstance(one, Call)}


def _delete(state: State, app: str, call: Call) -> State:
    gone = _model(state, app, call, "name").key
    return replace(state, models={k: one for k, one in state.models.items() if k != gone})


def _rename_model(state: State, app: str, call: Call) -> State:
    """Keys that lead to it lead to it by its new name."""
    old = _model(state, app, call, "old_name")
    new = replace(old, name=needed(call.argument(1, "new_name"), "the new name of a model"))
    names = {f"{app}.{old.name}".lower(): f"{app}.{new.name}", old.name.lower(): new.name}
    models = {k: m for k, m in state.models.items() if k != old.key} | {new.key: new}
    for key, model in models.items():
        known = names if model.app == app else {k: v for k, v in names.items() if "." in k}
        fields = {name: _led(one, known) for name, one in model.fields.items()}
        models[key] = replace(model, fields=fields)
    return replace(state, models=models)


def _led(field: Call, names: Mapping[str, str]) -> Call:
    new = names.get(text(field.argument(0, "to")).lower())
    if new is None:
        return field
    named = (("to", Literal(new)), *(pair for pair in field.named if pair[0] != "to"))
    return replace(field, args=field.args[1:], named=named)


def _option(name: str) -> Callable[[State, str, Call], State]:
    def said(state: State, app: str, call: Call) -> State:
        model = _model(state, app, call, "name")
        given = call.argument(1, "table" if name == "db_table" else name)
        options = {**model.options, name: given if given is not None else Literal(None)}
        return _with(state, replace(model, options=options))

    return said


def _field(state: State, app: str, call: Call) -> State:
    model = _model(state, app, call)
    name = needed(call.argument(1, "name"), "the name of a field")
    field = call.argument(2, "field")
    if not isinstance(field, Call):
        raise Untold(f"the field of line {call.line} is known only when it runs")
    return _with(state, replace(model, fields={**model.fields, name: field}))


def _remove_field(state: State, app: str, call: Call) -> State:
    model, gone = _model(state, app, call), needed(call.argument(1, "name"), "the name of a field")
    _there(model.fields, gone, f"the field `{model.name}.{gone}`", call)
    return _with(state, replace(model, fields={n: f for n, f in model.fields.items() if n != gone}))


def _rename_field(state: State, app: str, call: Call) -> State:
    model = _model(state, app, call)
    old = needed(call.argument(1, "old_name"), "the old name of a field")
    new = needed(call.argument(2, "new_name"), "the new name of a field")
    _there(model.fields, old, f"the field `{model.name}.{old}`", call)
    fields = {new if name == old else name: field for name, field in model.fields.items()}
    options = {k: _said_anew(v, old, new) if k in TOGETHER else v for k, v in model.options.items()}
    return _with(state, replace(model, fields=fields, options=options))


def _said_anew(said: Value, old: str, new: str) -> Value:
    """A name in a list of lists, in place of another."""
    if isinstance(said, Many):
        return Many(tuple(_said_anew(one, old, new) for one in said.items), said.keys)
    return Literal(new) if said == Literal(old) else said


def _add_index(state: State, app: str, call: Call) -> State:
    model, said = _model(state, app, call), call.argument(1, "index")
    if not isinstance(said, Call):
        raise Untold(f"the index of line {call.line} is known only when it runs")
    name = needed(said.keyword("name"), f"the name of the index of line {call.line}")
    return _with(state, replace(model, indexes={**model.indexes, name: said}))


def _remove_index(state: State, app: str, call: Call) -> State:
    model, gone = _model(state, app, call), text(call.argument(1, "name"))
    _there(model.indexes, gone, f"the index `{gone}`", call)
    kept = {name: one for name, one in model.indexes.items() if name != gone}
    return _with(state, replace(model, indexes=kept))


def _add_constraint(state: State, app: str, call: Call) -> State:
    model, said = _model(state, app, call), call.argument(1, "constraint")
    if not isinstance(said, Call):
        raise Untold(f"the constraint of line {call.line} is known only when it runs")
    name = needed(said.keyword("name"), f"the name of the constraint of line {call.line}")
    return _with(state, replace(model, constraints={**model.constraints, name: said}))


def _remove_constraint(state: State, app: str, call: Call) -> State:
    model, gone = _model(state, app, call), text(call.argument(1, "name"))
    _there(model.constraints, gone, f"the constraint `{gone}`", call)
    kept = {name: one for name, one in model.constraints.items() if name != gone}
    return _with(state, replace(model, constraints=kept))


def _rename_index(state: State, app: str, call: Call) -> State:
    model, old = _model(state, app, call), text(call.argument(2, "old_name"))
    new = needed(call.argument(1, "new_name"), "the new name of an index")
    if call.argument(3, "old_fields"):
        raise Untold(f"line {call.line} names an index by its fields")
    _there(model.indexes, old, f"the index `{old}`", call)
    indexes = {new if name == old else name: one for name, one in model.indexes.items()}
    return _with(state, replace(model, indexes=indexes))


def _same(state: State, _app: str, _call: Call) -> State:
    return state


SPEAKS: Mapping[str, Callable[[State, str, Call], State]] = {
    "CreateModel": _create,
    "DeleteModel": _delete,
    "RenameModel": _rename_model,
    "AddField": _field,
    "AlterField": _field,
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AddIndex": _add_index,
    "AddIndexConcurrently": _add_index,
    "RemoveIndex": _remove_index,
    "RemoveIndexConcurrently": _remove_index,
    "RenameIndex": _rename_index,
    "AddConstraint": _add_constraint,
    "RemoveConstraint": _remove_constraint,
    "AlterUniqueTogether": _option("unique_together"),
    "AlterIndexTogether": _option("index_together"),
    "AlterModelTable": _option("db_table"),
    "AlterModelOptions": _same,
    "AlterModelManagers": _same,
    "AlterModelTableComment": _same,
}
