"""What was read of a project before is not read again, and is never believed over the files."""

import os
import pickle
import sqlite3
import stat
from pathlib import Path

import pytest

from backlight import index
from backlight.state.facts import MOST, Facts
from backlight.text import Text
from backlight.workspace import Document, Snapshot

APP = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.{}('/a')\ndef one(): pass\n"
SQL = "CREATE TABLE users (id int PRIMARY KEY);\n"


@pytest.fixture
def root(workspace):
    (workspace / "app.py").write_text(APP.format("get"))
    (workspace / "schema.sql").write_text(SQL)
    (workspace / "plain.py").write_text("x = 1\n")
    return workspace


@pytest.fixture
def environ(tmp_path):
    return {"XDG_CACHE_HOME": str(tmp_path / "cache")}


@pytest.fixture
def kept(tmp_path, root, environ):
    """The file in which the facts of the project are kept, after a first start."""
    known(root, environ)
    (path,) = (tmp_path / "cache/backlight/facts").iterdir()
    return path


def known(root, environ, buffers=None):
    """What a start of the server knows: routes, tables, and the files that hold facts."""
    snapshot = Snapshot(root, buffers or {})
    project = index.built(snapshot, Facts(environ, str(root)))
    routes = [f"{e.method} {e.path}" for e in project.endpoints]
    return routes, [t.name for t in project.schema.tables], sorted(project.files)


WHOLE = (["GET /a"], ["users"], ["app.py", "schema.sql"])


def rewritten(path, text):
    """Another text of the same size, with the time of the one before: `stat` sees no difference."""
    seen = path.stat()
    path.write_text(text)
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def test_a_second_start_does_not_open_what_stat_calls_the_same(root, environ, kept):
    assert known(root, environ) == WHOLE
    rewritten(root / "app.py", APP.format("put"))
    assert known(root, environ) == WHOLE


def test_a_file_that_changed_is_read_anew(root, environ, kept):
    (root / "app.py").write_text(APP.format("delete"))
    assert known(root, environ)[0] == ["DELETE /a"]
    assert known(root, environ)[0] == ["DELETE /a"]


def test_a_file_that_was_only_touched_is_not_parsed_again(root, environ, kept, monkeypatch):
    os.utime(root / "app.py", ns=(1, 1))
    monkeypatch.setattr("backlight.index.reading.facts_of", lambda _source: 1 / 0)
    assert known(root, environ) == WHOLE


def test_files_that_came_and_went(root, environ, kept):
    (root / "more.py").write_text(APP.format("put").replace("/a", "/b"))
    (root / "schema.sql").unlink()
    for _ in range(2):
        assert known(root, environ) == (["GET /a", "PUT /b"], [], ["app.py", "more.py"])


def test_what_stands_in_a_buffer_only_is_not_kept(root, environ, kept):
    typed = {"app.py": Document(Text(APP.format("patch")), 1)}
    assert known(root, environ, typed)[0] == ["PATCH /a"]
    assert known(root, environ) == WHOLE


def test_the_facts_themselves_come_back_as_they_were(root, environ, kept):
    first = index.built(Snapshot(root))
    again = index.built(Snapshot(root), Facts(environ, str(root)))
    assert dict(again.files) == dict(first.files)
    assert (again.endpoints, again.schema) == (first.endpoints, first.schema)


class Evil:
    """What a hostile file of pickles would do."""

    def __reduce__(self):
        return os.mkdir, ("/tmp/backlight-was-here",)


@pytest.mark.parametrize(
    "data",
    [
        pickle.dumps(Evil()),
        pickle.dumps(print),
        pickle.dumps((1, 2)),
        b"",
        b"\x80\x05garbage",
        b"x",
    ],
    ids=["calls a function", "names a function", "another value", "nothing", "cut", "no pickle"],
)
@pytest.mark.parametrize("table", ["facts", "whole"])
def test_bytes_that_hold_no_facts_are_not_believed(root, environ, kept, data, table):
    with sqlite3.connect(kept) as base:
        base.execute(f"UPDATE {table} SET data = ?", (data or b"\0",))
        base.execute("DELETE FROM whole" if table == "facts" else "SELECT 1")
    base.close()
    for _ in range(2):
        assert known(root, environ)[:2] == WHOLE[:2]
    assert not Path("/tmp/backlight-was-here").exists()


def test_a_file_that_is_no_database_is_made_anew(root, environ, kept):
    kept.write_bytes(b"not a database at all" * 1000)
    assert known(root, environ) == WHOLE
    assert sqlite3.connect(kept).execute("SELECT count(*) FROM file").fetchone() == (3,)


def test_what_other_code_wrote_is_thrown_away(root, environ, kept):
    with sqlite3.connect(kept) as base:
        base.execute("UPDATE code SET mark = 'older'")
        base.execute("UPDATE whole SET data = x'00'")
        base.execute("ALTER TABLE file RENAME COLUMN holds TO data")
        base.execute("CREATE TABLE more (path TEXT)")
    base.close()
    rewritten(root / "app.py", APP.format("put"))
    assert known(root, environ)[0] == ["PUT /a"]
    rewritten(root / "app.py", APP.format("get"))
    assert known(root, environ)[0] == ["PUT /a"]  # What this code wrote is kept


@pytest.mark.parametrize(
    "spoilt",
    [
        "DROP TABLE file",
        "ALTER TABLE file RENAME COLUMN holds TO data",
        "UPDATE file SET holds = NULL",
        "UPDATE file SET path = x'ff00' WHERE path = 'app.py'",
        "UPDATE facts SET data = 99999999999; DELETE FROM whole",
        "UPDATE whole SET data = 'words'",
        "CREATE TRIGGER more AFTER INSERT ON file BEGIN DELETE FROM file; END",
        "DROP TABLE file; CREATE VIEW file AS SELECT 1",
        'UPDATE code SET mark = \'x\'; CREATE TABLE "a""b" (x INTEGER PRIMARY KEY AUTOINCREMENT)',
    ],
)
def test_what_somebody_changed_in_the_file_is_made_anew(root, environ, kept, spoilt):
    base = sqlite3.connect(kept)
    base.executescript(spoilt)
    base.close()
    assert known(root, environ)[:2] == WHOLE[:2]
    facts = Facts(environ, str(root))
    assert {path: holds for path, (_, _, holds) in facts.stamps().items()} == {
        "app.py": True,
        "plain.py": False,
        "schema.sql": True,
    }


def test_while_another_server_writes_nothing_is_waited_for_or_lost(root, environ, kept):
    other = sqlite3.connect(kept, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    (root / "app.py").write_text(APP.format("delete"))
    assert known(root, environ)[0] == ["DELETE /a"]
    other.execute("ROLLBACK")
    other.close()
    assert known(root, environ)[0] == ["DELETE /a"]


@pytest.mark.parametrize(
    "given",
    [{}, {"HOME": "home"}, {"XDG_CACHE_HOME": "/dev/null"}, {"XDG_CACHE_HOME": "/proc/1"}],
    ids=["no home", "a home that is no path", "a file in its place", "nothing can be made there"],
)
def test_without_a_place_to_keep_them_facts_are_read_each_time(root, given):
    assert known(root, given) == WHOLE


def test_a_link_in_the_place_of_the_folder_is_not_followed(root, environ, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache/backlight").symlink_to(elsewhere)
    assert known(root, environ) == WHOLE
    assert not any(elsewhere.iterdir())


def test_it_is_the_users_alone(kept):
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_only_so_many_projects_are_kept(root, environ, kept):
    for n in range(MOST + 5):
        Facts(environ, f"/srv/{n}").stamps()
    assert len(list(kept.parent.iterdir())) == MOST
