"""What an agent writes on the pages of actions goes the whole road over a Messages server.

The server is scripted: this shows what is sent to a model, what is done with its answer, and what
it is told when the answer is not right. It says nothing of what a model would write.
"""

from difflib import SequenceMatcher

import pytest

from actions.pages import placed
from actions.test_pages import collected
from agent.road import Front
from backlight import index
from backlight.analysis.syntax import Span
from backlight.config import Config
from backlight.edits import applied
from backlight.runs import Request, run
from backlight.text import Text
from backlight.workspace import Document, Snapshot
from double.messages import calls, say

WRITTEN = [
    pytest.param(*case.values, id=case.id)
    for case in collected()
    if case.values[1].becomes.startswith("agent ")
]


@pytest.mark.parametrize(("action", "example"), WRITTEN)
@pytest.mark.asyncio(loop_scope="session")
async def test_what_an_agent_writes_arrives_or_is_sent_back(
    action, example, workspace, double, model
):
    path, texts, span = placed(example.before)
    double.script[:] = [*replies(texts, example.after), say("Done.")]
    outcome = await carried(action.id, path, span, texts, workspace, model)
    asked = [str(request["messages"]) for request in double.requests]
    assert all(words in said(double.requests[0]) for words in example.told)
    if example.becomes == "agent is sent back":
        assert any(example.words in text for text in map(said, double.requests[1:])), asked[1:]
        assert outcome.change is None and outcome.refused
        return
    assert outcome.refused == ""
    read = {p: Text(text) for p, text in texts.items()}
    after = applied(outcome.change, lambda p: read.get(p, Text("")))
    fresh = {p: text for p, text in example.after.items() if text != texts.get(p)}
    assert {p: text.source for p, text in after.items()} == fresh
    assert len(asked) <= 3, asked[2:]


async def carried(action, path, span, texts, root, model):
    """One run of the agent over open buffers."""
    opened = {p: Document(Text(text), 1) for p, text in texts.items()}
    snapshot = Snapshot(root, opened, only=tuple(sorted(texts)))
    request = Request(action=action, path=path, span=Span(*span), engine="agent", model=model)
    return await run(request, snapshot, index.built(snapshot), Config(), Front())


def replies(texts, after):
    """A model that reads each file it changes, edits it place by place, and writes what is new."""
    read = [("Read", {"path": path}) for path in after if path in texts]
    if read:
        yield calls(*read)
    wanted = [
        ("Edit", {"path": path, "old_string": old, "new_string": new})
        for path, text in after.items()
        if path in texts
        for old, new in places(texts[path], text)
    ]
    fresh = [("Write", {"path": p, "content": text}) for p, text in after.items() if p not in texts]
    yield calls(*wanted, *fresh)


def places(before, after):
    """The places in which two texts differ, each with enough lines around it to be the only one."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for more in (2, 6, 20, len(old)):
        groups = list(SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(more))
        found = [
            ("".join(old[g[0][1] : g[-1][2]]), "".join(new[g[0][3] : g[-1][4]])) for g in groups
        ]
        if all(before.count(one) == 1 for one, _ in found):
            return found
    raise ValueError("no place is the only one of its kind")


def said(request):
    """All text of a request."""
    blocks = [b for m in request["messages"] for b in m["content"]] + list(request["system"])
    return "\n".join(
        b if isinstance(b, str) else str(b.get("text") or b.get("content") or "") for b in blocks
    )
