"""Edits that models really wrote, replayed: made as they were made then, or refused; never elsewhere.

A replay says nothing of how often a model would write such edits.
"""

from pathlib import Path

import pytest

from backlight.agent.matching import Found, replace
from backlight.edits import apply
from backlight.text import Text
from benchmarks.replay import load

FOLDER = Path(__file__).parents[1] / "data" / "replay"


CASES, TEXTS = load(FOLDER)
APPLIED = [case for case in CASES if case["kind"] == "applied"]
REFUSED = [case for case in CASES if case["kind"] != "applied"]


def replayed(case):
    """The text afterwards, or the reason of the first edit that is refused."""
    text = Text(TEXTS[case["before"]])
    for edit in case["edits"]:
        found = replace(text, edit["search"], edit["replace"], every=bool(edit.get("replace_all")))
        if not isinstance(found, Found):
            return found.reason
        text = apply(text, found.edits)
    return text


@pytest.mark.parametrize("case", APPLIED, ids=lambda case: case["id"])
def test_what_was_applied_is_applied_to_the_byte(case):
    after = replayed(case)
    assert isinstance(after, Text), after
    assert after.source == TEXTS[case["after"]]


@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case["id"])
def test_what_was_refused_lands_in_its_place_or_says_what_to_do(case):
    after = replayed(case)
    if not isinstance(after, Text):
        assert after.startswith(("old_string", "new_string"))
        return
    before = Text(TEXTS[case["before"]])
    edit = case["edits"][0]
    words = {line.strip() for line in edit["search"].split("\n")}
    gone = [line.strip() for line in before.source.split("\n")]
    kept = [line.strip() for line in after.source.split("\n")]
    lost = [line for line in gone if line and gone.count(line) > kept.count(line)]
    assert all(
        line in words or any(line in other["search"] for other in case["edits"]) for line in lost
    )


def test_drift_is_mended_in_more_cases_than_an_exact_match_would_take():
    mended = [case for case in REFUSED if isinstance(replayed(case), Text)]
    exact = [c for c in REFUSED if TEXTS[c["before"]].count(c["edits"][0]["search"]) == 1]
    assert len(mended) > 2 * len(exact)
