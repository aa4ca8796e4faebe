"""Routes, protected files and sizes: what a change may not do, or not without asking."""

import pytest

from backlight import checks
from backlight.analysis.facts import EMPTY, Endpoint, Project
from backlight.analysis.syntax import parse
from backlight.checks import generated, protected, remote, removals, routes, sizes, unseen
from backlight.edits import Change, Edit
from backlight.text import Text


def serving(*names):
    endpoints = []
    for name in names:
        method, path = name.split()
        endpoints.append(
            Endpoint(
                method=method,
                path=path,
                handler="h",
                stack="s",
                file="a.py",
                line=3,
                route_file="a.py",
                route_line=3,
            )
        )
    return Project({}, tuple(endpoints), EMPTY.schema, EMPTY.read)


@pytest.mark.parametrize(
    ("before", "after", "adds", "ok", "detail"),
    [
        ([], [], False, True, "No endpoint is known before or after."),
        (["GET /a"], ["GET /a"], False, True, "1 endpoint, the same as before."),
        (
            ["GET /a", "PUT /a"],
            ["PUT /a", "GET /a"],
            False,
            True,
            "2 endpoints, the same as before.",
        ),
        (["GET /a"], [], False, False, "`GET /a` (a.py:3) is no longer served."),
        (
            ["GET /a"],
            ["GET /b"],
            False,
            False,
            "`GET /a` (a.py:3) is no longer served. `GET /b` (a.py:3) is served now and was not.",
        ),
        (
            ["GET /a"],
            ["GET /a", "GET /b"],
            False,
            False,
            "`GET /b` (a.py:3) is served now and was not.",
        ),
        (["GET /a"], ["GET /a", "GET /b"], True, True, "New: `GET /b`; all others are as before."),
        (["GET /a"], ["GET /b"], True, False, "`GET /a` (a.py:3) is no longer served."),
        (
            ["GET /a/{x}"],
            ["GET /a/{x}", "GET /a/{y}"],
            True,
            False,
            "`GET /a/{y}` is served twice.",
        ),
        (
            ["GET /a"],
            ["GET /a", "GET /a"],
            False,
            False,
            "`GET /a` (a.py:3) is served now and was not.",
        ),
        (["GET /a", "GET /a"], ["GET /a"], True, False, "`GET /a` (a.py:3) is no longer served."),
        (
            ["GET /{x}"],
            ["GET /{y}"],
            False,
            False,
            "`GET /{x}` (a.py:3) is no longer served. `GET /{y}` (a.py:3) is served now and was not.",
        ),
    ],
)
def test_routes(before, after, adds, ok, detail):
    found = routes.check(serving(*before), serving(*after), adds=adds)
    assert (found.ok, found.detail) == (ok, detail)


@pytest.mark.parametrize(
    "path",
    [
        *(
            ".vscode/settings.json",
            "a/.git/hooks/pre-commit",
            ".github/workflows/ci.yml",
            "web/.npmrc",
        ),
        *(
            "Makefile",
            "package.json",
            "web/package.json",
            "tests/conftest.py",
            ".envrc",
            ".env.local",
        ),
        *(".VSCODE/Settings.json", "x.code-workspace", "Dockerfile", "backlight.toml", "CLAUDE.md"),
        *(
            "agents/x.md",
            ".backlight/x.md",
            ".nvim.lua",
            ".dir-locals.el",
            ".eslintrc.js",
            "web/vite.config.ts",
            ".cargo/config.toml",
            "gradlew",
            "Rakefile",
            ".bashrc",
            ".cursorrules",
            "x.sublime-project",
            "mise.toml",
            "GIT~1/config",
            "libs/core/.git",
            ".hg/hgrc",
            ".pnp.cjs",
            ".lefthook.yml",
            "lint-staged.config.mjs",
            "api.Dockerfile",
            "composer.json",
            ".husky/pre-push",
            ".idea/a.xml",
            ".devcontainer/a.json",
            "setup.py",
            "a.pth",
        ),
    ],
)
def test_a_protected_file_needs_confirmation(path):
    found = protected.check(Change({"app.py": ()}, {path: "x"}))
    assert (found.ok, found.confirm) == (False, True)
    assert found.detail == f"{path} runs or steers tools: needs confirmation."


@pytest.mark.parametrize("path", ["server/lib/agents/telegram.ts", "agents.py", "setup/views.py"])
def test_code_that_has_such_a_name_needs_none(path):
    assert protected.check(Change({"app.py": ()}, {path: "x"})).ok


@pytest.mark.parametrize(
    "path", ["app.py", "src/package.ts", "tests/test_a.py", "github/a.py", "environment.py"]
)
def test_an_ordinary_file_needs_none(path):
    assert protected.check(Change({path: ()})).ok


def project(text):
    source = parse("a.py", Text(text))
    return Project({}, (), EMPTY.schema, {"a.py": source}.get, ("a.py",))


@pytest.mark.parametrize(
    ("text", "edit", "detail"),
    [
        ("x = 1\n", Edit(0, 6, ""), "a.py is emptied."),
        ("x = 1\n", Edit(0, 6, " \n"), "a.py is emptied."),
        ("x = 1\n" * 100, Edit(0, 360, ""), "a.py shrinks by 60 %."),
        ("x = 1\n" * 1000, Edit(0, 6 * 201, ""), "a.py loses 201 lines."),
        ("x = 1\n" * 1000, Edit(0, 6 * 200, ""), None),
        ("x = 1\n" * 100, Edit(0, 300, ""), None),
        ("x = 1\n" * 10, Edit(0, 54, ""), None),
        ("", Edit(0, 0, ""), None),
    ],
)
def test_a_file_that_shrinks_much_needs_confirmation(text, edit, detail):
    found = sizes.check(project(text), Change({"a.py": (edit,)}))
    assert (found.ok, found.confirm) == (detail is None, detail is not None)
    assert found.detail == (
        f"{detail} This needs confirmation." if detail else "No file is emptied or halved."
    )


def test_all_of_them_run_and_the_action_says_whether_it_adds():
    def done(adds):
        found = checks.all_of(serving("GET /a"), serving("GET /a", "GET /b"), Change(), adds=adds)
        return {check.name: check.ok for check in found}

    assert done(adds=True)["routes"]
    assert not done(adds=False)["routes"]
    assert {"syntax", "routes", "protected files", "sizes"} <= set(done(adds=True))


def holding(path, text):
    source = parse(path, Text(text))
    return Project({}, (), EMPTY.schema, lambda asked: source if asked == path else None)


@pytest.mark.parametrize(
    ("path", "text", "ok"),
    [
        ("api.py", "# Code generated by protoc. DO NOT EDIT.\nx = 1\n", False),
        ("api.ts", "// @generated\nlet x\n", False),
        ("web/node_modules/x/index.js", "let x\n", False),
        ("api.py", "x = 1\n" * 500 + "# Generated by a program. DO NOT EDIT\n", True),
        ("api.py", "# DO NOT EDIT this without asking Ann.\nx = 1\n", True),
        ("api.js", "/**\n * Autogenerated by Thrift\n *\n * DO NOT EDIT\n */\nlet x\n", False),
        ("vendor.py", "x = 1\n", True),
    ],
)
def test_a_generated_file_needs_confirmation(path, text, ok):
    found = generated.check(holding(path, text), Change({path: (Edit(0, 0, "y\n"),)}))
    assert (found.ok, found.confirm) == (ok, not ok)


@pytest.mark.parametrize(
    ("before", "new", "ok"),
    [
        ("x = 1\n", "y = '\u202e'\n", False),
        ("x = 1\n", "y\U000e0041\n", False),
        ("x = 1\n", "y = \u3164\n", False),
        ("x = 1\n", "y = 'a\U000e0100'\n", False),
        ("x = 1\n", "y\u00ad = 1\n", False),
        ("x = '\u202e'\n", "y = '\u202e'\n", True),
        ("x = 1\n", "\ty = 'é😀\u00a0'\r\n", True),
    ],
)
def test_unseen_characters_need_confirmation(before, new, ok):
    found = unseen.check(holding("a.py", before), Change({"a.py": (Edit(0, 0, new),)}))
    assert (found.ok, found.confirm) == (ok, not ok)
    assert unseen.check(EMPTY, Change({}, {"b.py": "\u200b"})).confirm


@pytest.mark.parametrize(
    ("path", "text", "ok"),
    [
        ("conf.json", '{"$schema": "http://h/?d=SECRET"}\n', False),
        ("conf.json", '{ "$schema" : "//h/s.json"}\n', False),
        ("conf.yaml", "# yaml-language-server: $schema=https://h/s.json\n", False),
        ("conf.xml", '<a xsi:schemaLocation="x http://h/a.xsd"/>\n', False),
        ("conf.xml", '<!DOCTYPE a SYSTEM "http://h/a.dtd">\n', False),
        ("conf.xml", '<!DOCTYPE a [<!ENTITY x SYSTEM "https://h/">]>\n', False),
        ("conf.toml", "#:schema https://h/s.json\n", False),
        ("conf.json", '{"$schema": "./local.json", "url": "http://h/"}\n', True),
        ("app.py", 'SCHEMA = "http://h/"\n', True),
    ],
)
def test_a_schema_that_an_editor_would_fetch_needs_confirmation(path, text, ok):
    found = remote.check(EMPTY, Change({}, {path: text}))
    assert (found.ok, found.confirm) == (ok, not ok)


def test_a_schema_that_was_there_may_stay():
    text = '{"$schema": "https://h/s.json", "a": 1}\n'
    change = Change({"a.py": (Edit(0, len(text), text.replace("1", "2")),)})
    assert remote.check(holding("a.py", text), change).ok


def test_what_is_deleted_or_renamed_needs_a_yes_whoever_proposes_it():
    fine = removals.check(Change(created={"a.py": ""}))
    assert (fine.ok, fine.confirm) == (True, False)
    found = removals.check(Change(deleted=("a.py",), renamed={"b.py": "c.py"}))
    assert (found.ok, found.confirm, found.files) == (False, True, ("a.py", "b.py"))
    assert found.detail == "a.py is deleted. b.py becomes c.py. This needs confirmation."


@pytest.mark.parametrize("change", [Change(deleted=(".env",)), Change(renamed={"a": "Makefile"})])
def test_protected_files_stay_protected_when_they_go_or_come(change):
    found = protected.check(change)
    assert (found.ok, found.confirm) == (False, True)
    assert set(found.files) <= {".env", "Makefile"}


def test_only_the_files_in_doubt_are_named():
    change = Change({"main.py": (Edit(0, 0, "x"),)}, {"package.json": "{}"})
    assert protected.check(change).files == ("package.json",)
