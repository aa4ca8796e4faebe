"""What goes between the files of a project, by the page `between.md`."""

import re
from pathlib import Path

import pytest

from backlight.index import built, facts_of, findings
from backlight.index.kept import packed, unpacked
from backlight.workspace import Snapshot

PAGE = (Path(__file__).parent / "between.md").read_text("utf-8")
PROJECTS = {
    part.partition("\n")[0]: dict(re.findall(r"`([\w./]+)`\n\n```\w+\n(.*?)```", part, re.DOTALL))
    for part in PAGE.split("\n## ")[1:]
}


@pytest.mark.parametrize("name", PROJECTS)
def test_a_statement_is_found_where_another_file_hands_it_what_a_client_sent(name, workspace):
    files = PROJECTS[name]
    assert len(files) >= 2
    for path, code in files.items():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace / path).write_text(code, "utf-8")
    project = built(Snapshot(workspace))
    for path, code in files.items():
        source = project.read(path)
        found = {
            one.line
            for one in findings(facts_of(source), source, project)
            if one.rule == "interpolated-sql"
        }
        lines = enumerate(code.split("\n"), 1)
        assert found == {n for n, line in lines if line.endswith("found")}, path
    assert unpacked(packed(project.between)) == project.between
