"""Agent files, as people really write them: loaded, or refused with the line that is wrong."""

import os
import re
from hashlib import sha256

import pytest

from agent.trusting import Anybody
from backlight.agent import personas
from backlight.agent.library import Library
from backlight.agent.persona import GRANTED, parse

HEAD = "---\nname: reviewer\ndescription: Reviews.\n"


def told(text, path="reviewer.md"):
    """The persona and its problems as (line, message)."""
    persona, problems = parse(path, text)
    return persona, [(problem.line, problem.message) for problem in problems]


def test_a_plain_file_is_loaded_without_a_word():
    persona, problems = told(
        f"{HEAD}tools: Read, Edit\nmodel: opus\n---\nYou review.\n\n---\nMore."
    )
    assert (persona.name, persona.description, persona.model) == ("reviewer", "Reviews.", "opus")
    assert persona.tools == ("Read", "Edit", "MultiEdit", "AskUser")
    assert persona.prompt == "You review.\n\n---\nMore."
    assert problems == []


@pytest.mark.parametrize("change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n")])
def test_a_byte_order_mark_and_other_ends_of_line_change_nothing(change):
    text = f"{HEAD}---\nYou review.\nWell."
    assert told(change(text)) == told(text)


@pytest.mark.parametrize("text", ["", "# Our agents\n", "\ufeffText.\n---\n"])
def test_a_file_without_a_head_is_no_agent_file(text):
    assert told(text, "README.md") == (None, [])


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("---\nname: x\n", 1, "no end"),
        ("---\nname: x\n---\n", 3, "no prompt"),
        ("---\nname: x\n---\n  \n\n", 3, "no prompt"),
        (f"{HEAD}note: \x07\n---\nYou.", 4, "control character"),
        (f"{HEAD}a: &a [x]\nb: *a\n---\nYou.", 4, "anchor or alias"),
        (f"{HEAD}a: !!python/object/apply:os.system ['id']\n---\nYou.", 4, "tag"),
        (f"{HEAD}<<: {{x: 1}}\n---\nYou.", 4, "merge key"),
        (f"{HEAD}a: {'[' * 900}{']' * 900}\n---\nYou.", 4, "nested"),
        (f"{HEAD}a: {'x' * 70_000}\n---\nYou.", 1, "64 kB"),
    ],
)
def test_what_cannot_be_taken_is_refused_on_its_line(text, line, says):
    persona, problems = told(text)
    assert persona is None
    assert len(problems) == 1
    assert problems[0][0] == line and says in problems[0][1]


@pytest.mark.parametrize(
    ("head", "line", "says"),
    [
        ("name: x\ndescription: Use this: always\n", 3, "not valid YAML"),
        ("name: x\n\tdescription: y\n", 3, "not valid YAML"),
        ("name: x\nname: z\ndescription: y\n", 3, "twice"),
        ("name: 3000\ndescription: y\n", 2, "in quotes"),
        ("name: no\ndescription: y\n", 2, "in quotes"),
        ("description: y\n", 1, "no `name`"),
        ("name: x\ntools: Read, Fly\n", 3, "no tool 'Fly'"),
        ("name: x\ntools: Read, WebFetch\n", 3, "not given"),
        ("name: x\ntools: [Read, mcp__db__query]\n", 3, "not given"),
        ("name: x\nmodel: Claude Sonnet 4.5 (copilot)\n", 3, "default is used"),
        ("name: x\nmodel: gpt-4o\n", 3, "default is used"),
        ("name: x\nmodel: [opus]\n", 3, "default is used"),
        ("name: x\nhooks:\n  Stop: rm\n", 3, "`hooks` is ignored"),
        ("name: x\nmcpServers: {a: b}\n", 3, "`mcpServers` is ignored"),
        ("name: x\npermissionMode: bypassPermissions\n", 3, "`permissionMode` is ignored"),
    ],
)
def test_what_is_odd_is_told_on_its_line_and_the_rest_is_used(head, line, says):
    persona, problems = told(f"---\n{head}---\nYou.")
    assert persona is not None
    assert persona.prompt == "You."
    assert [(at, says in message) for at, message in problems] == [(line, True)]


@pytest.mark.parametrize(
    ("written", "granted"),
    [
        ("Read, Grep", ("Read", "Grep", "AskUser")),
        ('["Read", "Grep"]', ("Read", "Grep", "AskUser")),
        ("\n  - Read\n  - Grep", ("Read", "Grep", "AskUser")),
        ("Read, Bash(git log:*, git diff:*), Grep", ("Read", "Grep", "AskUser")),
        ('"*"', GRANTED),
        ("Read\ndisallowedTools: Read", ("AskUser",)),
        ("Bash", ("AskUser",)),
        ("Read, Routes, Explain", ("Read", "AskUser")),
    ],
)
def test_tools_are_granted_from_any_spelling_and_never_more_than_there_are(written, granted):
    persona, problems = told(f"{HEAD}tools: {written}\n---\nYou.")
    assert set(persona.tools) == set(granted)
    assert problems == []


def test_a_tool_with_commas_in_parentheses_is_one_tool():
    _, problems = told(f"{HEAD}tools: Read, Agent(a, b)\n---\nYou.")
    assert [message for _, message in problems] == ["The tool Agent is not given to agents here."]


@pytest.mark.parametrize(
    "model",
    [
        "sonnet",
        "Opus",
        "sonnet[1m]",
        "inherit",
        "claude-haiku-4-5",
        "us.anthropic.claude-opus-5-5-v1:0",
    ],
)
def test_a_model_that_is_known_is_taken(model):
    persona, problems = told(f"{HEAD}model: {model}\n---\nYou.")
    assert (persona.model, problems) == (model, [])


def test_a_tool_that_runs_things_is_off_and_that_is_told():
    persona, problems = parse("x.md", f"{HEAD}tools: Read, Bash\n---\nYou.", "user")
    assert "Bash" not in persona.tools
    assert ["Bash is off" in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("head", "commands"),
    [
        ("tools: Read, Bash(git:*)", True),
        ("disallowedTools: Write", True),
        ("tools: Read", False),
        ("tools: Read, Bash\ndisallowedTools: Bash", False),
        ("disallowedTools: Bash", False),
    ],
)
def test_commands_are_for_whoever_asks_for_them_and_does_not_forbid_them(head, commands):
    assert told(f"{HEAD}{head}\n---\nYou.")[0].commands is commands


def test_a_name_without_end_is_cut_and_such_a_model_is_not_taken():
    persona, problems = told(f"---\nname: {'x' * 300}\nmodel: claude-{'x' * 300}\n---\nYou.")
    assert (len(persona.name), persona.model) == (200, "inherit")
    assert [line for line, _ in problems] == [3]


def test_no_tools_said_means_all():
    assert told(f"{HEAD}---\nYou.")[0].tools == GRANTED


def test_a_head_that_is_no_yaml_is_read_line_by_line():
    text = (
        "---\nname: code-reviewer\ndescription: Use this agent when: done. <example>\n"
        "Context: x\nuser: 'Review: it'\nassistant: \"I'll *review*\"\n</example>\n"
        "tools: *\nmodel: opus\ncolor: green\n---\nYou review."
    )
    persona, problems = told(text)
    assert persona.name == "code-reviewer"
    assert persona.description.startswith("Use this agent when: done.")
    assert persona.description.endswith("</example>")
    assert persona.model == "opus"
    assert persona.tools == GRANTED
    assert len(problems) == 1


def test_the_bundled_persona_is_whole():
    persona = personas.bundled("backend-developer")
    _, problems = parse("backend-developer.md", personas.shipped()["backend-developer.md"])
    assert persona.model == "sonnet"
    assert set(persona.tools) == set(GRANTED)
    assert problems == ()


@pytest.mark.parametrize(
    "wanted",
    [
        *("REST", "GraphQL", "gRPC", "WebSocket", "status code", "version", "OpenAPI"),
        *("Normalised", "Indexes", "Migrations", "transaction", "SOLID", "edge cases"),
        *("validated", "OAuth", "JWT", "sessions", "middleware", "parameters", "rate limit", "log"),
        *("N\\+1", "Redis", "memcached", "pool", "paginated", "Profile", "load balancer"),
        *("timeout", "retry", "idempotency", "down", "Layers", "MVC", "thin", "repositories"),
        *("Dependency injection", "One shape of error", "context", "Unit tests", "integration"),
        *("doubles", "Comments", "runbook", "Express", "event loop", "Django", "admin", "FastAPI"),
        *("type hints", "Spring", "annotations", "JPA", "Go", "channels", "Rails", "ActiveRecord"),
        *("requirement", "limits", "trade-off", "pattern", "first version", "load"),
    ],
)
def test_everything_a_backend_developer_answers_for_is_in_the_prompt(wanted):
    assert re.search(wanted, personas.bundled("backend-developer").prompt)


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's own folder of agents."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "backlight" / "agents"
    folder.mkdir(parents=True)
    return folder


def agent(name):
    return f"---\nname: {name}\ndescription: y\n---\nYou are {name}."


def people(root=None, **more):
    """The entries of personas, the bundled one aside."""
    return Library(root, **more).entries("persona")[1:]


def test_the_users_own_come_after_the_bundled_and_never_replace_them(own):
    (own / "mine.md").write_text(agent("mine"))
    (own / "other.md").write_text(agent("backend-developer"))
    found = Library().entries("persona")
    assert [(e.name, e.origin, e.used) for e in found] == [
        ("backend-developer", "bundled", True),
        ("mine", "user", True),
        ("backend-developer", "user", False),
    ]
    assert "is taken by backend-developer.md (bundled)" in found[2].problems[0].message


def test_a_workspaces_own_are_off_until_they_are_trusted(own, tmp_path):
    folder = tmp_path / "work" / ".claude" / "agents"
    folder.mkdir(parents=True)
    (folder / "evil.md").write_text(agent("evil"))
    shut = people(tmp_path / "work")
    assert [(e.name, e.used) for e in shut] == [("evil", False)]
    assert ["is not trusted" in p.message for p in shut[0].problems] == [True]
    shown = []
    opened = people(tmp_path / "work", trust=Anybody(shown))
    assert [(e.name, e.used) for e in opened] == [("evil", True)]
    assert shown == [(str(folder / "evil.md"), sha256(agent("evil").encode()).hexdigest())]


def test_what_is_no_file_or_too_large_is_passed_over_with_a_note(own):
    os.mkfifo(own / "a.md")
    (own / "b.md").mkdir()
    (own / "c.md").write_bytes(b"x" * 50_000_000)
    (own / "d.md").write_bytes(b"---\nname: d\n---\n\xff")
    (own / "e.md").symlink_to("/etc/passwd")
    (own / "f.md").write_text(agent("f"))
    found = people()
    assert [e.found.name for e in found if e.used] == ["f.md"]
    assert [e.found.name for e in found if e.problems] == ["a.md", "b.md", "c.md", "d.md", "e.md"]


def test_ten_thousand_files_are_not_all_read(own):
    for number in range(10_000):
        (own / f"{number:05}.md").touch()
    found = people()
    assert len(found) == 501
    assert "only the first 500" in found[-1].problems[0].message
    assert found[-1].found.path == str(own)


def test_an_agent_file_that_changes_is_read_anew(own):
    (own / "mine.md").write_text(agent("mine"))
    library = Library()
    before = library.entries("persona")[1]
    (own / "mine.md").write_text(agent("mine") + " Now changed.")
    assert before.persona.prompt == "You are mine."
    assert library.entries("persona")[1].persona.prompt == "You are mine. Now changed."
