"""Every rule, as one table: how grave it is, what mends it; and every one can be told to be quiet.

The examples are those of the pages: where a line is `found`, a comment on it that names the rule
silences it in the language of the file, and one that names another rule does not.
"""

import json
from pathlib import Path

import pytest

from actions.pages import examples
from backlight import index
from backlight.actions import ALL as ACTIONS
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document
from rules.test_rules import FOUND, PAGES

TABLE = {
    "blocking-call": ("warning", {"ask"}),
    "count-for-existence": ("warning", {"optimize-query"}),
    "hard-coded-secret": ("warning", {"ask"}),
    "hidden-index": ("warning", {"optimize-query"}),
    "interpolated-sql": ("error", {"parameterize-query", "optimize-query"}),
    "leading-wildcard": ("info", {"optimize-query"}),
    "leaked-internals": ("warning", {"add-error-handling"}),
    "missing-auth": ("warning", {"add-authentication"}),
    "missing-index": ("info", {"add-index"}),
    "missing-rate-limit": ("info", {"limit-rate"}),
    "missing-timeout": ("warning", {"harden-call"}),
    "n-plus-one": ("warning", {"optimize-query"}),
    "not-in-subquery": ("warning", {"optimize-query"}),
    "offset-paging": ("info", {"paginate"}),
    "query-in-loop": ("warning", {"optimize-query"}),
    "select-star": ("info", {"optimize-query"}),
    "swallowed-exception": ("info", {"add-error-handling"}),
    "unbounded-list": ("info", {"optimize-query"}),
    "unvalidated-input": ("warning", {"add-validation"}),
    "write-without-transaction": ("warning", {"ask"}),
}


def found(example, rule, tmp_path, said=""):
    """The findings of a rule; what is `found` has a comment in its place, if one is given."""
    mark = (lambda hit: hit[0].replace("found", said)) if said else ""
    texts = {path: FOUND.sub(mark, text) for path, text in example.before.items()}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    opened = {path: Document(Text(text)) for path, text in texts.items()}
    project = index.built(Snapshot(tmp_path, opened))
    rows = [
        one
        for path, facts in project.files.items()
        for one in index.findings(facts, project.read(path), project)
    ]
    return [one for one in rows if one.rule == rule]


def shown():
    for page in PAGES:
        for example in examples(page.read_text("utf-8")):
            if any(FOUND.search(text) for text in example.before.values()):
                yield pytest.param(page.stem, example, id=f"{page.stem}:{example.line}")


@pytest.mark.parametrize(("rule", "example"), list(shown()))
def test_a_finding_is_as_the_table_says_and_a_comment_silences_it(rule, example, tmp_path):
    rows = found(example, rule, tmp_path)
    severity, actions = TABLE[rule]
    assert {row.severity for row in rows} == {severity}
    assert {row.action for row in rows} <= actions & {action.id for action in ACTIONS}
    assert found(example, rule, tmp_path, f"backlight: ignore[{rule}]") == []
    assert len(found(example, rule, tmp_path, "backlight: ignore[another]")) == len(rows)


def test_the_table_names_every_rule():
    assert set(TABLE) == {page.stem for page in PAGES}


def test_of_the_judged_findings_nearly_all_are_right():
    path = Path(__file__).parents[1] / "data" / "firings" / "firings.jsonl"
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert {row["rule"] for row in rows} <= set(TABLE)
    assert all({"app", "commit", "file", "line", "verdict", "reason"} <= set(row) for row in rows)
    right = sum(row["verdict"] == "right" for row in rows)
    assert right >= 0.9 * len(rows)
