"""The test of a Flask resource: a small app on SQLite, the whole life of a row, the refusals."""

from collections.abc import Sequence
from dataclasses import dataclass

from backlight.analysis.python_routes import is_test
from backlight.stacks.flask.crud import Crud
from backlight.stacks.pydantic.header import written
from backlight.stacks.pydantic.resource import Resource
from backlight.stacks.pydantic.samples import sample


def test_path(of: Resource, paths: Sequence[str]) -> str:
    """Where the project keeps its tests."""
    tests = [p for p in paths if is_test(p) and p.rpartition("/")[2].startswith("test_")]
    inside = [p for p in tests if "/" in p]
    folder = inside[0].rpartition("/")[0] if inside else "tests"
    return f"{folder}/test_{of.many}.py"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Where the test imports what it needs from; modules by their dotted names."""

    routes: str
    owner: str
    """The module of a shared blueprint, empty for one of its own."""
    database: str
    models: str
    auth: tuple[str, str] | None
    """The object whose `authenticate` the test replaces, and its module."""
    factory: tuple[tuple[str, str], ...]
    """`create_app` and the configuration class, each with its module; empty without a factory."""
    prefix: str
    """What stands before the routes in the application."""
    mounted: str
    """The prefix that the place which registers the blueprint gives it."""


def test_text(crud: Crud, names: Names) -> str:
    """The whole file; where it cannot sign in, what the schemas refuse is all that is tested."""
    of = crud.of
    wanted: dict[str, set[str]] = {"pytest": set()}
    known = (names.routes, names.owner, names.database, names.models, *dict(names.factory).values())
    tops = frozenset(name.split(".")[0] for name in known if name)
    head = f'"""{of.many.replace("_", " ").capitalize()} over HTTP: answers and refusals."""\n\n'
    if crud.auth and names.auth is None:
        wanted |= {"pydantic": {"ValidationError"}, names.routes: {f"{of.model}Create"}}
        return head + written(wanted, tops) + "\n\n" + _schema(of)
    wanted.setdefault(names.database, set()).add(crud.database)
    wanted.setdefault(names.models, set()).add(of.model)
    for name, module in names.factory:
        wanted.setdefault(module, set()).add(name)
    if not names.factory:
        wanted["flask"] = {"Flask"}
        wanted.setdefault(names.owner or names.routes, set()).add(crud.owner)
    if names.auth is not None:
        wanted["types"] = {"SimpleNamespace"}
        wanted.setdefault(names.auth[1], set()).add(names.auth[0])
    shared = names.owner and not names.factory
    base = crud.base if shared else f"{names.prefix}{crud.base}"
    parts = [_client(crud, names), _life(of, base), _missing(of, base), _refused(of, base)]
    return head + written(wanted, tops) + "\n\n" + "\n\n".join(parts)


def _client(crud: Crud, names: Names) -> str:
    signed = ""
    if names.auth is not None:
        signed = (
            "    person = SimpleNamespace(id=1)\n"
            f'    monkeypatch.setattr({names.auth[0]}, "authenticate", lambda *_: person)\n'
        )
    return (
        _testing(names)
        + "@pytest.fixture\n"
        + f"def client({'monkeypatch' if signed else ''}):\n"
        + _app(crud, names)
        + signed
        + "    with app.app_context():\n"
        + f"        {crud.of.model}.metadata.create_all({crud.database}.engine)\n"
        + "        yield app.test_client()\n"
    )


def _testing(names: Names) -> str:
    if not names.factory:
        return ""
    return (
        f"class Testing({names.factory[1][0]}):\n"
        "    TESTING = True\n"
        '    SQLALCHEMY_DATABASE_URI = "sqlite://"\n\n\n'
    )


def _app(crud: Crud, names: Names) -> str:
    mounted = f', url_prefix="{names.mounted}"' if names.mounted else ""
    if names.factory:
        return f"    app = {names.factory[0][0]}(Testing)\n"
    return (
        "    app = Flask(__name__)\n"
        '    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"\n'
        f"    {crud.database}.init_app(app)\n"
        f"    app.register_blueprint({crud.owner}{mounted})\n"
    )


def _life(of: Resource, base: str) -> str:
    body = ", ".join(f'"{one.name}": {sample(one)}' for one in of.given if one.required)
    first = of.given[0]
    return (
        f"def test_{of.one}_lives_from_create_to_delete(client):\n"
        f'    created = client.post("{base}", json={{{body}}})\n'
        "    assert created.status_code == 201, created.text\n"
        f"    url = f\"{base}/{{created.json['{of.key}']}}\"\n"
        "    assert client.get(url).json == created.json\n"
        f'    assert created.json in client.get("{base}").json\n'
        f'    changed = client.patch(url, json={{"{first.name}": {sample(first)}}})\n'
        "    assert changed.status_code == 200, changed.text\n"
        "    assert client.delete(url).status_code == 204\n"
        "    assert client.get(url).status_code == 404\n"
    )


def _missing(of: Resource, base: str) -> str:
    key = {"int": "0", "UUID": "00000000-0000-0000-0000-000000000001"}.get(of.key_type, "none")
    return (
        f"def test_{of.one}_that_does_not_exist_is_not_found(client):\n"
        f'    url = "{base}/{key}"\n'
        "    assert client.get(url).status_code == 404\n"
        "    assert client.patch(url, json={}).status_code == 404\n"
        "    assert client.delete(url).status_code == 404\n"
    )


def _refused(of: Resource, base: str) -> str:
    return (
        f"def test_{of.one}_without_a_body_is_refused(client):\n"
        f'    assert client.post("{base}").status_code in {{400, 422}}\n'
    )


def _schema(of: Resource) -> str:
    return (
        f"def test_{of.one}_without_a_body_is_refused():\n"
        "    with pytest.raises(ValidationError):\n"
        f"        {of.model}Create.model_validate(None)\n"
    )
