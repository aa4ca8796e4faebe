from re import DOTALL, MULTILINE
from re import compile as regex

import pytest

from backlight.edits import Refused
from backlight.stacks.django import DJANGO
from stacks.django.pages import after, files, page, project, source

SECTION = regex(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", DOTALL | MULTILINE)
REFUSED = regex(r"^-> refused: (.*)$", MULTILINE)
CASES = SECTION.findall(page("validate.md"))


def changed(body):
    """What the last handler of the page's views becomes."""
    given = files(page("models.md")) | files(body.partition("\n->")[0])
    known = project(given)
    one = source("shop/views.py", given["shop/views.py"])
    handler = DJANGO.handlers(one, None)[-1]
    found = DJANGO.validate(one, handler, known)
    return known, handler, found if isinstance(found, Refused) else found()


@pytest.mark.parametrize(("name", "body"), CASES, ids=[name for name, _ in CASES])
def test_a_handler_is_checked_as_its_page_says(name, body):
    known, handler, found = changed(body)
    if refused := REFUSED.search(body):
        assert isinstance(found, Refused)
        assert found.reason == refused[1]
        return
    assert not isinstance(found, Refused), found
    now, wanted = after(known, found), files(body.partition("-> becomes\n")[2])
    assert {path: now[path] for path in found.files} == wanted
    facts = project(now).files["shop/views.py"]
    assert all(h.validated for h in facts.handlers if h.name == handler.name)


def test_a_handler_of_every_kind_is_found_with_what_it_reads():
    one = source(
        "shop/views.py",
        "from django.contrib.auth.decorators import login_required\n"
        "from django.shortcuts import render\n"
        "from rest_framework import generics, viewsets\n"
        "from rest_framework.decorators import action\n\n\n"
        "@login_required\n"
        "def page(request, slug: str, number=1):\n"
        "    return render(request, 'x.html', {'q': request.GET.get('q', '')})\n\n\n"
        "class Orders(viewsets.ModelViewSet):\n"
        "    serializer_class = OrderSerializer\n"
        "    permission_classes = [IsAuthenticated]\n\n"
        "    @action(detail=True, methods=['post'])\n"
        "    def pay(self, request, pk=None):\n"
        "        s = self.get_serializer(data=request.data)\n"
        "        s.is_valid()\n\n"
        "    def get_queryset(self):\n"
        "        return []\n\n\n"
        "class Cache(BaseView):\n"
        "    def get(self, key):\n"
        "        return render(key)\n\n\n"
        "def helper(request):\n"
        "    request.seen = True\n",
    )
    shop, orders = DJANGO.handlers(one, None)
    assert (shop.name, shop.guards, shop.validated) == ("page", ("login_required",), "")
    assert [(i.name, i.place, i.required) for i in shop.inputs] == [
        ("slug", "path", True),
        ("number", "path", False),
        ("q", "query", False),
    ]
    assert (orders.name, orders.validated) == ("Orders.pay", "OrderSerializer")
    assert orders.guards == ("IsAuthenticated",)
    assert one.text.slice(orders.span.start, orders.span.end).startswith("@action")
