"""CRUD for a model of Django: serializer, viewset, routes and tests in the project's own layout."""

from functools import partial

from backlight.analysis.facts import Project
from backlight.analysis.python_read import module
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Table
from backlight.edits import Change, Refused, change
from backlight.stacks.django.asked import asked, mounted
from backlight.stacks.django.declare import declared, place
from backlight.stacks.django.places import (
    dotted_name,
    folder,
    model_import,
    models_of_tests,
    put,
    tests,
    views,
    with_imports,
)
from backlight.stacks.django.plain import plain_resource
from backlight.stacks.django.rest_tests import case
from backlight.stacks.django.rest_text import imports, serializer, viewset
from backlight.stacks.django.shape import Shape, shape
from backlight.stacks.django.way import Way, is_rest, other, way
from backlight.stacks.django.wiring import Entry, register
from backlight.stacks.record import Writer


def create_resource(_source: Source, table: Table, project: Project) -> Writer | Refused:
    """List, read, create, change and delete the rows of a model, in the project's own way.

    The routes of the whole project are followed only when it is written.
    """
    of = shape(project, table.model)
    if isinstance(of, Refused):
        return of
    if not is_rest(project):
        return _not_rest(of, project)
    app = folder(of.known.source.path)
    into, ways = views(app, project), way(project, app)
    home = place(into, project, "serializers")
    taken = {*module(into).classes, *module(into).imports, *home.taken}
    if {f"{of.model}ViewSet", f"{of.model}Serializer"} & taken:
        return Refused(f"`{of.model}` has a viewset or a serializer already; extend that one.")
    inner = into.path.removeprefix(app).strip("/").removesuffix(".py").replace("/", ".")
    dotted = dotted_name(into.path, project)
    path = of.plural.replace("_", "-")
    routes = register(app, Entry(path, f"{of.model}ViewSet", f".{inner}", dotted), project)
    if isinstance(routes, Refused):
        return routes
    shown = declared(serializer(of), home, "what clients see of the model")
    shown = with_imports(shown, home.path, model_import(of.known, home.path, project), project)
    wanted = imports(of, ways) | {home.module: {f"{of.model}Serializer"}}
    for name, names in model_import(of.known, into.path, project).items():
        wanted[name] = wanted.get(name, set()) | names
    served = put(into, viewset(of, ways), wanted, project, "the endpoints of the model")
    unasked = case(of, ways, "/", project), mounted(app, project)
    refused = next((one for one in unasked if isinstance(one, Refused)), None)
    whole = change(served, shown, routes)
    return refused or partial(_tested, of, ways, app, whole, project)


def _not_rest(of: Shape, project: Project) -> Writer | Refused:
    if own := other(project):
        return Refused(f"Endpoints are written with `{own}` here; ask the agent for such ones.")
    return plain_resource(of, project)


def _tested(of: Shape, ways: Way, app: str, made: Change, project: Project) -> Change | Refused:
    """The endpoints with their tests, where the project keeps its own."""
    path = asked(f"{of.model}ViewSet.list", made, project)
    if isinstance(path, Refused):
        return path
    found = case(of, ways, path, project)
    if isinstance(found, Refused):
        return found
    text, needed = found
    wanted = {"rest_framework.test": {"APITestCase"}}
    if needed.user:
        wanted["django.contrib.auth"] = {"get_user_model"}
    into = tests(of.model, app, project)
    wanted |= models_of_tests(needed.rows, into.path, project)
    return change(made, put(into, text, wanted, project, "what works, and what is refused"))
