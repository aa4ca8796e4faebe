"""The test of a FastAPI resource: a small app on SQLite, the whole life of a row, the refusals."""

from collections.abc import Mapping, Sequence

from backlight.analysis.python_routes import is_test
from backlight.stacks.fastapi.crud import Crud
from backlight.stacks.pydantic.header import written
from backlight.stacks.pydantic.resource import Resource
from backlight.stacks.pydantic.samples import KEY, sample


def test_path(of: Resource, paths: Sequence[str], sibling: str) -> str:
    """Where the project keeps the tests nearest to its routes."""
    tests = [p for p in paths if is_test(p) and p.rpartition("/")[2].startswith("test_")]
    top = sibling.split("/", maxsplit=1)[0]
    near = [p for p in tests if any(part in p for part in ("/routes/", "/api/", "/routers/"))]
    mine = [p for p in near or tests if p.split("/")[0] == top] or near or tests
    folder = mine[0].rpartition("/")[0] if mine else "tests"
    return f"{folder}/test_{of.many}.py".lstrip("/")


def test_text(
    crud: Crud, *, router: str, models: str, prefix: str, replaced: Mapping[str, str]
) -> str:
    """The whole file."""
    of, live = crud.of, not crud.session.asynchronous
    wanted: dict[str, set[str]] = {
        "collections.abc": {"Iterator"},
        "pytest": set(),
        "fastapi": {"FastAPI"},
        "fastapi.testclient": {"TestClient"},
        router: {"router"},
    }
    if live:
        session = "sqlmodel" if crud.execute == "exec" else "sqlalchemy.orm"
        wanted |= {"sqlalchemy": {"create_engine"}, "sqlalchemy.pool": {"StaticPool"}}
        wanted |= {session: {"Session"}, models: {of.model}}
    if crud.auth is not None:
        wanted["types"] = {"SimpleNamespace"}
        if _uuid_owner(of):
            wanted["uuid"] = {"UUID"}
    for name, module in replaced.items():
        wanted.setdefault(module, set()).add(name)
    top = {name.split(".")[0] for name in (router, models, *replaced.values())}
    head = f'"""{_title(of.many)} over HTTP: what is answered, and what is refused."""\n\n'
    tests = [_client(crud, prefix, live=live)]
    tests += [_life(of, crud), _missing(of, crud)] if live else []
    tests += [_refused(of, crud), _bounded(of, crud)]
    return head + written(wanted, frozenset(top)) + "\n\n" + "\n\n".join(tests)


def _client(crud: Crud, prefix: str, *, live: bool) -> str:
    of = crud.of
    app = [
        "app = FastAPI()",
        f'app.include_router(router, prefix="{prefix}")'
        if prefix
        else "app.include_router(router)",
    ]
    name = crud.session.place.name
    app.append(f"app.dependency_overrides[{name}] = lambda: {'session' if live else 'None'}")
    if crud.auth is not None:
        key = f"UUID({KEY})" if _uuid_owner(of) else "1"
        app.append(f"person = SimpleNamespace(id={key})")
        app.append(f"app.dependency_overrides[{crud.auth.place.name}] = lambda: person")
    app.append("yield TestClient(app)")
    start = "@pytest.fixture\ndef client() -> Iterator[TestClient]:\n"
    if not live:
        return start + "".join(f"    {line}\n" for line in app)
    return (
        start
        + "    engine = create_engine(\n"
        + '        "sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool\n'
        + "    )\n"
        + f"    {of.model}.metadata.create_all(engine, tables=[{of.model}.__table__])\n"
        + "    with Session(engine) as session:\n"
        + "".join(f"        {line}\n" for line in app)
    )


def _life(of: Resource, crud: Crud) -> str:
    body = ", ".join(f'"{one.name}": {sample(one)}' for one in of.given if one.required)
    changed = next((one for one in of.given), None)
    change = f'{{"{changed.name}": {sample(changed)}}}' if changed is not None else "{}"
    url, slash = crud.url, crud.slash
    return (
        f"def test_{of.one}_lives_from_create_to_delete(client: TestClient) -> None:\n"
        f"    body = {{{body}}}\n"
        f'    created = client.post("{url}{slash}", json=body)\n'
        "    assert created.status_code == 201, created.text\n"
        f"    url = f\"{url}/{{created.json()['{of.key}']}}\"\n"
        "    assert client.get(url).json() == created.json()\n"
        f'    assert created.json() in client.get("{url}{slash}").json()\n'
        f"    changed = client.patch(url, json={change})\n"
        "    assert changed.status_code == 200, changed.text\n"
        "    assert client.delete(url).status_code == 204\n"
        "    assert client.get(url).status_code == 404\n"
    )


def _missing(of: Resource, crud: Crud) -> str:
    key = {"int": "0", "UUID": KEY.strip('"')}.get(of.key_type, "none")
    return (
        f"def test_{of.one}_that_does_not_exist_is_not_found(client: TestClient) -> None:\n"
        f'    url = "{crud.url}/{key}"\n'
        "    assert client.get(url).status_code == 404\n"
        "    assert client.patch(url, json={}).status_code == 404\n"
        "    assert client.delete(url).status_code == 404\n"
    )


def _refused(of: Resource, crud: Crud) -> str:
    return (
        f"def test_{of.one}_without_a_body_is_refused(client: TestClient) -> None:\n"
        f'    assert client.post("{crud.url}{crud.slash}").status_code == 422\n'
    )


def _bounded(of: Resource, crud: Crud) -> str:
    return (
        f"def test_a_page_of_{of.many}_is_bounded(client: TestClient) -> None:\n"
        f'    answer = client.get("{crud.url}{crud.slash}", params={{"limit": 1000}})\n'
        "    assert answer.status_code == 422\n"
    )


def _uuid_owner(of: Resource) -> bool:
    return any(one.name == of.owner and one.exact == "UUID" for one in of.shown)


def _title(name: str) -> str:
    return name.replace("_", " ").capitalize()
