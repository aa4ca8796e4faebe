"""Real edits of models onto files that move: never in a wrong place, and nothing typed is lost."""

import os
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from backlight.text import Text
from benchmarks.replay import load
from fuzz import perturbed

CASES, TEXTS = load(Path(__file__).parents[1] / "data" / "replay")
APPLIED = st.sampled_from([case for case in CASES if case.get("after")])
ANY = st.sampled_from(CASES)
NTH = st.integers(0, 10**6)
TIMES = int(os.environ.get("FUZZ_TIMES", "1"))
BUDGET = settings(
    max_examples=300 * TIMES,
    derandomize=TIMES == 1,
    database=None,
    phases=[Phase.generate],  # A real case is read as it is
    deadline=None,  # A machine that is busy is no fault of the code
    suppress_health_check=[HealthCheck.too_slow],  # Nor are long files
)


def first(case):
    """The text and the edit of a case; of several edits the first."""
    return Text(TEXTS[case["before"]]), case["edits"][0]


@BUDGET
@given(APPLIED, st.sampled_from(["elsewhere", "adjacent", "inside"]), NTH, st.booleans())
def test_typing_meanwhile(case, near, nth, whole_line):
    perturbed.merged(case, TEXTS, near, nth, whole_line=whole_line)


@BUDGET
@given(ANY)
def test_ends_of_line_of_windows(case):
    perturbed.in_crlf(*first(case))


@BUDGET
@given(ANY)
def test_two_places_that_can_be_meant(case):
    perturbed.twice(*first(case))


@BUDGET
@given(ANY, st.sampled_from(["    ", "\t", "  ", ""]))
def test_an_edit_that_is_indented_otherwise(case, by):
    perturbed.reindented(*first(case), by)


@BUDGET
@given(ANY, NTH)
def test_a_line_that_the_model_has_not_seen(case, nth):
    perturbed.stale(*first(case), nth)
