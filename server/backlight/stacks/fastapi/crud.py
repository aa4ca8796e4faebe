"""The text of a FastAPI resource: list, read, create, change, delete, with their refusals."""

from dataclasses import dataclass

from backlight.stacks import names
from backlight.stacks.fastapi.layout import Dependency
from backlight.stacks.pydantic.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Crud:
    """All that the text depends on."""

    of: Resource
    owner: str
    """What routes are registered on: `router`, `app`."""
    base: str
    """What stands before the paths: nothing where the router has a prefix, else `/orders`."""
    slash: str
    url: str
    """The path of the collection in the test of the new routes."""
    session: Dependency
    auth: Dependency | None
    execute: str
    """`scalars`, or `exec` of SQLModel."""


def imports(crud: Crud) -> dict[str, set[str]]:
    """What the routes need imported, besides the project's own names."""
    select = "sqlmodel" if crud.execute == "exec" else "sqlalchemy"
    wanted = {
        "fastapi": {"HTTPException", "Query", "status"},
        select: {"select"},
        "sqlalchemy.exc": {"IntegrityError"},
    }
    if crud.of.key_type == "UUID":
        wanted["uuid"] = {"UUID"}
    return wanted


def text(crud: Crud) -> str:
    """The handlers, the private functions they share last."""
    first = [_list(crud), _create(crud), _read(crud), _update(crud), _delete(crud)]
    return "\n\n".join([*first, _find(crud), _save(crud)])


def _route(crud: Crud, method: str, path: str, extra: str) -> str:
    return f'@{crud.owner}.{method}("{crud.base}{path}"{extra})\n'


def _def(crud: Crud, name: str, given: list[str], result: str) -> str:
    """The head of a handler: parameters with defaults come last."""
    found = [*given, *(f"{d.parameter}: {d.written}" for d in _dependencies(crud))]
    ordered = [p for p in found if " = " not in p] + [p for p in found if " = " in p]
    start = "async def" if crud.session.asynchronous else "def"
    line = f"{start} {name}({', '.join(ordered)}) -> {result}:\n"
    if len(line) <= 89:
        return line
    return f"{start} {name}(\n" + "".join(f"    {p},\n" for p in ordered) + f") -> {result}:\n"


def _dependencies(crud: Crud) -> list[Dependency]:
    return [crud.session, *([crud.auth] if crud.auth is not None else [])]


def _mine(crud: Crud) -> str:
    """The expression of the one who is signed in, empty if rows belong to nobody."""
    return f"{crud.auth.parameter}.id" if crud.auth is not None and crud.of.owner else ""


def _await(crud: Crud) -> str:
    return "await " if crud.session.asynchronous else ""


def _list(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    given = ["skip: int = Query(default=0, ge=0)", "limit: int = Query(default=50, ge=1, le=100)"]
    where = f".where({of.model}.{of.owner} == {_mine(crud)})" if _mine(crud) else ""
    call = f"{session}.{crud.execute}(statement)"
    rows = f"(await {call}).all()" if crud.session.asynchronous else f"{call}.all()"
    return (
        _route(crud, "get", crud.slash, f", response_model=list[{of.model}Read]")
        + _def(crud, f"list_{of.many}", given, f"list[{of.model}]")
        + f'    """One page of {names.spoken(of.many)}, in the order of their keys."""\n'
        + f"    statement = select({of.model}){where}.order_by({of.model}.{of.key})\n"
        + "    statement = statement.offset(skip).limit(limit)\n"
        + f"    return list({rows})\n"
    )


def _create(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    mine = f", {of.owner}={_mine(crud)}" if _mine(crud) else ""
    extra = f", response_model={of.model}Read, status_code=status.HTTP_201_CREATED"
    return (
        _route(crud, "post", crud.slash, extra)
        + _def(crud, f"create_{of.one}", [f"payload: {of.model}Create"], of.model)
        + f'    """Create {names.one(of.one)}."""\n'
        + f"    {of.one} = {of.model}(**payload.model_dump(exclude_unset=True){mine})\n"
        + f"    return {_await(crud)}_save_{of.one}({of.one}, {session})\n"
    )


def _read(crud: Crud) -> str:
    of = crud.of
    return (
        _route(crud, "get", f"/{{{of.one}_id}}", f", response_model={of.model}Read")
        + _def(crud, f"read_{of.one}", [f"{of.one}_id: {of.key_type}"], of.model)
        + f'    """Read one {names.spoken(of.one)}."""\n'
        + f"    return {_found(crud)}\n"
    )


def _update(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    given = [f"{of.one}_id: {of.key_type}", f"payload: {of.model}Update"]
    return (
        _route(crud, "patch", f"/{{{of.one}_id}}", f", response_model={of.model}Read")
        + _def(crud, f"update_{of.one}", given, of.model)
        + f'    """Change what is given of one {names.spoken(of.one)}."""\n'
        + f"    {of.one} = {_found(crud)}\n"
        + "    for name, value in payload.model_dump(exclude_unset=True).items():\n"
        + f"        setattr({of.one}, name, value)\n"
        + f"    return {_await(crud)}_save_{of.one}({of.one}, {session})\n"
    )


def _delete(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    doing = f"delete({of.one})"
    return (
        _route(crud, "delete", f"/{{{of.one}_id}}", ", status_code=status.HTTP_204_NO_CONTENT")
        + _def(crud, f"delete_{of.one}", [f"{of.one}_id: {of.key_type}"], "None")
        + f'    """Delete one {names.spoken(of.one)}."""\n'
        + f"    {of.one} = {_found(crud)}\n"
        + f"    {_await(crud)}{session}.{doing}\n"
        + f"    {_await(crud)}_commit_{of.one}({session})\n"
    )


def _found(crud: Crud) -> str:
    mine = f", {_mine(crud)}" if _mine(crud) else ""
    one = crud.of.one
    return f"{_await(crud)}_get_{one}({one}_id, {crud.session.parameter}{mine})"


def _find(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    start = "async def" if crud.session.asynchronous else "def"
    kind = "AsyncSession" if crud.session.asynchronous else "Session"
    mine = f", {of.owner}: object" if _mine(crud) else ""
    other = f" or {of.one}.{of.owner} != {of.owner}" if _mine(crud) else ""
    return (
        f"{start} _get_{of.one}(\n"
        f"    {of.one}_id: {of.key_type}, {session}: {kind}{mine}\n"
        f") -> {of.model}:\n"
        f"    {of.one} = {_await(crud)}{session}.get({of.model}, {of.one}_id)\n"
        f"    if {of.one} is None{other}:\n"
        f"        raise HTTPException(status.HTTP_404_NOT_FOUND, "
        f'"{names.title(of.one)} not found")\n'
        f"    return {of.one}\n"
    )


def _save(crud: Crud) -> str:
    of, session = crud.of, crud.session.parameter
    start = "async def" if crud.session.asynchronous else "def"
    kind = "AsyncSession" if crud.session.asynchronous else "Session"
    wait = _await(crud)
    return (
        f"{start} _save_{of.one}({of.one}: {of.model}, {session}: {kind}) -> {of.model}:\n"
        f"    {session}.add({of.one})\n"
        f"    {wait}_commit_{of.one}({session})\n"
        f"    {wait}{session}.refresh({of.one})\n"
        f"    return {of.one}\n\n\n"
        f"{start} _commit_{of.one}({session}: {kind}) -> None:\n"
        "    try:\n"
        f"        {wait}{session}.commit()\n"
        "    except IntegrityError as error:\n"
        f"        {wait}{session}.rollback()\n"
        f'        detail = "{names.title(of.one)} conflicts with what is stored"\n'
        "        raise HTTPException(status.HTTP_409_CONFLICT, detail) from error\n"
    )
