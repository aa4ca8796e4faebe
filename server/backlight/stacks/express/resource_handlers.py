"""The handlers of a new resource, and the schemas that they check against."""

from dataclasses import replace

from backlight.stacks.express.fields import Field
from backlight.stacks.express.naming import pascal
from backlight.stacks.express.resource_parts import Resource


def schemas(of: Resource) -> list[str]:
    """The schemas of what is created, changed and listed."""
    one, style = pascal(of.name), replace(of.style, indent="  ", quote="'", comma=",")
    loose = tuple(replace(f, required=False) for f in of.fields)
    lists = {
        "z": ("z.coerce.number().int()", "z.object"),
        "Joi": ("Joi.number().integer()", "Joi.object"),
        "yup": ("yup.number().integer()", "yup.object"),
    }
    word = of.library.binding.strip("{} ").removeprefix("* as ")
    number, whole = lists[word]
    codes = {
        f"create{one}Schema": of.library.schema(Field("", "object", fields=of.fields), style, ""),
        f"update{one}Schema": of.library.schema(Field("", "object", fields=loose), style, ""),
    }
    rows = [
        row for name, code in codes.items() for row in (*f"const {name} = {code};".split("\n"), "")
    ]
    return [
        *rows,
        f"const list{pascal(of.many)}Schema = {whole}({{",
        f"  limit: {number}.min(1).max(100).default(20),",
        f"  offset: {number}.min(0).default(0),",
        "});",
    ]


def handler(of: Resource, number: int) -> list[str]:
    """One handler, from `async (` to its closing brace."""
    types = (": Request", ": Response", ": NextFunction") if of.style.typescript else ("", "", "")
    head = f"async (req{types[0]}, res{types[1]}, next{types[2]}) => {{"
    body = (_list, _get, _create, _update, _delete)[number](of)
    caught = "    next(error);"
    taken = _taken(of) if number in {2, 3} else []
    name = "error: any" if of.style.typescript and taken else "error"
    first = [f"    {row}" for row in of.store.before]
    rows = [f"    {row}" for row in body]
    return [head, "  try {", *first, *rows, f"  }} catch ({name}) {{", *taken, caught, "  }", "}"]


def _list(of: Resource) -> list[str]:
    return [
        *_parsed(of, f"list{pascal(of.many)}Schema", "req.query"),
        f"const {{ limit, offset }} = {of.library.data.format(name='parsed')};",
        f"const {of.many} = await {of.store.listing};",
        f"res.json({of.many});",
    ]


def _get(of: Resource) -> list[str]:
    return [*_found(of), f"res.json({of.name});"]


def _create(of: Resource) -> list[str]:
    data = of.library.data.format(name="parsed")
    if of.owner is not None:
        data = f"{{ ...{data}, {of.owner.column}: {of.owner.signed_in} }}"
    create = of.store.create.replace("parsed.data", data)
    return [
        *_parsed(of, f"create{pascal(of.name)}Schema", "req.body"),
        f"const {of.name} = await {create};",
        f"res.status(201).json({of.name});",
    ]


def _update(of: Resource) -> list[str]:
    data = of.library.data.format(name="parsed")
    rows = [row.replace("parsed.data", data) for row in of.store.update]
    made = any(row.startswith(f"const {of.name} ") for row in rows)
    found = _found(of, name="found" if made else of.name, own=True)
    return [
        *_parsed(of, f"update{pascal(of.name)}Schema", "req.body"),
        *found,
        *rows,
        f"res.json({of.name});",
    ]


def _delete(of: Resource) -> list[str]:
    return [*_found(of, own=True), of.store.remove, "res.status(204).end();"]


def _found(of: Resource, name: str = "", *, own: bool = False) -> list[str]:
    """The row of the request's id, or 404; also where it must be one's own and is not."""
    key = "id" if of.mongo else of.key
    read = f"const {key} = Number(req.params.id);" if of.number else f"const {key} = req.params.id;"
    valid = f"Number.isInteger({key})" if of.number else f"mongoose.isValidObjectId({key})"
    ask = f"await {of.store.one}"
    code = f"{valid} ? {ask} : null" if of.number or of.mongo else ask
    what, row = pascal(of.name), name or of.name
    missing = f"!{row}"
    if own and of.owner is not None:
        missing += f" || String({row}.{of.owner.column}) !== String({of.owner.signed_in})"
    return [
        read,
        f"const {row} = {code};",
        f"if ({missing}) {{",
        *(f"  {row}" for row in _refuse(of, 404, f"'{what} not found'", (of.name, "'not found'"))),
        "}",
    ]


def _parsed(of: Resource, schema: str, raw: str) -> list[str]:
    library, key = of.library, of.way.key or "message"
    check = library.check.format(schema=schema, raw=raw, name="parsed")
    first, *more = check.split("\n")
    said = library.message.format(name="parsed")
    told = [f"  const {key} = {said};"]
    if of.way.by_field:
        pairs = library.details.format(name="parsed")
        told = [f"  const {key} = Object.fromEntries(", f"    {pairs},", "  );"]
    elif ".map(" in said:
        head, _, rest = said.partition(".map(")
        mapped, _, last = rest.rpartition(".join(")
        told = [f"  const {key} = {head}", f"    .map({mapped}", f"    .join({last};"]
    rows = [first, *(f"  {row}" for row in more)]
    rows[-1] += ";"
    return [
        *rows,
        f"if ({library.failed.format(name='parsed')}) {{",
        *told,
        *(f"  {row}" for row in _refuse(of, of.way.status, key, None)),
        "}",
    ]


def _refuse(of: Resource, status: int, said: str, pair: tuple[str, str] | None) -> list[str]:
    """The refusal of a request in the project's way."""
    way = of.way
    key = way.key or ("" if way.exception else "error")
    if pair is not None and way.by_field:
        payload = f"{{ {key}: {{ {pair[0]}: [{pair[1]}] }} }}"
    elif not key:
        payload = said
    else:
        payload = f"{{ {key} }}" if said == key else f"{{ {key}: {said} }}"
    if way.exception:
        return [f"throw new {way.exception}({status}, {payload});"]
    answer = f"res.status({status}).json({payload});"
    return [answer, "return;"] if of.style.typescript else [f"return {answer}"]


def _taken(of: Resource) -> list[str]:
    """409 where a unique value is taken."""
    if not of.unique:
        return []
    said = f"{' or '.join(of.unique)} is already taken"
    way = replace(of, way=replace(of.way, exception=""))
    pair = (of.unique[0], "'is already taken'")
    if of.way.exception:
        code = _refuse(of, 409, f"'{said}'", pair)[0].removeprefix("throw ").removesuffix(";")
        rows = [f"next({code});", "return;"]
    else:
        rows = _refuse(way, 409, f"'{said}'", pair)
    return [f"    if ({of.store.taken}) {{", *(f"      {row}" for row in rows), "    }"]
