"""Edits that models really wrote, replayed: made as they were made then, or refused; never elsewhere.

A replay says nothing of how often a model would write such edits.
"""

from pathlib import Path

import pytest

from backlight.agent.matching import Found, replace
from backlight.edits import apply
from backlight.text import Text
from benchmarks.replay import judge, load, ours

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
    verdict, why = judge(case, TEXTS, ours)
    assert verdict != "wrong"
    assert verdict not in {"refused", "ambiguous"} or why.startswith(("old_string", "new_string"))


def test_the_judge_knows_a_wrong_place():  # The first place was right once, by luck
    def first_wins(text, edit):
        return Text(text.source.replace(edit["search"], edit["replace"], 1))

    def at_the_end(text, edit):
        return Text(text.source + edit["replace"])

    many = [case for case in REFUSED if case["kind"] == "refused:multiple"]
    assert [judge(case, TEXTS, first_wins)[0] for case in many].count("wrong") == 1
    assert all(judge(case, TEXTS, at_the_end)[0] == "wrong" for case in CASES)


def test_drift_is_mended_in_more_cases_than_an_exact_match_would_take():
    mended = [case for case in REFUSED if isinstance(replayed(case), Text)]
    exact = [c for c in REFUSED if TEXTS[c["before"]].count(c["edits"][0]["search"]) == 1]
    assert len(mended) > 2 * len(exact)
