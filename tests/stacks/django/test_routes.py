import pickle

import pytest

from backlight.stacks.django import DJANGO
from stacks.django.pages import files, page, source
from stacks.reading import project


def endpoints(given):
    sources = {path: source(path, text) for path, text in given.items()}
    scanned = {path: DJANGO.scan(one) for path, one in sources.items()}
    return DJANGO.link({path: one for path, one in scanned.items() if one is not None})


def rows(found):
    return {f"{e.method} {e.path} {e.handler} {e.file}" for e in found}


@pytest.mark.parametrize("name", ["routes.md", "made_routes.md", "registered_routes.md"])
def test_the_routes_of_a_project_are_those_that_django_serves(name):
    routes = page(name)
    expected = set(routes.partition("-> endpoints\n```text\n")[2].partition("\n```")[0].split("\n"))
    assert rows(endpoints(files(routes))) == expected


def test_an_endpoint_names_the_line_of_its_handler_and_of_its_route():
    given = files(page("routes.md"))
    for endpoint in endpoints(given):
        if endpoint.handler == "lambda":
            continue
        line = given[endpoint.file].split("\n")[endpoint.line - 1]
        assert line.strip().startswith(("def ", "class ")), endpoint
        assert endpoint.route_line >= 1
        assert endpoint.route_file in {"shop/urls.py", "orders/urls.py", "orders/routers.py"}


def test_a_lone_urlconf_is_linked_without_settings():
    given = {
        "a/urls.py": 'from django.urls import include, path\nurlpatterns = [path("x/", include("a.more"))]\n',
        "a/more.py": 'from django.urls import path\nfrom a.v import f\nurlpatterns = [path("<int:n>", f)]\n',
        "a/v.py": "def f(request, n):\n    return 1\n",
    }
    assert rows(endpoints(given)) == {"ANY /x/{n} f a/v.py"}


def test_an_urlconf_that_includes_itself_ends():
    loop = 'from django.urls import include, path\nurlpatterns = [path("x/", include("urls"))]\n'
    assert endpoints({"urls.py": loop}) == ()


def test_routes_that_are_appended_to_an_empty_list_are_served():
    given = {
        "urls.py": "from django.urls import path\nfrom v import f\nurlpatterns = []\n"
        'if f:\n    urlpatterns.append(path("x/", f))\n',
        "v.py": "def f(request):\n    return 1\n",
    }
    assert rows(endpoints(given)) == {"ANY /x/ f v.py"}


BULK = """from rest_framework.routers import DefaultRouter
from rest_framework.viewsets import ModelViewSet, ReadOnlyModelViewSet

class BulkRouter(DefaultRouter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.routes[0].mapping.update({"put": "bulk_update", "delete": "bulk_destroy"})

class Sites(ReadOnlyModelViewSet):
    def bulk_update(self, request): ...

router, plain = BulkRouter(), DefaultRouter()
router.register("sites", Sites)
plain.register("plain", Sites)
urlpatterns = router.urls + plain.urls
"""


def test_a_router_of_the_project_adds_methods_to_the_lists_of_its_viewsets():
    assert rows(endpoints({"urls.py": BULK})) == {
        "GET /sites/ Sites.list urls.py",
        "GET /sites/{pk}/ Sites.retrieve urls.py",
        "PUT /sites/ Sites.bulk_update urls.py",
        "GET /plain/ Sites.list urls.py",
        "GET /plain/{pk}/ Sites.retrieve urls.py",
    }


def test_two_services_in_one_repository_keep_their_own_routes():
    given = {}
    for name in ("a", "b"):
        given[f"{name}/conf/settings.py"] = 'ROOT_URLCONF = "conf.urls"\n'
        given[f"{name}/conf/urls.py"] = (
            f'from django.urls import path\nfrom conf.views import f\nurlpatterns = [path("{name}", f)]\n'
        )
        given[f"{name}/conf/views.py"] = "def f(request):\n    return 1\n"
    assert rows(endpoints(given)) == {"ANY /a f a/conf/views.py", "ANY /b f b/conf/views.py"}


def test_half_typed_code_and_other_frameworks_say_nothing_and_raise_nothing():
    assert endpoints({"urls.py": "urlpatterns = [path('x', include("}) == ()
    assert endpoints({"urls.py": "urlpatterns = [path(), path(1), url(r'((((', f), *x, **y]"}) == ()
    flask = "from flask import Flask, request\napp = Flask(__name__)\ndef f(request): ...\n"
    assert DJANGO.scan(source("app.py", flask)) is None


def test_a_view_serves_no_method_that_it_leaves_out():
    given = {
        "urls.py": 'from django.urls import path\nimport v\nurlpatterns = [path("x", v.X.as_view())]\n',
        "v.py": (
            "from rest_framework import generics\n\n\n"
            'class X(generics.RetrieveUpdateAPIView):\n    http_method_names = ["get", "put"]\n'
        ),
    }
    assert rows(endpoints(given)) == {"GET /x X.retrieve v.py", "PUT /x X.update v.py"}


def test_a_fragment_can_be_kept():
    kept = DJANGO.scan(
        source("urls.py", 'from django.urls import path\nurlpatterns = [path("", f)]\n')
    )
    assert pickle.loads(pickle.dumps(kept)) == kept  # noqa: S301


def test_views_are_found_through_packages_and_bases_that_name_nothing_of_django():
    """`__init__.py` files that only hand on, views on a base of the project, bases of libraries."""
    root = "from django.urls import include, path\nfrom shop import views, api\n"
    routes = (
        'urlpatterns = [path("in/", views.Inbox.as_view(http_method_names=["get"])), '
        'path("api/", include(api.router.urls))]\n'
    )
    router = (
        "from rest_framework_bulk.routes import BulkRouter\nfrom shop.api import sets\n"
        'router = BulkRouter()\nrouter.register("orders", sets.OrderViewSet)\n'
    )
    sets = (
        "from shop.base import OurModelViewSet, POST, Closing\n"
        "class OrderViewSet(Closing, OurModelViewSet):\n"
        '    http_method_names = ["get", "post"]\n'
    )
    base = (
        "from rest_framework.decorators import action\n"
        "from rest_framework_bulk.generics import BulkModelViewSet\n"
        "class OurModelViewSet(BulkModelViewSet):\n    pass\n"
        "class Closing:\n"
        "    @action(methods=[POST], detail=True)\n    def close(self, request, pk):\n        ...\n"
    )
    given = {
        "shop/settings.py": 'ROOT_URLCONF = "shop.urls"\n',
        "shop/urls.py": root + routes,
        "shop/views/__init__.py": "from .boxes import Inbox\n",
        "shop/views/boxes.py": (
            "from shop.base import Box\nclass Inbox(Box, View):\n"
            "    def get(self, one):\n        ...\n    def post(self, one):\n        ...\n"
        ),
        "shop/api/__init__.py": "from .routing import *\n",
        "shop/api/routing.py": router,
        "shop/api/sets.py": sets,
        "shop/base.py": base,
    }
    assert rows(project(given).endpoints) == {
        "GET /in/ Inbox.get shop/views/boxes.py",
        "GET /api/orders/ OrderViewSet.list shop/api/sets.py",
        "POST /api/orders/ OrderViewSet.create shop/api/sets.py",
        "GET /api/orders/{pk}/ OrderViewSet.retrieve shop/api/sets.py",
        "POST /api/orders/{pk}/close/ Closing.close shop/base.py",
    }


def test_files_that_include_each_other_have_an_end():
    names = "abcd"
    given = {f"{one}/views.py": "def show(request):\n    return None\n" for one in names}
    given["shop/settings.py"] = 'ROOT_URLCONF = "a.urls"\n'
    for one in names:
        below = ", ".join(f"path('{n}/', include('{n}.urls'))" for n in names if n != one)
        given[f"{one}/urls.py"] = (
            "from django.urls import include, path\nfrom . import views\n"
            f"urlpatterns = [path('x', views.show), {below}]\n"
        )
    found = endpoints(given)
    assert {e.file.partition("/")[0] for e in found} == {*names}
    assert len(found) <= 5000


ENDLESS = """from django.urls import path
from v import f

def again(n):
    return again(n) + again(n)

def doubled(name):
    routes = [path("x/", f)]
    for _ in "a b c d e f g h i j k l m n o p q r s t u v w x y z".split(" "):
        routes += routes
        name = name + name
    return [path(name, f)] + routes

def crossed():
    rows = list(range(9)) + [1, 2, 3, 4, 5, 6, 7, 8, 9]
    return [path(f"{a}", f) for a in rows for b in rows for c in rows for d in rows for e in rows]

urlpatterns = [path("y/", f), *again(1), *doubled("n"), *crossed()]
"""


def test_code_that_makes_routes_without_end_is_left():
    found = endpoints({"urls.py": ENDLESS, "v.py": "def f(request):\n    return 1\n"})
    assert "ANY /y/ f v.py" in rows(found)


def test_a_table_of_many_views_keeps_them_all():
    """Each decorator asks whether the table has its key, and lengthens the list behind it."""
    keeping = (
        "from django.urls import path\nTABLE = {}\n\n\ndef keep(key, name):\n"
        "    def wrapper(view):\n        if key not in TABLE:\n            TABLE[key] = []\n"
        '        TABLE[key].append({"name": name, "view": view, "shown": True})\n'
        "        return view\n\n    return wrapper\n\n\ndef kept(key):\n"
        "    return [path(one['name'], one['view']) for one in TABLE[key] if one['shown'] == True]\n"
    )
    views = "".join(
        f"@keep('k{n % 5}', 'n{n}')\ndef f{n}(request):\n    return {n}\n" for n in range(200)
    )
    urls = "from keeping import kept\nurlpatterns = [" + "".join(
        f"*kept('k{n}'), " for n in range(5)
    )
    given = {
        "keeping.py": keeping,
        "views.py": f"from keeping import keep\n{views}",
        "urls.py": f"{urls}]\n",
    }
    assert rows(endpoints(given)) == {f"ANY /n{n} f{n} views.py" for n in range(200)}


def test_code_that_python_itself_does_not_read_makes_no_routes():
    broken = "from django.urls import path\ndef more():\n    return [path('x/', 'y') for in]\n"
    assert endpoints({"urls.py": f"{broken}urlpatterns = [*more()]\n"}) == ()


TURNS = ", ".join(map(str, range(40)))


@pytest.mark.parametrize(
    ("first", "then", "served"),
    [
        ('"a"', 'f"{x}{x}"', False),
        ('"a"', "x + x", False),
        ('"a"', '"-".join([x, x])', False),
        ('"a"', 'x.replace("a", "aaa")', False),
        ('"a"', '"{:99999999}".format(x)', False),
        ('"a"', '"{}".format([x, x])', False),
        ('"a"', "[x, x] == [x, x]", False),
        ('"a"', "g([x, x])", False),
        ('[path("b/", f)]', "x", True),
        ('[path("b/", f)]', "[*x, *x]", False),
        ('[path("b/", f)]', "[x, x]", False),
        ('[path("b/", f)]', "x.append(x) or x", False),
        ('[path("b/", f)]', '[path("c/", include(x)), path("c/", include(x))]', False),
        ('{"a": path("b/", f)}', '{"a": x, "b": x}', False),
    ],
)
def test_what_code_doubles_again_and_again_is_not_told(first, then, served):
    text = (
        "from django.urls import include, path\nfrom v import f\nfrom w import g\n\n\ndef made():\n"
        f"    x = {first}\n    for _ in [{TURNS}]:\n        x = {then}\n    return x\n\n\n"
        'urlpatterns = [path("a/", f), *made(), path("z/", f)]\n'
    )
    found = endpoints({"urls.py": text, "v.py": "def f(request):\n    return 1\n"})
    ours = {"ANY /b/ f v.py"} if served else set()
    assert rows(found) == {"ANY /a/ f v.py", "ANY /z/ f v.py"} | ours
