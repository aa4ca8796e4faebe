"""The menu is asked for at every motion of the cursor: it does not read what a project is made of."""

from dataclasses import replace
from posixpath import dirname, join, splitext

import pytest

from actions.pages import placed
from actions.test_pages import collected, project_of
from backlight import menu
from backlight.analysis.syntax import Span
from backlight.edits import Change, Refused
from backlight.index import sparing

FEW = 3
"""Files beside the open one that are known by name: a build file, the model, what it extends."""
BESIDE = {
    ".rb": "class Other{} < ApplicationController\nend\n",
    ".go": "package main\n\nvar other{} = 1\n",
    ".java": "@RestControllerAdvice\nclass Other{} {{\n}}\n",
    ".py": "other{} = 1\n",
    ".js": "const other{} = 1;\n",
    ".ts": "export const other{} = 1;\n",
}
WHERE = ("add-error-handling", "harden-call")
PLACES = [one for one in collected() if one.values[0].id in WHERE]
ROUTES = """import { Router } from "express";
export const router = Router();
router.get("/others%d", (req, res) => res.json([]));
"""
WIDE = {
    "design-endpoint:design-endpoint-nestjs:": ("routes/others%d.ts", ROUTES),
    "add-validation:add-validation:302:": ("other%d.py", "other%d = 1\n"),
    "add-validation:add-validation-go:113:": ("other%d.go", "package main\n\nvar other%d = 1\n"),
    "add-index:add-index:": ("versions/other%d.py", "revision = '%d'\n"),
}
"""Where an instant engine looks through files, by the example; a file of those, and its text."""
LOOKED = [
    pytest.param(one.values[1], *beside, id=one.id)
    for one in collected()
    for begin, beside in WIDE.items()
    if one.id.startswith(begin)
]
CLOSED = [
    one
    for one in collected()
    if one.id.startswith("write-tests:write-tests-rails:") and one.values[1].becomes == "refused"
]
"""Where Rails does not say what strangers are answered."""
ORDERS = """
const express = require('express');
const app = express();
app.post('/orders', (req, res) => {
  res.json(place(req.body.item.trim()));
});
"""


def asked_of(example, more, tmp_path):
    """The entries of the menu at an example, and the files beside it that it asked for."""
    path, texts, span = placed(example.before)
    project, asked = watched(project_of({**more, **texts}, tmp_path))
    entries = menu.offers(menu.context(project.read(path), Span(*span), project))
    return entries, frozenset(asked - {path})


def watched(project):
    """A project, and the set of the files that it is asked for from now on."""
    asked = set()

    def read(one):
        asked.add(one)
        return project.read(one)

    return replace(project, read=read), asked


@pytest.mark.parametrize(("action", "example"), PLACES)
def test_a_menu_reads_few_files_however_many_there_are(action, example, tmp_path):
    path = placed(example.before)[0]
    end = splitext(path)[1]
    more = {join(dirname(path), f"other{n}{end}"): BESIDE[end].format(n) for n in range(FEW + 3)}
    entries, asked = asked_of(example, more, tmp_path)
    assert entries or not asked
    assert len(asked) <= FEW


@pytest.mark.parametrize(("example", "name", "text"), LOOKED)
def test_what_takes_many_files_is_worked_out_when_it_is_chosen(example, name, text, tmp_path):
    more = {name % n: text % n if "%" in text else text for n in range(3 * sparing.FEW)}
    entries, asked = asked_of(example, more, tmp_path)
    assert len(asked) < 2 * sparing.FEW
    made = [offer.rewrite() for _, offer in entries if offer.instant]
    assert all(isinstance(one, Change | Refused) for one in made)


@pytest.mark.parametrize(("action", "example"), CLOSED)
def test_what_filters_do_not_answer_is_known_among_many_controllers(action, example, tmp_path):
    name = "app/controllers/other%d_controller.rb"
    more = {name % n: BESIDE[".rb"].format(n) for n in range(3 * sparing.FEW)}
    entries, _ = asked_of(example, more, tmp_path)
    offered = next(offer for one, offer in entries if one is action)
    assert not offered.instant
    assert example.words in offered.doubt


def test_a_lock_is_long_and_is_read_only_when_something_is_written(tmp_path):
    manifest = '{"dependencies": {"express": "^4"}}'
    texts = {"app.js": ORDERS, "package.json": manifest, "package-lock.json": "{}"}
    project, asked = watched(project_of(texts, tmp_path))
    at = ORDERS.index("item")
    entries = menu.offers(menu.context(project.read("app.js"), Span(at, at), project))
    offered = next(offer for one, offer in entries if one.id == "add-validation")
    assert offered.instant
    assert "package-lock.json" not in asked
    offered.rewrite()
    assert "package-lock.json" in asked
