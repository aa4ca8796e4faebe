"""The setting by which GORM tells errors apart is written where its configuration is made."""

from pathlib import Path

import pytest

from actions.test_pages import project_of
from backlight.edits import Change, Refused, applied
from backlight.stacks.go.resource_told import told


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("&gorm.Config{}", "&gorm.Config{TranslateError: true}"),
        (
            "&gorm.Config{PrepareStmt: true}",
            "&gorm.Config{TranslateError: true, PrepareStmt: true}",
        ),
        (
            "&gorm.Config{\n\t\tLogger: nil,\n\t}",
            "&gorm.Config{\n\t\tTranslateError: true,\n\t\tLogger: nil,\n\t}",
        ),
    ],
)
def test_the_setting_stands_before_the_others(before, after):
    assert setting(before) == f"package db\n\nvar Config = {after}\n"


def test_two_configurations_are_a_person_s_choice():
    assert "set `TranslateError: true`" in setting("&gorm.Config{}\n\nvar Other = &gorm.Config{}")


def test_what_is_set_already_is_left():
    assert setting("&gorm.Config{TranslateError:  true}") == ""


def setting(config):
    project = project_of({"db.go": f"package db\n\nvar Config = {config}\n"}, Path("/nowhere"))
    made = told(project, "Tag", Change())
    made = made() if callable(made) else made
    if isinstance(made, Refused):
        return made.reason
    return "".join(text.source for text in applied(made, lambda p: project.read(p).text).values())
