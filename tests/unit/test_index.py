"""What is known of a project, also when one file of it is odd."""

from dataclasses import replace

import pytest

from backlight import index
from backlight.analysis.enriched import enriched
from backlight.analysis.syntax import parse
from backlight.edits import Change, Edit
from backlight.stacks import FRAMEWORKS
from backlight.stacks.fastapi import FASTAPI
from backlight.text import Text
from backlight.workspace import Document, Snapshot

APP = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.{}('/a')\ndef one(): pass\n"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "app.py").write_text(APP.format("get"))
    return tmp_path


def routes(project):
    return [f"{e.method} {e.path}" for e in project.endpoints]


def test_an_open_buffer_counts_and_not_the_disk(root):
    opened = Snapshot(root, {"app.py": Document(Text(APP.format("post")), 2)})
    assert routes(index.built(Snapshot(root))) == ["GET /a"]
    assert routes(index.built(opened)) == ["POST /a"]


def test_files_that_come_before_one_that_names_their_framework_are_read_once(tmp_path):
    (tmp_path / "package.json").write_text('{"dependencies": {"express": "^5.1.0"}}')
    (tmp_path / "a.js").write_text("export const path = '/a';\n")
    (tmp_path / "z.js").write_text(
        "import express from 'express';\nimport { path } from './a.js';\n"
        "express().get(path, (req, res) => res.send(''));\n"
    )
    kept, snapshot = index.Index(), Snapshot(tmp_path)
    assert sorted(kept.steps(snapshot)) == ["a.js", "z.js"]
    assert routes(kept.project(snapshot)) == ["GET /a"]
    (tmp_path / "package.json").write_bytes(b"\xff\xfe\x00 cut in ha")
    assert routes(index.built(Snapshot(tmp_path))) == ["GET /a"]


def test_a_file_is_read_again_only_when_it_changed(root, monkeypatch):
    read = []
    kept = index.Index()
    real = Snapshot.read
    monkeypatch.setattr(Snapshot, "read", lambda self, path: read.append(path) or real(self, path))
    for _ in range(2):
        assert list(kept.steps(Snapshot(root))) == ["app.py"]
    assert read == ["app.py"]
    (root / "app.py").write_text(APP.format("delete"))
    list(kept.steps(Snapshot(root)))
    assert routes(kept.project(Snapshot(root))) == ["DELETE /a"]
    (root / "app.py").unlink()
    list(kept.steps(Snapshot(root)))
    assert routes(kept.project(Snapshot(root))) == []


def test_a_stack_that_fails_on_a_file_costs_only_itself(root, monkeypatch, caplog):
    def fails(*_):
        raise RecursionError("odd")

    broken = replace(FASTAPI, scan=fails, handlers=fails)
    stacks = tuple(broken if s is FASTAPI else s for s in FRAMEWORKS)
    monkeypatch.setattr("backlight.index.reading.FRAMEWORKS", stacks)
    monkeypatch.setattr("backlight.index.linking.FRAMEWORKS", stacks)
    project = index.built(Snapshot(root))
    assert project.files["app.py"].handlers == ()
    assert "failed" in caplog.text


ROUTER = "from kit import Router\n\nrouter = Router()\n\n\n@router.get('/b')\ndef two(): pass\n"
KIT = "from fastapi import APIRouter\n\n\nclass Router(APIRouter): pass\n"


def test_a_project_is_read_for_the_stacks_that_it_speaks(root):
    (root / "app.py").write_text("import django\n")
    (root / "a.py").write_text(ROUTER)
    kept = index.Index()
    assert list(kept.steps(Snapshot(root))) == ["a.py", "app.py"]
    project = kept.project(Snapshot(root))
    assert (routes(project), [*project.files["a.py"].fragments]) == ([], [])


def test_files_are_read_again_once_a_stack_is_spoken(root):
    (root / "app.py").write_text("import django\n")
    (root / "a.py").write_text(ROUTER)
    kept = index.Index()
    list(kept.steps(Snapshot(root)))
    assert routes(kept.project(Snapshot(root))) == []
    (root / "kit.py").write_text(KIT)
    assert list(kept.steps(Snapshot(root))) == ["a.py", "app.py", "kit.py", "a.py"]
    assert routes(kept.project(Snapshot(root))) == ["GET /b"]


def test_settings_that_name_no_framework_may_hold_secrets(root):
    (root / "app.yml").write_text("db:\n  password: 'kJ8#xQz21Lmv9'\n")
    (root / "other.yml").write_text("a: 1\n")
    files = index.built(Snapshot(root)).files
    assert [name for name, _ in files["app.yml"].secrets] == ["password"]
    assert "other.yml" not in files


def test_a_file_that_cannot_be_parsed_leaves_the_others_known(root, monkeypatch, caplog):
    (root / "odd.py").write_text("import fastapi\n")
    odd = "backlight.index.reading.parse"
    monkeypatch.setattr(odd, lambda p, *a: 1 / 0 if p == "odd.py" else parse(p, *a))
    assert routes(index.built(Snapshot(root))) == ["GET /a"]
    assert "failed" in caplog.text


@pytest.mark.parametrize("text", ["x = 1\n" * 200_000, "import fastapi;" * 100 + "\n"])
def test_what_a_machine_wrote_is_left_alone(root, text):
    (root / "made.py").write_text("import fastapi\n" + text)
    assert "made.py" not in index.built(Snapshot(root)).files


def test_a_dump_with_one_long_line_for_each_table_is_a_schema(root):
    columns = ", ".join(f"c{n} character varying(255) DEFAULT 'x' NOT NULL" for n in range(200))
    dump = f"CREATE TABLE big (id bigint PRIMARY KEY, {columns});\nCREATE INDEX i ON big (c3);\n"
    (root / "schema.sql").write_text(dump)
    (root / "data.sql").write_text(f"INSERT INTO big VALUES ({'1, ' * 5000}2);\n")
    known = index.built(Snapshot(root))
    assert [(t.name, len(t.columns)) for t in known.schema.tables] == [("big", 201)]
    assert "data.sql" not in known.files


def test_the_project_after_a_change_has_its_new_routes_and_files(root):
    before = index.built(Snapshot(root))
    at = before.read("app.py").text.data.index(b"get")
    new = "from fastapi import APIRouter\n\nrouter = APIRouter()\n"
    after = index.after(before, Change({"app.py": (Edit(at, at + 3, "put"),)}, {"n.py": new}))
    assert routes(after) == ["PUT /a"]
    assert after.paths == ("app.py", "n.py")
    assert after.read("n.py").text.source == new
    assert routes(before) == ["GET /a"]


def test_what_is_deleted_is_gone_and_what_is_renamed_is_known_under_its_new_name(root):
    (root / "b.py").write_text(APP.format("put"))
    before = index.built(Snapshot(root))
    after = index.after(before, Change(deleted=("app.py",), renamed={"b.py": "c.py"}))
    assert [(e.file, e.method) for e in after.endpoints] == [("c.py", "PUT")]
    assert after.read("app.py") is after.read("b.py") is None
    assert after.paths == ("c.py",)


@pytest.mark.parametrize(
    ("files", "dialect"),
    [
        ({}, ""),
        ({"package.json": '{"dependencies": {"mysql2": "^3.9.0"}}'}, "mysql"),
        (
            {"package.json": '{"dependencies": {"pg": "8"}, "devDependencies": {"sqlite3": "5"}}'},
            "postgres",
        ),
        ({"package.json": '{"dependencies": {"sqlite3": "5"}}'}, "sqlite"),
        ({"requirements.txt": "Flask\nPyMySQL==1.1\n"}, "mysql"),
        ({"pyproject.toml": 'dependencies = ["psycopg[binary]>=3"]\n'}, "postgres"),
        (
            {"shop/settings.py": 'DATABASES = {"default": {"ENGINE": "django.db.backends.mysql"}}'},
            "mysql",
        ),
        ({"go.mod": "require github.com/jackc/pgx/v5 v5.5.0\n"}, "postgres"),
        ({"Gemfile": 'gem "mysql2"\n', "config/database.yml": "adapter: mysql2\n"}, "mysql"),
        ({"src/main/resources/application.yml": "url: jdbc:postgresql://db/shop\n"}, "postgres"),
        ({"prisma/schema.prisma": 'datasource db {\n  provider = "sqlite"\n}\n'}, "sqlite"),
        ({"docker-compose.yml": "image: mariadb:11\n"}, "mysql"),
        ({"compose.yml": "image: 'ghcr.io/a/postgis:16'\n"}, "postgres"),
        pytest.param({"compose.yml": "image:" * 43_690}, "", id="a search that would not end"),
        ({"requirements.txt": "psycopg2\nPyMySQL\n"}, ""),
        ({"README.md": "Runs on mysql2 and jdbc:mysql://x"}, ""),
        ({"requirements.txt": b"\xff\xfep\x00s\x00"}, ""),
    ],
    ids=str,
)
def test_sql_is_of_the_database_that_the_project_names(root, files, dialect):
    (root / "app.py").write_text('def names(c):\n    return c.execute("SELECT name FROM users")\n')
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    kept = index.Index()
    list(kept.steps(Snapshot(root)))
    project = kept.project(Snapshot(root))
    (query,) = enriched(project.files["app.py"], project).queries
    assert query.dialect == dialect


def test_a_manifest_that_changes_is_heard(root):
    kept = index.Index()
    for text, dialect in (("PyMySQL", "mysql"), ("psycopg2", "postgres"), (None, "")):
        manifest = root / "requirements.txt"
        manifest.unlink(missing_ok=True) if text is None else manifest.write_text(text)
        list(kept.steps(Snapshot(root)))
        assert kept.project(Snapshot(root)).dialect == dialect


@pytest.mark.parametrize(
    ("path", "held"),
    [
        ("vendor/javascript/languages/sql.js", 0),
        ("vendor/assets/javascripts/sql.js", 0),
        ("app/static/vendor/sql.js", 0),
        ("src/vendor/sql.js", 1),
    ],
)
def test_a_script_that_others_wrote_holds_no_query(tmp_path, path, held):
    text = 'export const find = (db) => db.query("SELECT * FROM users WHERE id = 1");\n'
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text(text)
    project = index.built(Snapshot(tmp_path))
    facts = project.files.get(path)
    assert len(facts.queries if facts else ()) == held
    assert len(index.facts_of(parse(path, Text(text))).queries) == held
