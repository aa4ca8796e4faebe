"""The menu is asked for at every motion of the cursor: it does not read what a project is made of."""

from dataclasses import replace
from posixpath import dirname, join, splitext

import pytest

from actions.pages import placed
from actions.test_pages import collected, project_of
from backlight import menu
from backlight.analysis.syntax import Span

FEW = 3
"""Files beside the open one that are known by name: a build file, the model, what it extends."""
BESIDE = {
    ".rb": "class Other{} < ApplicationController\nend\n",
    ".go": "package main\n\nvar other{} = 1\n",
    ".java": "@RestControllerAdvice\nclass Other{} {{\n}}\n",
    ".py": "other{} = 1\n",
    ".js": "const other{} = 1;\n",
    ".ts": "export const other{} = 1;\n",
}
WHERE = ("add-error-handling", "harden-call")
PLACES = [one for one in collected() if one.values[0].id in WHERE]


@pytest.mark.parametrize(("action", "example"), PLACES)
def test_a_menu_reads_few_files_however_many_there_are(action, example, tmp_path):
    path, texts, span = placed(example.before)
    end = splitext(path)[1]
    more = {join(dirname(path), f"other{n}{end}"): BESIDE[end].format(n) for n in range(FEW + 3)}
    project, asked = project_of({**more, **texts}, tmp_path), set()

    def read(one):
        asked.add(one)
        return project.read(one)

    source = project.read(path)
    entries = menu.offers(menu.context(source, Span(*span), replace(project, read=read)))
    assert entries or not asked
    assert len(asked - {path}) <= FEW
