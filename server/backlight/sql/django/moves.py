"""What goes by another name after an operation of Django: tables, columns, and what joins them."""

from backlight.analysis.python_values import Call
from backlight.sql.django.fields import MANY
from backlight.sql.django.state import Key, Model, State
from backlight.sql.django.tables import joined
from backlight.sql.django.values import last, text
from backlight.sql.relations import Moved


def moved(before: State, after: State, app: str, call: Call) -> Moved:
    """The names that differ, of what is the same model and the same field."""
    models: dict[Key, Key] = {}
    fields: dict[str, str] = {}
    if last(call) == "RenameModel":
        old, new = text(call.argument(0, "old_name")), text(call.argument(1, "new_name"))
        models[app, old.lower()] = app, new.lower()
    if last(call) == "RenameField":
        fields[text(call.argument(1, "old_name"))] = text(call.argument(2, "new_name"))
    tables: list[tuple[str, str]] = []
    columns: list[tuple[str, str, str]] = []
    for key, old_model in before.models.items():
        new_model = after.models.get(models.get(key, key))
        if new_model is None or not new_model.stored:
            continue
        if old_model.table != new_model.table:
            tables.append((old_model.table, new_model.table))
        mine = fields if text(call.argument(0, "model_name")).lower() == key[1] else {}
        for name, field in old_model.fields.items():
            there = mine.get(name, name)
            if there not in new_model.fields or last(new_model.fields[there]) != last(field):
                continue
            if last(field) in MANY and field.keyword("through") is None:
                found = _joined(before, old_model, name), _joined(after, new_model, there)
                tables += [(found[0][0], found[1][0])] if found[0][0] != found[1][0] else []
                both = zip(found[0][1], found[1][1], strict=True)
                columns += [(found[1][0], one, other) for one, other in both if one != other]
            elif old_model.named(name) != new_model.named(there):
                columns.append((new_model.table, old_model.named(name), new_model.named(there)))
    return Moved(tuple(tables), tuple(columns))


def _joined(state: State, model: Model, name: str) -> tuple[str, list[str]]:
    table, one = joined(state, model, name, model.fields[name])
    return table, list(one.columns)
