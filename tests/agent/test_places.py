"""Where agent files are looked for, in which order, and what is passed over on the way."""

import pytest

from agent.trusting import Anybody
from backlight.agent.library import Library
from backlight.agent.places import places

MINE = "---\nname: mine\ndescription: y\n---\nYou are mine."
ACT = "---\ntitle: Mine\n---\nDo mine."


@pytest.fixture
def home(tmp_path):
    """A home, as the environment names it."""
    return {"HOME": str(tmp_path / "home"), "XDG_CONFIG_HOME": str(tmp_path / "config")}


def put(path, text=MINE):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def named(library):
    """Kind, origin and name of each file, the bundled ones aside."""
    every = [(e.found.place.kind, e.origin, e.found.name) for e in library.every()]
    return [row for row in every if row[1] != "bundled"]


def test_folders_above_count_up_to_the_one_that_git_holds(tmp_path, home):
    root = tmp_path / "project" / "services" / "api"
    root.mkdir(parents=True)
    (tmp_path / "project" / ".git").mkdir()
    found = [one for one in places(root, home) if one.kind == "persona"]
    assert [(str(one.folder.relative_to(tmp_path)), one.origin) for one in found[1:]] == [
        ("config/backlight/agents", "user"),
        ("home/.claude/agents", "user"),
        ("project/services/api/.backlight/agents", "workspace"),
        ("project/services/api/.claude/agents", "workspace"),
        ("project/services/.backlight/agents", "workspace"),
        ("project/services/.claude/agents", "workspace"),
        ("project/.backlight/agents", "workspace"),
        ("project/.claude/agents", "workspace"),
    ]
    (tmp_path / "project" / ".git").rmdir()
    alone = {one.inside for one in places(root, home) if one.origin == "workspace"}
    assert alone == {root}


def test_the_folder_of_another_program_in_the_home_is_the_users_own_and_holds_no_actions(
    tmp_path, home
):
    folder = tmp_path / "home" / ".claude" / "agents"
    put(folder / "mine.md")
    put(folder / "actions" / "other.md")
    rows = [("persona", "user", name) for name in ("actions/other.md", "mine.md")]
    assert named(Library(tmp_path / "home", environ=home)) == rows


def test_a_home_that_is_no_absolute_path_is_none(tmp_path, home):
    folders = [one.folder for one in places(None, home | {"HOME": "relative"})]
    assert not any(".claude" in folder.parts for folder in folders)


def test_what_packages_bring_is_passed_over(tmp_path, home):
    for name in ("team/mine.md", "node_modules/theirs.md", ".git/theirs.md", "a/b/c/d/e/deep.md"):
        put(tmp_path / "config" / "backlight" / "agents" / name)
    assert named(Library(environ=home)) == [("persona", "user", "team/mine.md")]


def test_an_agent_and_an_action_may_have_one_name(tmp_path, home):
    folder = tmp_path / "config" / "backlight" / "agents"
    put(folder / "mine.md")
    put(folder / "actions" / "mine.md", ACT)
    assert [e.used for e in Library(environ=home).every() if e.origin == "user"] == [True, True]


class Later(Anybody):
    """A user who says yes only now."""

    yes = False

    def holds(self, path, digest):
        return self.yes

    def runs(self, root):
        return self.yes

    def stamp(self):
        return self.yes


def test_a_file_counts_as_soon_as_it_is_trusted_and_no_longer(tmp_path, home):
    put(tmp_path / "work" / ".backlight" / "agents" / "mine.md")
    put(tmp_path / "work" / ".backlight" / "agents" / "README.md", "# Ours\n")
    trust = Later()
    library = Library(tmp_path / "work", trust, home)
    seen = []
    for yes in (False, True, False):
        trust.yes = yes
        mine, readme = sorted(
            (e for e in library.entries("persona") if e.origin == "workspace"),
            key=lambda e: e.found.name != "mine.md",
        )
        seen.append(mine.used)
        assert readme.problems == ()
    assert seen == [False, True, False]


@pytest.mark.parametrize(
    ("trust", "sure", "runs"),
    [(None, True, False), (Later(), True, True), (Later(), False, False)],
)
def test_commands_are_run_where_the_user_or_the_editor_trusts_the_workspace(
    tmp_path, trust, sure, runs
):
    assert Library(tmp_path, trust, sure=sure).runs is runs
