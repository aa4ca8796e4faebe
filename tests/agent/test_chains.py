"""A model that rewrites a chain of a mapper: mistakes that give other rows never reach the user."""

import json

import pytest

from backlight import index, runs
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document
from checks.test_chains import COUNTED, MODELS, VIEW
from double.messages import Messages, calls, say

GOOD = "Book.objects.filter(author__name=name, pages__gte=5).exists()"
MISTAKES = {
    "dropped rows": (GOOD.replace("pages__gte=5", "pages__gt=5"), "The rows differ"),
    "another field": (GOOD.replace("pages__gte", "author_id__gte"), "The rows differ"),
    "a condition less": (GOOD.replace("author__name=name, ", ""), "The rows differ"),
}


class Front:
    def report(self, message):
        pass

    async def ask(self, question, choices, default):
        return default


async def ran(workspace, monkeypatch, *script):
    texts = {"shop/models.py": MODELS, "shop/views.py": VIEW.format(COUNTED)}
    snapshot = Snapshot(workspace, {p: Document(Text(t)) for p, t in texts.items()})
    at = texts["shop/views.py"].index("objects")
    wanted = runs.Request(
        action="optimize-query", path="shop/views.py", span=Span(at, at), engine="agent"
    )
    with Messages(list(script)) as double:
        for name, value in double.environ.items():
            monkeypatch.setenv(name, value)
        outcome = await runs.run(wanted, snapshot, index.built(snapshot), Config(), Front())
        return outcome, json.dumps(double.requests)


def edit(after):
    return ("Edit", {"path": "shop/views.py", "old_string": COUNTED, "new_string": after})


@pytest.mark.parametrize("mistake", MISTAKES)
async def test_a_mistake_is_stopped_before_the_user_sees_it(workspace, monkeypatch, mistake):
    after, words = MISTAKES[mistake]
    outcome, told = await ran(workspace, monkeypatch, calls(edit(after)), *[say("Done.")] * 6)
    assert outcome.change is None, outcome.checks
    assert words in told


async def test_what_is_right_is_shown_with_its_proof(workspace, monkeypatch):
    outcome, _ = await ran(workspace, monkeypatch, calls(edit(GOOD)), say("Done."))
    assert outcome.change is not None, outcome.refused
    assert any("Proven on" in check.detail for check in outcome.checks)
