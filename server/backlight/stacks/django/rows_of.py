"""The model whose rows a view serves, as its class says."""

from re import compile as regex

from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_values import Call, Name, Unknown

MODEL = regex(r"\b[A-Z]\w*")
"""`Order` of `models.Order.objects.all()`, and of `Order`."""


def rows_of(modules: Modules, place: Place) -> str:
    """What `queryset` or `model` of a class names, those of its bases included."""
    for at in modules.bases(place):
        for attribute in ("queryset", "model"):
            said = modules.by_path[at.path].values.get(f"{at.name}.{attribute}")
            of = said.of if isinstance(said, Call) else said
            code = of.dotted if isinstance(of, Name) else of.code if isinstance(of, Unknown) else ""
            if (hit := MODEL.search(code)) is not None:
                return hit[0]
    return ""
