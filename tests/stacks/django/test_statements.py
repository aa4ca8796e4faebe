"""Chains of Django as the statements they run, or none where that is not certain."""

from pathlib import Path

import pytest

from backlight.stacks.django.render import render
from stacks.reading import files, project

PAGE = (Path(__file__).parent / "statements.md").read_text("utf-8")
MODELS = files(PAGE)["shop/models.py"]
CASES = [
    tuple(part.strip() for part in f"{line} ".split(" -> "))
    for line in PAGE.partition("```text chains\n")[2].partition("```")[0].splitlines()
]
HEAD = "from django.db.models import Q\n\nfrom shop.models import Author, Book, Order, Shop\n\n\n"


def statement(code, models=MODELS):
    text = (
        f"{HEAD}def view(name, day, ids, author, shop, n):\n    found = {code}\n    return found\n"
    )
    known = project({"shop/models.py": models, "shop/views.py": text})
    source = known.read("shop/views.py")
    query = known.files["shop/views.py"].queries[0]
    return render(source, query, known)


@pytest.mark.parametrize(("chain", "sql"), CASES, ids=[chain for chain, _ in CASES])
def test_a_chain_is_the_statement_it_runs(chain, sql):
    assert statement(chain) == sql


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("class Order(models.Model):\n", "class Order(models.Model):\n    objects = Open()\n"),
        ("class Order(models.Model):\n", "class Order(Owned):\n"),
        ("class Order(models.Model):\n", "class Order(Shop):\n"),
    ],
    ids=["its own manager", "a base that is not known", "a table in two parts"],
)
def test_a_model_that_is_not_known_as_a_whole_has_none(old, new):
    assert statement("Order.objects.filter(user_id=5)") != ""
    assert old in MODELS
    assert statement("Order.objects.filter(user_id=5)", MODELS.replace(old, new)) == ""
