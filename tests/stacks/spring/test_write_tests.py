"""Tests of a controller are not written into a file that is too long to be parsed."""

from pathlib import Path

from actions.pages import examples, placed
from actions.test_pages import project_of
from backlight.edits import Refused
from backlight.stacks.spring.write_tests import write_tests

PAGE = Path(__file__).parents[2] / "actions" / "write-tests-spring.md"


def test_a_file_of_tests_of_megabytes_is_left_as_it_is(tmp_path):
    path, texts, _ = placed(examples(PAGE.read_text("utf-8"))[0].before)
    own = next(one for one in texts if one.startswith("src/test/"))
    project = project_of(
        texts | {own: texts[own] + "// a long line of a table\n" * 200_000}, tmp_path
    )
    made = write_tests(project.read(path), project.files[path].handlers[0], project)
    made = made if isinstance(made, Refused) else made()
    assert isinstance(made, Refused)
    assert "asks in a way of its own" in made.reason
