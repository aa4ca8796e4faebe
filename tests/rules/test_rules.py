"""Every rule finds what its page says, where it says it, and nothing else.

A page is Markdown. Each fence is a project (`#- path` starts a further file); a line that ends with
a comment `found` is one on which the rule of the page has a finding.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from actions.pages import examples
from backlight import index, menu
from backlight import rules as rules_package
from backlight.actions import ALL as ACTIONS
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

HERE = Path(__file__).parent
FOUND = re.compile(r"\s*(?:#|//|--) found$", re.MULTILINE)
PAGES = sorted(HERE.glob("*.md"))


def collected():
    for page in PAGES:
        for example in examples(page.read_text("utf-8")):
            yield pytest.param(page.stem, example, id=f"{page.stem}:{example.line}:{example.name}")


@pytest.mark.parametrize(("rule", "example"), list(collected()))
def test_page(rule, example, tmp_path):
    wanted, texts = set(), {}
    for path, text in example.before.items():
        for number, line in enumerate(text.split("\n"), 1):
            if FOUND.search(line):
                wanted.add((path, number))
        texts[path] = FOUND.sub("", text)
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(texts[path], "utf-8")
    opened = {path: Document(Text(text)) for path, text in texts.items()}
    project = index.built(Snapshot(tmp_path, opened))
    found, said = set(), set()
    for path, facts in project.files.items():
        for finding in index.findings(facts, project.read(path), project):
            if finding.rule == rule:
                assert finding not in said, "told twice"
                said.add(finding)
                found.add((path, finding.line))
                assert finding.message.endswith(".")
                (mends,) = (action for action in ACTIONS if action.id == finding.action)
                at = menu.context(project.read(path), finding.span, project)
                assert menu.offers(at, [mends]), f"nothing mends {finding.message}"
    assert found == wanted


def test_every_rule_has_a_page_that_finds():
    rules = {
        path.stem.replace("_", "-") for path in Path(rules_package.__file__).parent.glob("*.py")
    }
    rules -= {"--init--", "report"}
    assert rules == {page.stem for page in PAGES}
    for page in PAGES:
        assert FOUND.search(page.read_text("utf-8")), f"{page.name} finds nothing"


def test_judged_findings_are_counted_as_they_are():
    folder = Path(__file__).parents[1] / "data" / "firings"
    rows = [json.loads(line) for line in (folder / "firings.jsonl").read_text("utf-8").splitlines()]
    told = re.findall(
        r"\| `([\w-]+)` \| (\d+) \| (\d+) \|", (folder / "README.md").read_text("utf-8")
    )
    every, right = (
        Counter(r["rule"] for r in rows),
        Counter(r["rule"] for r in rows if r["verdict"] == "right"),
    )
    assert {(rule, str(n), str(right[rule])) for rule, n in every.items()} == set(told)


def test_fresh_findings_are_counted_as_they_are():
    folder = Path(__file__).parents[1] / "data" / "firings"
    rows = [json.loads(line) for line in (folder / "fresh.jsonl").read_text("utf-8").splitlines()]
    counted = Counter((row["found"], row["verdict"]) for row in rows)
    right = sum(row["verdict"] == "right" for row in rows)
    again = [row["found"] for row in rows if row["found"] is not None]
    told = (folder / "README.md").read_text("utf-8")
    assert f"{right} of {len(rows)} findings in {len({row['app'] for row in rows})} app" in told
    assert f"of {len(again)}, {sum(again)} were left, and {counted[True, 'right']} of these" in told
    assert f"{counted[False, 'right']} right one was gone" in told


def test_findings_of_further_samples_are_counted_as_they_are():
    folder = Path(__file__).parents[1] / "data" / "firings"
    rows = [json.loads(line) for line in (folder / "unseen.jsonl").read_text("utf-8").splitlines()]
    told = (folder / "README.md").read_text("utf-8")
    for number in {row["sample"] for row in rows}:
        some = [row for row in rows if row["sample"] == number]
        right = sum(row["verdict"] == "right" for row in some)
        apps = len({row["app"] for row in some})
        said = f"Sample {number}: {right} of {len(some)} findings in {apps} applications were right"
        assert said in told
        left = [row["verdict"] for row in some if row["found"]]
        if any(row["found"] is not None for row in some):
            assert f"{len(left)} were left, of which {left.count('right')} are right" in told


def test_packages_that_pip_put_into_a_folder_of_the_project_have_no_findings(tmp_path):
    secret = 'SECRET_KEY = "q8Zr2Lx0vBn4Kt7Wm1Yp"\n'
    texts = {
        "app/libs.py": secret,
        "libs/shop/keys.py": secret,
        "libs/shop-1.0.dist-info/METADATA": "Name: shop\n",
    }
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    project = index.built(Snapshot(tmp_path, {}))
    found = {
        path
        for path, facts in project.files.items()
        if index.findings(facts, project.read(path), project)
    }
    assert found == {"app/libs.py"}
