"""Every finding leads to the action that it names: it is offered at that place, as evidence."""

import re
from pathlib import Path

import pytest

from actions.pages import examples
from backlight import index, menu
from backlight.actions import ALL
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

PAGES = sorted((Path(__file__).parents[1] / "rules").glob("*.md"))
FOUND = re.compile(r"\s*(?:#|//|--) found$", re.MULTILINE)


def collected():
    for page in PAGES:
        for example in examples(page.read_text("utf-8")):
            if any(FOUND.search(text) for text in example.before.values()):
                yield pytest.param(page.stem, example, id=f"{page.stem}:{example.line}")


DATA = Path(__file__).parents[1] / "data"
REAL = sorted(p for kind in ("apps", "cost", "real") for p in (DATA / kind).iterdir() if p.is_dir())


@pytest.mark.parametrize("folder", REAL, ids=lambda folder: folder.name)
def test_so_it_is_in_real_applications_whatever_the_rule(folder):
    project = index.built(Snapshot(folder, {}))
    for path, facts in project.files.items():
        source = project.read(path)
        for finding in index.findings(facts, source, project):
            (action,) = (one for one in ALL if one.id == finding.action)
            offered = menu.offers(menu.context(source, finding.span, project), [action])
            assert [offer.evident for _, offer in offered] == [True], f"{path}: {finding.message}"


@pytest.mark.parametrize(("rule", "example"), list(collected()))
def test_the_action_of_a_finding_is_offered_where_it_is_found(rule, example, tmp_path):
    texts = {path: FOUND.sub("", text) for path, text in example.before.items()}
    for path, text in texts.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    opened = {path: Document(Text(text)) for path, text in texts.items()}
    project = index.built(Snapshot(tmp_path, opened))
    for path, facts in project.files.items():
        source = project.read(path)
        for finding in index.findings(facts, source, project):
            if finding.rule != rule:
                continue
            action = next(one for one in ALL if one.id == finding.action)
            offered = menu.offers(menu.context(source, finding.span, project))
            offer = next((offer for one, offer in offered if one is action), None)
            assert offer is not None, f"{action.id} is not offered at line {finding.line}"
            assert offer.evident, f"{action.id} is offered without its evidence"
