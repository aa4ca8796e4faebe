"""Chains of ActiveRecord as the statements they run, or none where that is not certain."""

from pathlib import Path

import pytest

from backlight.edits import Refused
from backlight.stacks.active_record.render import render
from stacks.reading import files, project

PAGE = (Path(__file__).parent / "active_record_statements.md").read_text("utf-8")
FILES = {path: text for path, text in files(PAGE).items() if path != "chains"}
CASES = [
    tuple(part.strip() for part in f"{line} ".split(" -> "))
    for line in PAGE.partition("```text chains\n")[2].partition("```")[0].splitlines()
]
PLACE = "app/controllers/users_controller.rb"


def statement(code, **models):
    text = f"class UsersController < ApplicationController\n  def index\n    {code}\n  end\nend\n"
    own = {f"app/models/{name}.rb": model for name, model in models.items()}
    known = project({**FILES, **own, PLACE: text})
    runs = render(
        known.read(PLACE), next(q for q in known.files[PLACE].queries if q.kind != "sql"), known
    )
    return "" if isinstance(runs, Refused) else runs


@pytest.mark.parametrize(("chain", "sql"), CASES, ids=[chain for chain, _ in CASES])
def test_a_chain_is_the_statement_it_runs(chain, sql):
    assert statement(chain) == sql


@pytest.mark.parametrize(
    "body",
    ["default_scope { where(active: true) }", "enum :active, { yes: 1 }", "acts_as_paranoid"],
)
def test_a_model_that_adds_to_each_statement_has_none(body):
    model = f"class User < ApplicationRecord\n  {body}\nend\n"
    assert statement("User.where(active: true)") != ""
    assert statement("User.where(active: true)", user=model) == ""
