"""Chains of SQLAlchemy as the statements they run, or none where that is not certain."""

from pathlib import Path

import pytest

from backlight.stacks.sqlalchemy.render import render
from stacks.reading import files, project

PAGE = (Path(__file__).parent / "sqlalchemy_statements.md").read_text("utf-8")
MODELS = files(PAGE)["models.py"]
CASES = [
    tuple(part.strip() for part in f"{line} ".split(" -> "))
    for line in PAGE.partition("```text chains\n")[2].partition("```")[0].splitlines()
]
HEAD = """from sqlalchemy import desc, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from models import Order, Transfer, User


"""


def statement(code, models=MODELS):
    text = f"{HEAD}def view(session, name, n, ids, day):\n    found = {code}\n    return found\n"
    known = project({"models.py": models, "views.py": text})
    source = known.read("views.py")
    return render(source, known.files["views.py"].queries[0], known)


@pytest.mark.parametrize(("chain", "sql"), CASES, ids=[chain for chain, _ in CASES])
def test_a_chain_is_the_statement_it_runs(chain, sql):
    assert statement(chain) == sql


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("relationship()", 'relationship(lazy="joined")'),
        ('"transfers"\n', '"transfers"\n    __mapper_args__ = {"polymorphic_identity": "t"}\n'),
    ],
    ids=["a relation that is always joined", "a model that says how it is loaded"],
)
def test_a_model_that_adds_to_each_statement_has_none(old, new):
    assert statement("select(Order).where(Order.total > 1)") != ""
    assert old in MODELS
    assert statement("select(Order).where(Order.total > 1)", MODELS.replace(old, new)) == ""
