"""The text of a Flask resource: list, read, create, change, delete, with their refusals."""

from dataclasses import dataclass

from backlight.stacks import names
from backlight.stacks.flask.answers import Answer
from backlight.stacks.pydantic.resource import Resource


@dataclass(frozen=True, slots=True, kw_only=True)
class Crud:
    """All that the text depends on."""

    of: Resource
    owner: str
    """The blueprint's name."""
    base: str
    """The path of the collection, as the routes say it: `/orders`, `/api/orders`, or nothing."""
    database: str
    auth: str
    mine: str
    """The key of the one who is signed in, empty if rows belong to nobody."""
    refusal: Answer


def text(crud: Crud) -> str:
    """The handlers, the private functions they share last."""
    parts = [_list(crud), _create(crud), _read(crud), _update(crud), _delete(crud)]
    return "\n\n".join([*parts, _find(crud), _commit(crud), _shown(crud)])


def _route(crud: Crud, method: str, path: str, name: str, given: str = "") -> str:
    guard = f"@{crud.auth}\n" if crud.auth else ""
    rule = f"{crud.base}{path}"
    return f'@{crud.owner}.route("{rule}", methods=["{method}"])\n{guard}def {name}({given}):\n'


def _key(crud: Crud) -> str:
    kind = {"int": "int:", "UUID": "uuid:"}.get(crud.of.key_type, "")
    return f"/<{kind}{crud.of.one}_id>"


def _list(crud: Crud) -> str:
    of = crud.of
    where = f".where({of.model}.{of.owner} == {crud.mine})" if crud.mine else ""
    return (
        _route(crud, "GET", "", f"list_{of.many}")
        + f'    """One page of {names.spoken(of.many)}, in the order of their keys."""\n'
        + '    page = max(request.args.get("page", 1, type=int), 1)\n'
        + '    per_page = min(max(request.args.get("per_page", 50, type=int), 1), 100)\n'
        + f"    statement = select({of.model}){where}.order_by({of.model}.{of.key})\n"
        + "    statement = statement.offset((page - 1) * per_page).limit(per_page)\n"
        + f"    {of.many} = {crud.database}.session.scalars(statement)\n"
        + f"    return jsonify([_show_{of.one}({of.one}) for {of.one} in {of.many}])\n"
    )


def _create(crud: Crud) -> str:
    of = crud.of
    mine = f", {of.owner}={crud.mine}" if crud.mine else ""
    return (
        _route(crud, "POST", "", f"create_{of.one}")
        + f'    """Create {names.one(of.one)}."""\n'
        + _checked(crud, f"{of.model}Create")
        + f"    {of.one} = {of.model}(**payload.model_dump(exclude_unset=True){mine})\n"
        + f"    {crud.database}.session.add({of.one})\n"
        + f"    _commit_{of.one}()\n"
        + f"    return jsonify(_show_{of.one}({of.one})), 201\n"
    )


def _read(crud: Crud) -> str:
    of = crud.of
    return (
        _route(crud, "GET", _key(crud), f"read_{of.one}", f"{of.one}_id")
        + f'    """Read one {names.spoken(of.one)}."""\n'
        + f"    return jsonify(_show_{of.one}(_find_{of.one}({of.one}_id)))\n"
    )


def _update(crud: Crud) -> str:
    of = crud.of
    return (
        _route(crud, "PATCH", _key(crud), f"update_{of.one}", f"{of.one}_id")
        + f'    """Change what is given of one {names.spoken(of.one)}."""\n'
        + f"    {of.one} = _find_{of.one}({of.one}_id)\n"
        + _checked(crud, f"{of.model}Update")
        + "    for name, value in payload.model_dump(exclude_unset=True).items():\n"
        + f"        setattr({of.one}, name, value)\n"
        + f"    _commit_{of.one}()\n"
        + f"    return jsonify(_show_{of.one}({of.one}))\n"
    )


def _delete(crud: Crud) -> str:
    of = crud.of
    return (
        _route(crud, "DELETE", _key(crud), f"delete_{of.one}", f"{of.one}_id")
        + f'    """Delete one {names.spoken(of.one)}."""\n'
        + f"    {crud.database}.session.delete(_find_{of.one}({of.one}_id))\n"
        + f"    _commit_{of.one}()\n"
        + '    return "", 204\n'
    )


def _checked(crud: Crud, schema: str) -> str:
    lines = "".join(f"        {line}\n" for line in crud.refusal.lines)
    return (
        "    try:\n"
        f"        payload = {schema}.model_validate(request.get_json(silent=True))\n"
        "    except ValidationError as error:\n"
        f"{lines}"
    )


def _find(crud: Crud) -> str:
    of = crud.of
    other = f" or {of.one}.{of.owner} != {crud.mine}" if crud.mine else ""
    return (
        f"def _find_{of.one}({of.one}_id):\n"
        f"    {of.one} = {crud.database}.session.get({of.model}, {of.one}_id)\n"
        f"    if {of.one} is None{other}:\n"
        f'        abort(404, "{names.title(of.one)} not found")\n'
        f"    return {of.one}\n"
    )


def _commit(crud: Crud) -> str:
    of, session = crud.of, f"{crud.database}.session"
    return (
        f"def _commit_{of.one}():\n"
        "    try:\n"
        f"        {session}.commit()\n"
        "    except IntegrityError:\n"
        f"        {session}.rollback()\n"
        f'        abort(409, "{names.title(of.one)} conflicts with what is stored")\n'
    )


def _shown(crud: Crud) -> str:
    of = crud.of
    return (
        f"def _show_{of.one}({of.one}):\n"
        f'    return {of.model}Read.model_validate({of.one}).model_dump(mode="json")\n'
    )
