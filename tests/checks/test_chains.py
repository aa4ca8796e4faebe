"""A chain of a mapper is tried, weighed and indexed by the statement that it runs."""

import asyncio
from pathlib import Path

import pytest

from backlight import index, menu, runs
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

MODELS = """from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=50)


class Book(models.Model):
    title = models.CharField(max_length=50)
    author = models.ForeignKey(Author, on_delete=models.CASCADE)
    pages = models.IntegerField()
"""
VIEW = """from shop.models import Book


def view(name):
    if {}:
        return 1
    return 0
"""
COUNTED = "Book.objects.filter(author__name=name, pages__gte=5).count() > 0"


class Front:
    """Nobody sits there."""

    def report(self, message):
        """Nobody reads it."""


@pytest.fixture
def place(tmp_path):
    def one(code):
        texts = {"shop/models.py": MODELS, "shop/views.py": VIEW.format(code)}
        documents = {path: Document(Text(text)) for path, text in texts.items()}
        snapshot = Snapshot(Path(tmp_path), documents, only=tuple(texts))
        at = texts["shop/views.py"].index("objects")
        return snapshot, index.built(snapshot), Span(at, at)

    return one


def test_a_count_that_asks_for_existence_is_proven_by_both_statements(place):
    snapshot, project, span = place(COUNTED)
    wanted = runs.Request(
        action="optimize-query", path="shop/views.py", span=span, engine="instant"
    )
    outcome = asyncio.run(runs.run(wanted, snapshot, project, Config(), Front()))
    said = {check.name: check for check in outcome.checks}
    assert outcome.change is not None, outcome.refused
    assert "Proven on" in said["same rows"].detail
    assert "JOIN shop_author" in said["plan"].about
    assert "reckons a cost of" in said["plan"].detail


def test_what_costs_the_same_is_still_said_more_clearly(place):
    snapshot, project, span = place("Book.objects.filter(pk=5).count() > 0")
    wanted = runs.Request(
        action="optimize-query", path="shop/views.py", span=span, engine="instant"
    )
    outcome = asyncio.run(runs.run(wanted, snapshot, project, Config(), Front()))
    assert outcome.change is not None, outcome.refused


def test_the_index_that_is_missed_is_that_of_the_joined_table(place):
    _, project, span = place("Book.objects.filter(author__name=name)")
    ctx = menu.context(project.read("shop/views.py"), span, project)
    titles = [offer.title for _, offer in menu.offers(ctx)]
    assert "Add index: the query looks up `shop_author(name)`, which has none" in titles
