"""What code that makes routes asks of classes: their names, their models' apps, what they are."""

from backlight.analysis.python_modules import Place
from backlight.analysis.python_values import Name
from backlight.stacks.django.made_things import NOTHING, Frame, Said, looked_up
from backlight.stacks.django.models import app_of

OF_PYTHON = ""
"""The file of names that are Python's own."""


def member(frame: Frame, owner: object, name: str) -> object:
    """An attribute of what is written: `cls.lookup_field`, `views.Detail`, `model._meta.label`."""
    if not isinstance(owner, Said) or not isinstance(owner.value, Name):
        return NOTHING
    of, _, meta = owner.value.dotted.rpartition(".")
    if meta == "_meta" and (model := _class(frame, Said(Name(of), owner.file))):
        said = {"app_label": _app(frame, model), "model_name": model.name.lower()}
        said["label_lower"] = f"{said['app_label']}.{said['model_name']}"
        return said.get(name, NOTHING)
    if name == "_meta":
        return Said(Name(f"{owner.value.dotted}._meta"), owner.file)
    if name == "__name__" and (found := _class(frame, owner)):
        return found.name.rpartition(".")[2]
    return looked_up(frame, f"{owner.value.dotted}.{name}", owner.file)


def asked(frame: Frame, name: str, args: list[object]) -> object:
    """`type(view)`, `issubclass(view, View)`, `isinstance(view, str)`, `isclass(view)`."""
    found = _class(frame, args[0]) if args else None
    if name == "type" and args:
        kind = "str" if isinstance(args[0], str) else "type" if found else ""
        return Said(Name(kind), OF_PYTHON) if kind else NOTHING
    if name == "isclass" and found:
        return True
    kind = _name(args[1]) if len(args) > 1 else ""
    if name == "isinstance" and kind == "str" and (found or isinstance(args[0], str)):
        return isinstance(args[0], str)
    if name == "issubclass" and found and _is(frame, found, kind.rpartition(".")[2]):
        return True
    return NOTHING


def same(left: object, right: object) -> bool | None:
    """Whether `type(…) is str`, `None` if nothing is known of it."""
    if isinstance(left, Said) and isinstance(right, Said) and left.file == OF_PYTHON:
        return left.value == right.value if isinstance(left.value, Name) else None
    return None


def _name(value: object) -> str:
    return value.value.dotted if isinstance(value, Said) and isinstance(value.value, Name) else ""


def _class(frame: Frame, value: object) -> Place | None:
    """The class of the project that a name leads to."""
    if not isinstance(value, Said) or not isinstance(value.value, Name):
        return None
    place = frame.modules.find(value.file, "", value.value.dotted)
    if place is None or place.name not in frame.modules.by_path[place.path].classes:
        return None
    return place


def _app(frame: Frame, model: Place) -> str:
    """The label of a model's app."""
    said = frame.modules.by_path[model.path].values.get(f"{model.name}.Meta.app_label")
    return frame.modules.text(model.path, "", said) or app_of(model.path)


def _is(frame: Frame, place: Place, kind: str) -> bool:
    """Whether a class is one of a kind: by its bases, those of libraries by their names."""
    for one in frame.modules.bases(place):
        said = frame.modules.by_path[one.path].classes.get(one.name)
        names = [one.name, *(said.bases if said is not None else ())]
        if any(name.rpartition(".")[2] == kind for name in names):
            return True
        if kind == "View" and any(name.endswith("View") for name in names[1:]):
            return True
    return False
