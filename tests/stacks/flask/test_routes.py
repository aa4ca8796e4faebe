import pickle
from pathlib import Path

import pytest

from backlight.stacks.flask import FLASK
from stacks.fastapi.pages import cases, fence, project

CASES = list(cases(Path(__file__).with_name("routes.md")))


def rows(endpoints):
    return [f"{e.method} {e.path} {e.handler} {e.file}:{e.line}" for e in endpoints]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_routes_of_a_project_are_those_that_are_served(case):
    found = [e for e in project(case.files).endpoints if e.stack == "Flask"]
    assert sorted(rows(found)) == fence(case.rest).strip().split("\n")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_fragments_can_be_kept_and_compared(case):
    for facts in project(case.files).files.values():
        assert pickle.loads(pickle.dumps(facts.fragments)) == facts.fragments  # noqa: S301 - our own


def test_nothing_is_found_in_nothing():
    assert FLASK.link({}) == ()
