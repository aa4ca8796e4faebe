"""Where actions in Markdown are offered, by the page `actions-in-markdown.md` and the README.

On the page a heading names a case; its first fence is the action, each further one a place (`$0`),
and a line `Title: …` below it the beginning of the entry that stands there; without one, none does.
"""

import re
from pathlib import Path

import pytest

from actions.pages import _parts, placed
from actions.test_pages import project_of
from backlight import menu
from backlight.actions import ALL
from backlight.agent.written import parse
from backlight.analysis.syntax import Span

HERE = Path(__file__).parent
README = (HERE.parents[1] / "README.md").read_text("utf-8")
EXAMPLE = re.search(r"^```markdown\n(---\n.*?)^```$", README, re.MULTILINE | re.DOTALL)[1]


def cases():
    page = (HERE / "actions-in-markdown.md").read_text("utf-8")
    name, action, found = "", "", []
    for kind, line, value in _parts(page, 1):
        if kind == "heading":
            name, action = value, ""
        elif kind == "title":
            found[-1][3] = value
        elif not action:
            [action] = value.values()
        else:
            found.append([f"{name}:{line}", action, value, None])
    return [pytest.param(*row[1:], id=row[0]) for row in found]


def titles(text, files, root):
    """The titles of the menu at a place, with one action in Markdown beside all others."""
    made, problems = parse("mine.md", text)
    assert not problems
    path, texts, span = placed(files)
    project = project_of(texts, root)
    ctx = menu.context(project.read(path), Span(*span), project)
    entries = menu.offers(ctx, (*ALL, made.action))
    return [offer.title for action, offer in entries if action is made.action]


@pytest.mark.parametrize(("action", "files", "title"), cases())
def test_it_is_offered_where_its_head_says_and_nowhere_else(action, files, title, tmp_path):
    found = titles(action, files, tmp_path)
    assert len(found) == (title is not None)
    assert not found or found[0].startswith(title)
    assert not found or len(found[0]) <= 150


ORDERS = """from fastapi import FastAPI

app = FastAPI()


@app.post("/orders")
def create_order(name: str):
    $0return {"name": name}
"""


def test_the_example_of_the_readme_is_one(tmp_path):
    found = titles(EXAMPLE, {"main.py": ORDERS}, tmp_path)
    assert found == ["Add audit log: `POST /orders`"]


@pytest.mark.parametrize(
    ("head", "line", "column", "says"),
    [
        ("title: x\nwhere: endpiont", 3, 8, "no fact 'endpiont'; did you mean `endpoint`?"),
        ("title: x\nwhere: {stack: fastpi}", 3, 16, "no stack 'fastpi'; did you mean `fastapi`?"),
        ("title: x\nwhere:\n  method: TAKE", 4, 11, "no method 'TAKE'"),
        ("title: x\nwhere:\n  language: cobol", 4, 13, "no language 'cobol'"),
        ("title: x\nwhere:\n  when: now", 4, 3, "`where` has no key 'when'"),
        ("title: x\nwhere:\n  selection: perhaps", 4, 14, "`selection` is `true` or `false`"),
        ("title: x\nwhere: [endpoint, quary]", 3, 19, "no fact 'quary'; did you mean `query`?"),
        ("title: x\nkind: source.fixAll", 3, 7, "no kind 'source.fixAll'"),
        ("title: x\nengine: instant", 3, 9, "is done by the agent"),
        ("name: x", 1, 1, "needs a `title`"),
        ("title: ''", 2, 1, "needs a `title`"),
        (r'title: "\e[31m\u200B\u3164"', 2, 1, "needs a `title`"),
        ("title: x\nname: '-'", 3, 1, "none is left"),
    ],
)
def test_what_cannot_be_meant_is_refused_on_its_word(head, line, column, says):
    made, problems = parse("x.md", f"---\n{head}\n---\nDo it.")
    assert made is None
    [error] = [one for one in problems if one.level == "error"]
    assert (error.line, error.column) == (line, column)
    assert says in error.message


def test_all_that_is_wrong_is_told_at_once_in_the_order_of_the_file():
    head = (
        "titel: Trace\nwhere:\n  fact: [endpont, quary]\n  methods: POST\n  selection: maybe\n"
        "kind: refactor.rewite\nmodel: gpt-4o\nanswers: perhaps\n"
    )
    made, problems = parse("trace.md", f"---\n{head}---\n")
    assert made is None
    assert [(one.line, one.column, one.message.partition(";")[0]) for one in problems] == [
        (1, 1, "An action needs a `title`: its words in the menu."),
        (2, 1, "`titel` is no key of an action"),
        (4, 10, "There is no fact 'endpont'"),
        (4, 19, "There is no fact 'quary'"),
        (5, 3, "`where` has no key 'methods'"),
        (6, 14, "`selection` is `true` or `false`."),
        (7, 7, "There is no kind 'refactor.rewite' of action"),
        (8, 1, "The model 'gpt-4o' is not known"),
        (9, 10, "`answers` is `true` or `false`."),
        (10, 1, "The file has no task after its head."),
    ]


def test_a_head_without_its_first_line_is_told():
    made, [problem] = parse("x.md", "title: x\nwhere: endpoint\n---\nDo it.")
    assert made is None
    assert "a line `---` is missing above it" in problem.message


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("title: x\nrelatd: a.md", "`relatd` is no key of an action; did you mean `related`?"),
        ("title: x\npriority: high", "`priority` is no key of an action; it is ignored."),
        ("title: x\ntools: Read, Bash", "The tool Bash is off"),
        ("title: x\nmodel: gpt-4o", "The model 'gpt-4o' is not known"),
        ("title: Add audit log: all", "The head is not valid YAML"),
        ("title: x\nkind: quickfix", ""),
        ("title: x\nengine: agent", ""),
        ("title: x\nrelated: [docs/audit.md, errors.py]\nasks: Which table?", ""),
    ],
)
def test_what_is_odd_is_told_and_the_action_is_offered(head, said):
    made, problems = parse("x.md", f"---\n{head}\n---\nDo it.")
    assert made is not None
    assert [said in one.message for one in problems] == ([True] if said else [])


def test_every_key_of_the_head_counts():
    text = (
        "---\nname: Our Audit log!\ntitle:  Add   audit log\ndescription: Audits.\nkind: quickfix\n"
        "agent: auditor\nmodel: opus\ntools: [Read, Edit]\ndisallowedTools: Edit\n"
        "asks: Which table?\nanswers: yes\nrelated:\n  - docs/audit.md\n  - errors.py\n---\nDo it.\n"
    )
    made, problems = parse("audit.md", text)
    assert problems == ()
    act = made.action
    assert (act.id, act.title, act.doc) == ("our-audit-log", "Add audit log", "Audits.")
    assert (act.kind, act.asks) == ("quickfix.backlight.ourAuditLog", "Which table?")
    assert (made.agent, made.agent_at, made.model) == ("auditor", 6, "opus")
    assert set(made.tools) == {"Read", "MultiEdit", "AskUser"}


@pytest.mark.parametrize("text", ["# Our actions\n", "", "Text.\n---\ntitle: x\n---\n"])
def test_a_file_without_a_head_is_no_action(text):
    assert parse("README.md", text) == (None, ())
