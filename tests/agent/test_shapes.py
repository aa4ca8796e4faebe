"""Every shape of agent file that 1,196 real ones have: what is read, to the letter."""

import pytest

from agent.trusting import Anybody
from backlight.agent.library import Library
from backlight.agent.persona import GRANTED, parse

EXAMPLES = """Use this agent when code was written. Examples:

<example>
Context: The user has just written a handler.
user: 'Please review: it'
assistant: "I'll use the *reviewer* now"
<commentary>
Since it is new, review it: all of it.
</commentary>
</example>"""


def read(head, body="You review.", path="reviewer.md"):
    who, problems = parse(path, f"---\n{head}\n---\n\n{body}\n", "user")
    return who, [problem.message for problem in problems]


@pytest.mark.parametrize(
    "written",
    [
        "Use this agent when: always. NOTE: even then",
        EXAMPLES,
        "**MUST BE USED** for every review",
        "*Important* for reviews",
        'Use it: \\n\\n<example>\\nuser: "Review: this"\\n</example>',
        "`review` of what was written",
        "@agent reviews: all",
        "100% of it: reviewed",
        "[Reviews] what: was written",
        "{Reviews} what: was written",
        "- reviews\n- tests: all",
    ],
)
def test_a_description_that_is_no_yaml_is_whole_and_the_keys_around_it_too(written):
    who, said = read(
        f"name: reviewer\ndescription: {written}\ntools: Read, Grep\nmodel: opus\ncolor: red"
    )
    assert who.description == written
    assert (who.name, who.model) == ("reviewer", "opus")
    assert set(who.tools) == {"Read", "Grep", "AskUser"}
    assert len(said) == 1 and "not valid YAML" in said[0]


def test_what_stands_in_a_field_in_its_own_way_is_read_so_even_where_another_is_no_yaml():
    who, _ = read(
        "name: 'reviewer'\ncategory: quality\ntools:\n  - Read\n  - Grep\nversion: 1.0\n"
        'description: Reviews: all\nmodel: "opus"'
    )
    assert (who.name, who.description, who.model) == ("reviewer", "Reviews: all", "opus")
    assert set(who.tools) == {"Read", "Grep", "AskUser"}


@pytest.mark.parametrize(
    ("written", "description"),
    [
        ("Reviews.", "Reviews."),
        ('"Reviews: all.\\nTwice."', "Reviews: all.\nTwice."),
        ("'It''s a review'", "It's a review"),
        (">\n  Reviews\n  all.", "Reviews all.\n"),
        ("|\n  Reviews\n  all.", "Reviews\nall.\n"),
        (">-\n  Reviews\n\n  all.", "Reviews\nall."),
        ("Reviews\n  all of it.", "Reviews all of it."),
        ("", ""),
        ("Überprüft 🚀 代码", "Überprüft 🚀 代码"),
        ("1,196", "1,196"),
    ],
)
def test_a_description_in_yaml_is_read_as_yaml_has_it(written, description):
    who, said = read(f"name: reviewer\ndescription: {written}")
    assert (who.description, said) == (description, [])


ALL_KEYS = """name: reviewer
description: Reviews.
disallowedTools: Write
model: haiku
permissionMode: acceptEdits
maxTurns: 12
effort: high
skills: [api-design, sql]
mcpServers:
  - github
hooks:
  PostToolUse: []
memory: project
background: true
isolation: worktree
initialPrompt: Begin.
color: purple
category: quality
version: 2.1.0
allowed-tools: [Read]
argument-hint: "[path]"
metadata: {author: somebody, tags: [a, b]}"""


def test_every_known_key_is_read_or_ignored_with_a_sentence_and_unknown_ones_are_kept_out():
    who, said = read(ALL_KEYS)
    assert (who.name, who.description, who.model) == ("reviewer", "Reviews.", "haiku")
    assert set(who.tools) == set(GRANTED) - {"Write"}
    ignored = [one.partition("`")[2].partition("`")[0] for one in said]
    assert ignored == ["hooks", "mcpServers", "permissionMode"]


@pytest.mark.parametrize(
    "name", ["Code Reviewer", "team/reviewer", "reviewer.v2", "评审", "code_reviewer", "REVIEWER"]
)
def test_a_name_is_as_it_is_written_whatever_the_file_is_called(name):
    assert read(f"name: {name}\ndescription: x", path="other.md")[0].name == name


@pytest.mark.parametrize("size", [1, 600, 20_000, 64_000, 200_000])
def test_a_prompt_of_any_real_length_is_whole(size):
    body = ("You review what was written. " * (size // 20 + 1))[:size].strip() or "Y"
    who, said = read("name: reviewer\ndescription: x", body)
    assert (who.prompt, said) == (body, [])


@pytest.mark.parametrize("body", ["# A\n\n---\n\n# B", "```yaml\n---\nname: x\n---\n```", "---\nx"])
def test_lines_of_dashes_in_a_prompt_are_its_own(body):
    assert read("name: reviewer\ndescription: x", body)[0].prompt == body


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_any_ends_of_line_make_the_same_persona(ends):
    text = "---\nname: reviewer\ndescription: Use: it\ntools: Read\n---\nYou\nreview."
    assert parse("x.md", text.replace("\n", ends)) == parse("x.md", text)


def test_collections_keep_their_agents_in_folders_and_their_papers_beside_them(workspace):
    top = workspace / ".claude/agents"
    (top / "quality/deep").mkdir(parents=True)
    (top / "README.md").write_text("# Our agents\n")
    (top / "quality/reviewer.md").write_text("---\nname: reviewer\n---\nYou review.")
    (top / "quality/deep/tester.md").write_text("---\nname: tester\n---\nYou test.")
    (top / "notes.txt").write_text("---\nname: notes\n---\nNo agent.")
    entries = Library(workspace, trust=Anybody()).entries("persona")
    found = {one.found.name: one.name for one in entries if one.origin == "workspace" and one.used}
    assert found == {"quality/reviewer.md": "reviewer", "quality/deep/tester.md": "tester"}
    assert not [one for one in entries if one.found.name == "README.md" and one.problems]
