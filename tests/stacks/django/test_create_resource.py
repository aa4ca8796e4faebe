from re import DOTALL, MULTILINE
from re import compile as regex

import pytest

from backlight.edits import Refused
from backlight.stacks.django import DJANGO
from stacks.django.pages import after, files, page, project

SECTION = regex(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", DOTALL | MULTILINE)
REFUSED = regex(r"^-> refused: (.*)$", MULTILINE)
CASES = SECTION.findall(page("create_resource.md"))
CRUD = {"GET", "POST", "PUT", "DELETE"}


def made(body):
    """What becomes of the project of a page with the cursor in its last model."""
    known = project(files(body.partition("\n->")[0]))
    table = [t for t in known.files["shop/models.py"].tables if t.model][-1]
    return known, table, crud(known, table)


def crud(known, table):
    """What the stack makes of a model, written to the end."""
    found = DJANGO.create_resource(known.read(table.file), table, known)
    return found if isinstance(found, Refused) else found()


@pytest.mark.parametrize(("name", "body"), CASES, ids=[name for name, _ in CASES])
def test_endpoints_for_a_model_are_made_as_the_page_says(name, body):
    known, table, found = made(body)
    if refused := REFUSED.search(body):
        assert isinstance(found, Refused)
        assert found.reason == refused[1]
        return
    assert not isinstance(found, Refused), found
    now, wanted = after(known, found), files(body.partition("-> becomes\n")[2])
    assert {path: now[path] for path in found.files} == wanted
    before = {(e.method, e.path) for e in known.endpoints}
    endpoints = project(now).endpoints
    assert before <= {(e.method, e.path) for e in endpoints}
    new = {e.method for e in endpoints if (e.method, e.path) not in before}
    assert new >= CRUD, table.model


def test_a_second_time_it_is_refused():
    known, table, found = made(CASES[0][1])
    again = project(after(known, found))
    refused = crud(again, table)
    assert isinstance(refused, Refused)
    assert "already" in refused.reason


def test_conventions_are_sentences_about_the_project():
    known, _, _ = made(CASES[1][1])
    said = DJANGO.conventions(known)
    assert "Endpoints are written with Django REST framework." in said
    assert "Lists are paged by `DEFAULT_PAGINATION_CLASS` of the settings." in said
    assert "Paths do not end with a slash." in said
    assert all(sentence.endswith(".") for sentence in said)


def test_an_api_with_a_base_of_its_own_is_not_called_plain():
    known = project(files(next(body for name, body in CASES if "a base of its own" in name)))
    said = DJANGO.conventions(known)[0]
    assert said.startswith("Endpoints are written with `base.api.CrudViewSet`;")


def test_a_right_that_has_a_default_is_shown_and_not_set():
    body = next(body for name, body in CASES if name.startswith("What somebody may do"))
    known, _, found = made(body.replace("TextField()\n```", 'TextField(default="guest")\n```'))
    assert not isinstance(found, Refused), found
    serializer = after(known, found)["shop/serializers.py"]
    assert 'read_only_fields = ["id", "role"]' in serializer


@pytest.mark.parametrize(
    ("settings", "given", "path"),
    [
        ("", "", "/en-us/shop/books/"),
        ('LANGUAGE_CODE = "zh-Hans"', "", "/zh-hans/shop/books/"),
        ('LANGUAGE_CODE = "de"', ", prefix_default_language=False", "/shop/books/"),
    ],
)
def test_a_test_asks_in_the_language_that_the_project_speaks(settings, given, path):
    body = next(body for name, body in CASES if name.startswith("A path with a parameter"))
    body = body.replace('ROOT_URLCONF = "conf.urls"', f'ROOT_URLCONF = "conf.urls"\n{settings}')
    body = body.replace("from django.urls import include", I18N)
    body = body.replace(
        '[path("<slug:shop>/shop/", include("shop.urls"))]',
        f"i18n_patterns(path('shop/', include('shop.urls')){given})",
    )
    known, _, found = made(body)
    assert not isinstance(found, Refused), found
    assert f'url = "{path}"' in after(known, found)["shop/tests.py"]


I18N = "from django.conf.urls.i18n import i18n_patterns\nfrom django.urls import include"
