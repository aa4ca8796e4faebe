"""Real files cut at any place, as they are while one types: nothing fails, the menu is there."""

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from backlight import index, menu
from backlight.analysis.syntax import Span, parse
from backlight.index import linked
from backlight.text import Text
from backlight.workspace import Snapshot
from backlight.workspace.snapshot import Document

DATA = Path(__file__).parents[1] / "data"
LOST = {".py": 0, ".js": 0, ".ts": 0, ".java": 0, ".go": 0, ".rb": 0}
"""Handlers elsewhere in the file that are not seen while a name is half-written, of all places."""
FILES = (
    *sorted(path for path in (DATA / "real").glob("*/**/*.*") if path.suffix in LOST),
    DATA / "cases" / "microblog" / "app" / "main" / "routes.py",
    DATA / "cost" / "full-stack-fastapi-template" / "app" / "api" / "routes" / "items.py",
    DATA / "cost" / "node-express-boilerplate" / "src" / "controllers" / "user.controller.js",
    DATA / "cost" / "node-express-boilerplate" / "src" / "models" / "user.model.js",
)
STRAY = (
    "",
    "(",
    "{",
    "[",
    ")",
    "}",
    "'",
    '"',
    "`",
    '"""',
    "#{",
    "${",
    "/*",
    "=>",
    "@",
    ".",
    "\x00",
)
PLACES = 8


def application(path):
    """The folder of the application that a file is of, and all of its files as one has them open."""
    root = next(p for p in path.parents if p.parent.parent == DATA)
    texts = {p.relative_to(root).as_posix(): p.read_bytes().decode() for p in root.glob("**/*.*")}
    return path.relative_to(root).as_posix(), texts


def states(text, random):
    """Cut off behind a place, or with something stray at it; with the place."""
    for _ in range(PLACES):
        at, stray = random.randrange(len(text) + 1), random.choice(STRAY)
        yield text[:at] + stray, at + len(stray)
        yield text[:at] + stray + text[at:], at + len(stray)
        yield text[:at] + stray + text[random.randrange(at, len(text) + 1) :], at


def test_every_language_is_cut():
    assert {path.suffix for path in FILES} == LOST.keys()


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.relative_to(DATA).as_posix())
def test_a_cut_anywhere_fails_nowhere_and_the_menu_answers(file, tmp_path, caplog):
    path, texts = application(file)
    opened = {name: Document(Text(text)) for name, text in texts.items()}
    project = index.built(Snapshot(tmp_path, opened))
    source = whole = parse(path, Text(texts[path]))
    caplog.set_level(logging.WARNING)
    for text, at in states(texts[path], Random(path)):  # noqa: S311  # The same places each time
        source = parse(path, Text(text), source)
        facts = index.facts_of(source)
        index.findings(facts, source, project)
        known = replace(linked({**project.files, path: facts}), read=project.read)
        cursor = len(text[:at].encode())
        for one in (project, known):
            offered = menu.offers(menu.context(source, Span(cursor, cursor), one))
            assert all(offer.title for _, offer in offered)
        said = f"{text[:at][-80:]!r} | {text[at:][:80]!r}"
        assert not caplog.records, f"{said}: {caplog.text}"  # A part that failed says so there
    again = parse(path, whole.text, source)
    assert repr(index.facts_of(again)) == repr(index.facts_of(whole))  # Some compare by identity


def test_a_half_written_name_hides_no_more_handlers_than_known():
    lost, seen = Counter(), Counter()
    for file in FILES:
        text, random = file.read_bytes().decode(), Random(file.name)  # noqa: S311  # As above
        whole = index.facts_of(parse(file.name, Text(text)))
        for _ in range(PLACES):
            at = random.randrange(len(text))
            here = len(text[:at].encode())
            found = index.facts_of(parse(file.name, Text(f"{text[:at]}name.{text[at:]}")))
            away = {h.name for h in whole.handlers if not h.span.touches(Span(here, here))}
            seen[file.suffix] += len(away)
            lost[file.suffix] += len(away - {h.name for h in found.handlers})
    assert all(seen[suffix] for suffix in LOST)
    assert {suffix: lost[suffix] for suffix in LOST} == LOST, seen


RUBY = """class UsersController < ApplicationController
  before_action :login

  def index
    @users = User.where(name: params[:q])
    render json: @users
  end

  def show
    if params[:full]
      render json: whole
    end
  end

  def create = head(:created)

  private

  def whole
    User.find(params[:id])
  end
end
"""
JAVA = """@RestController
class Users {
    private final Repository repository;

    Users(Repository repository) {
        this.repository = repository;
    }

    @GetMapping(
        "/users"
    )
    List<User> index(@RequestParam String q) {
        if (q == null) {
            return repository.all();
        }
        return repository.find(q);
    }

    @PostMapping("/users")
    public User create(
        @RequestBody User user
    )
    {
        return repository.save(user);
    }
}
"""
GO = """package main

func index(w http.ResponseWriter, r *http.Request) {
\tif r.FormValue("q") == "" {
\t\treturn
\t}
\tpanic(errors.New("none"))
}

func main() {
\thttp.HandleFunc("GET /users", index)
\thttp.HandleFunc("POST /users", func(w http.ResponseWriter, r *http.Request) {
\t\tw.Write(nil)
\t})
}
"""
ALL_OF = {
    "users_controller.rb": (RUBY, {"users#index", "users#show", "users#create"}),
    "Users.java": (JAVA, {"Users.index", "Users.create"}),
    "main.go": (GO, {"index", "POST /users"}),
}
BREAKS = (
    (
        "users_controller.rb",
        "    render json: @users\n  end",
        "    render json: @users\n  name.end",
    ),
    ("users_controller.rb", "    end\n  end", "    name.\n  end"),
    ("users_controller.rb", "    if params", "    ifname. params"),
    ("users_controller.rb", "  before_action :login", "  before_action :login do"),
    ("users_controller.rb", "    User.find(params[:id])\n  end\nend", "    User.find(params["),
    ("users_controller.rb", "json: @users", "json: { users: [@users"),
    ("users_controller.rb", "(name: params[:q])\n", '(name: "\n'),
    ("Users.java", "if (q == null) {", "if (q == name.null {"),
    ("Users.java", "return repository.find(q);", 'return repository.find("'),
    ("Users.java", "    Users(Repository repository) {", "    Users(Repository repository {"),
    (
        "Users.java",
        "        return repository.save(user);\n    }\n}",
        "        return repository.sa",
    ),
    ("main.go", 'errors.New("none")', 'errors.New(name."none")'),
    ("main.go", 'r.FormValue("q") == "" {', 'r.FormValue("q'),
    ("main.go", "w.Write(nil)", "w.Write(nil"),
)


@pytest.mark.parametrize(("path", "before", "broken"), BREAKS)
def test_what_is_typed_in_one_place_hides_no_handler(path, before, broken):
    code, names = ALL_OF[path]
    assert code.count(before) == 1
    source = parse(path, Text(code.replace(before, broken)))
    found = index.facts_of(source).handlers
    assert {handler.name for handler in found} == names
    for handler in found:  # Every byte is where it was
        last = handler.name.rpartition("#")[2].rpartition(".")[2]
        assert last.split()[-1] in source.text.source.split("\n")[handler.line - 1]


def test_what_is_not_broken_is_read_as_before():
    whole = index.facts_of(parse("users_controller.rb", Text(RUBY)))
    broken = RUBY.replace("      render json: whole", "      render json: whole(")
    half = index.facts_of(parse("users_controller.rb", Text(broken)))
    assert [i.name for h in whole.handlers for i in h.inputs] == ["q", "full"]
    assert [i.name for h in half.handlers for i in h.inputs] == ["q", "full"]
