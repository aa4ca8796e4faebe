import pytest

from backlight.stacks.django import DJANGO_ORM
from stacks.django.pages import source

ROWS = [
    ("Order.objects.filter(a=1)", "rows", False),
    ("Order.objects.filter(a=1)[:20]", "rows", True),
    ("Order.objects.all()[0]", "row", True),
    ("Order.objects.get(pk=1)", "row", True),
    ("get_object_or_404(Order, pk=1)", "row", True),
    ("Order.objects.count()", "count", True),
    ("Order.objects.filter(a=1).exists()", "exists", True),
    ("Order.objects.create(a=1)", "write", True),
    ("customer.order_set.all()", "rows", False),
    ("customer.orders.filter(a=1).first()", "row", True),
    ("Order.paid.filter(a=1)", "rows", False),
    ("Paginator(Order.objects.order_by('id'), 20)", "rows", True),
]


def found(code):
    one = source("shop/views.py", f"from django.db import models\n\n\ndef f():\n    x = {code}\n")
    return one, DJANGO_ORM.queries(one, None)


@pytest.mark.parametrize(("code", "returns", "bounded"), ROWS, ids=[code for code, *_ in ROWS])
def test_what_a_chain_returns_and_whether_it_is_bounded(code, returns, bounded):
    _, (query,) = found(code)
    assert (query.kind, query.returns, query.bounded, query.function) == (
        "django",
        returns,
        bounded,
        "f",
    )


@pytest.mark.parametrize(
    "code",
    [
        "os.path.exists('x')",
        "session.query(Order).filter(a=1).all()",
        "User.query.filter_by(a=1).all()",
        "settings.get('x')",
        "self.cache.get(key=1)",
        "list(items).count(1)",
    ],
)
def test_what_is_no_chain_of_django(code):
    assert found(code)[1] == ()


def test_a_chain_is_told_once_with_its_model_loop_and_relations():
    one = source(
        "shop/views.py",
        "from django.db import models\n\n\n"
        "class Page:\n"
        "    queryset = Order.objects.all()\n\n"
        "    def get(self):\n"
        "        for order in Order.objects.select_related('customer'):\n"
        "            print(order.customer.name, order.shop.name, order.created.year)\n"
        "            Line.objects.filter(order=order).count()\n"
        "        return Order.objects.filter(pk__in=Line.objects.values('order'))\n",
    )
    declared, rows, counted, kept, inner = DJANGO_ORM.queries(one, None)
    assert (declared.returns, inner.returns, kept.returns) == ("unknown", "unknown", "rows")
    assert (rows.model, rows.loop, rows.function) == ("Order", None, "Page.get")
    assert (rows.loaded, rows.touched) == (("customer",), ("shop",))
    assert (counted.model, counted.returns) == ("Line", "count")
    assert one.text.slice(counted.loop.start, counted.loop.end).startswith("for order in")


def test_a_text_that_is_one_error_from_its_first_line_raises_nothing():
    one = source("a.py", "class A:\n    x = (Order.objects.filter(a=1)\n  'é\n\n)) def [:\n")
    assert all(query.kind == "django" for query in DJANGO_ORM.queries(one, None))
