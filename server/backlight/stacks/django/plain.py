"""CRUD for a model in plain Django: JSON views and a form, in the project's own layout."""

from functools import partial

from backlight.analysis.facts import Project
from backlight.analysis.python_read import module
from backlight.analysis.python_values import Literal, Many
from backlight.edits import Change, Refused, change
from backlight.stacks.django.asked import asked, mounted
from backlight.stacks.django.declare import declared, place, written
from backlight.stacks.django.places import (
    folder,
    model_import,
    models_of_tests,
    put,
    tests,
    views,
    with_imports,
)
from backlight.stacks.django.plain_text import form
from backlight.stacks.django.plain_text import tests as test_text
from backlight.stacks.django.plain_text import views as view_text
from backlight.stacks.django.rest_tests import payload, setup
from backlight.stacks.django.samples import Needed
from backlight.stacks.django.shape import Shape
from backlight.stacks.django.way import fragments
from backlight.stacks.django.wiring import add
from backlight.stacks.record import Writer

KEYS = {"UUIDField": "uuid", "SlugField": "slug", "CharField": "str", "TextField": "str"}


def plain_resource(of: Shape, project: Project) -> Writer | Refused:
    """List, read, create, change and delete the rows of a model, in JSON."""
    app = folder(of.known.source.path)
    into, guarded = views(app, project), _has_users(project)
    home = place(into, project, "forms")
    taken = {*module(into).functions, *module(into).imports, *home.taken}
    if {f"{of.variable}_list", f"{of.variable}_detail", f"{of.model}Form"} & taken:
        return Refused(f"`{of.model}` has a view or a form of that name already; extend that one.")
    shown = declared(form(of), home, "what a client gives")
    shown = with_imports(shown, home.path, model_import(of.known, home.path, project), project)
    wanted = {
        "django.core.paginator": {"Paginator"},
        "django.http": {"HttpResponse", "JsonResponse"},
        "django.views.decorators.http": {"require_http_methods"},
        home.module: {f"{of.model}Form"},
    }
    if guarded:
        wanted["django.contrib.auth.decorators"] = {"login_required"}
    for name, names in model_import(of.known, into.path, project).items():
        wanted[name] = wanted.get(name, set()) | names
    text = view_text(of, guarded=guarded)
    made = put(into, text, wanted, project, "the endpoints of the model", plain=("json",))
    routes = _routes(of, app, into.path, project)
    if isinstance(routes, Refused):
        return routes
    unasked = _case(of, "/", project, guarded=guarded), mounted(app, project)
    refused = next((one for one in unasked if isinstance(one, Refused)), None)
    return refused or partial(
        _tested, of, app, change(made, shown, routes), project, guarded=guarded
    )


def _has_users(project: Project) -> bool:
    """Whether the settings install Django's users."""
    for fragment in fragments(project).values():
        apps = fragment.texts.get("INSTALLED_APPS")
        if isinstance(apps, Many) and Literal("django.contrib.auth") in apps.items:
            return True
    return False


def _routes(of: Shape, app: str, path: str, project: Project) -> Change | Refused:
    key = next((one.kind for one in of.fields if one.says("primary_key")), "")
    start = of.plural.replace("_", "-")
    items = [
        f'path("{start}/", {of.variable}_list),',
        f'path("{start}/<{KEYS.get(key, "int")}:pk>/", {of.variable}_detail),',
    ]
    inner = path.removeprefix(app).strip("/").removesuffix(".py").replace("/", ".")
    urls = project.read(f"{app}/urls.py".lstrip("/"))
    dotted = path.removesuffix(".py").replace("/", ".")
    name = written(urls, inner, dotted) if urls is not None else f".{inner}"
    wanted = {"django.urls": {"path"}, name: {f"{of.variable}_list", f"{of.variable}_detail"}}
    return add(app, items, wanted, project)


def _tested(
    of: Shape, app: str, made: Change, project: Project, *, guarded: bool
) -> Change | Refused:
    """The endpoints with their tests."""
    url = asked(f"{of.variable}_list", made, project)
    if isinstance(url, Refused):
        return url
    found = _case(of, url, project, guarded=guarded)
    if isinstance(found, Refused):
        return found
    text, needed = found
    into = tests(of.model, app, project)
    wanted = {"django.test": {"TestCase"}} | models_of_tests(needed.rows, into.path, project)
    if needed.user:
        wanted["django.contrib.auth"] = {"get_user_model"}
    return change(made, put(into, text, wanted, project, "what works, and what is refused"))


def _case(of: Shape, url: str, project: Project, *, guarded: bool) -> tuple[str, Needed] | Refused:
    """The text of the tests, and the rows that must be there first."""
    given = payload(of, project)
    if isinstance(given, Refused):
        return given
    lines, needed = given
    before = setup(needed, project, "self.client.force_login(self.user)" if guarded else "")
    if isinstance(before, Refused):
        return before
    return test_text(of, url, f"{before}\n" if before else "", lines), needed
