"""The handlers of a new resource of Go, whatever its framework."""

from string import Template

from backlight.stacks.go.resource_parts import Resource, big
from backlight.stacks.names import snake, spoken


def handlers(of: Resource) -> list[str]:
    """List, create, read, replace, remove."""
    return [_handler(of, verb, said, rows) for verb, said, rows in _bodies(of)]


def _handler(of: Resource, verb: str, said: str, rows: list[str]) -> str:
    receiver = "" if of.db else f"(h {of.handler}) "
    name = of.method(verb)
    body = "\n".join(f"\t{row}" if row else "" for row in rows)
    return f"// {name} {said}.\nfunc {receiver}{name}{of.words.takes} {{\n{body}\n}}"


def _bodies(of: Resource) -> list[tuple[str, str, list[str]]]:
    one, many = spoken(snake(of.name)), spoken(snake(of.many))
    a = f"an {one}" if one[0] in "aeiou" else f"a {one}"
    return [
        ("List", f"answers with a page of {many}", _list(of, many)),
        ("Create", f"stores {a}", _create(of, one)),
        ("Get", f"answers with {a}", [*_loaded(of, one), *_say(of.words.answer, "OK", _show(of))]),
        ("Update", f"replaces {a}", _update(of, one)),
        ("Delete", f"removes {a}", _delete(of, one)),
    ]


def _db(of: Resource) -> str:
    return f"{of.db or 'h.DB'}.WithContext({of.words.context})"


def _show(of: Resource) -> str:
    return f"show{big(of.name)}(row)"


def _say(lines: tuple[str, ...], status: str = "", value: str = "") -> list[str]:
    given = {"status": status, "value": value, "message": value, "what": value}
    return [Template(line).safe_substitute(given) for line in lines]


def _if(condition: str, rows: list[str]) -> list[str]:
    return [f"if {condition} {{", *(f"\t{row}" for row in rows), "}"]


def _list(of: Resource, many: str) -> list[str]:
    limit, offset = (of.words.query.substitute(name=n) for n in ("limit", "offset"))
    most = f"most{big(of.many)}"
    read = f'{_db(of)}.Order("id").Limit(limit).Offset(offset).Find(&rows)'
    return [
        f"limit, err := strconv.Atoi({limit})",
        *_if("err != nil || limit < 1 || limit > " + most, [f"limit = {most}"]),
        f"offset, err := strconv.Atoi({offset})",
        *_if("err != nil || offset < 0", ["offset = 0"]),
        f"var rows []{of.model}",
        *_if(
            f"err := {read}.Error; err != nil",
            _say(of.words.fail, value=f"list {many}"),
        ),
        f"shown := make([]{of.name}Response, 0, len(rows))",
        "for _, row := range rows {",
        f"\tshown = append(shown, show{big(of.name)}(row))",
        "}",
        *_say(of.words.answer, "OK", "shown"),
    ]


def _body(of: Resource) -> list[str]:
    words, check = of.words, of.checked or of.loose
    lacks = "the body does not fit: " if words.tags else "the body is no JSON that fits"
    told = f'"{lacks}" + err.Error()' if words.tags else f'"{lacks}"'
    return [
        *([words.before] if words.before else []),
        f"var body {of.name}Request",
        *_if(f"err := {words.bind}; err != nil", _say(words.refuse, "BadRequest", told)),
        *(
            _if(
                "err := body.Validate(); err != nil",
                _say(words.refuse, "BadRequest", "err.Error()"),
            )
            if check
            else []
        ),
    ]


def _stored(of: Resource, call: str, what: str) -> list[str]:
    fail = _say(of.words.fail, value=what)
    told = _if(
        "errors.Is(err, gorm.ErrDuplicatedKey) || errors.Is(err, gorm.ErrForeignKeyViolated)",
        _say(of.words.refuse, "Conflict", '"another row stands against this"'),
    )
    return _if(f"err := {_db(of)}.{call}.Error; err != nil", [*(told if of.of.told else []), *fail])


def _create(of: Resource, one: str) -> list[str]:
    return [
        *_body(of),
        f"var row {of.model}",
        "body.fill(&row)",
        *_stored(of, "Create(&row)", f"create {one}"),
        *_say(of.words.answer, "Created", _show(of)),
    ]


def _update(of: Resource, one: str) -> list[str]:
    return [
        *_loaded(of, one),
        *_body(of),
        "body.fill(&row)",
        *_stored(of, "Save(&row)", f"update {one}"),
        *_say(of.words.answer, "OK", _show(of)),
    ]


def _id(of: Resource, one: str) -> list[str]:
    return [
        f"id, err := uuid.Parse({of.words.id})"
        if of.by_uuid
        else f"id, err := strconv.ParseUint({of.words.id}, 10, 64)",
        *_if("err != nil", _say(of.words.refuse, "NotFound", f'"{one} not found"')),
    ]


def _loaded(of: Resource, one: str) -> list[str]:
    gone = _say(of.words.refuse, "NotFound", f'"{one} not found"')
    return [
        *_id(of, one),
        f"row, err := find{big(of.name)}({_db(of)}, id)",
        *_if("errors.Is(err, gorm.ErrRecordNotFound)", gone),
        *_if("err != nil", _say(of.words.fail, value=f"read {one}")),
    ]


def _delete(of: Resource, one: str) -> list[str]:
    told = of.of.told and _if(
        "errors.Is(err, gorm.ErrForeignKeyViolated)",
        _say(of.words.refuse, "Conflict", '"other rows need this one"'),
    )
    return [
        *_id(of, one),
        f"result := {_db(of)}.Delete(&{of.model}{{}}, {of.by_key})",
        *_if(
            "err := result.Error; err != nil",
            [*(told or []), *_say(of.words.fail, value=f"delete {one}")],
        ),
        *_if("result.RowsAffected == 0", _say(of.words.refuse, "NotFound", f'"{one} not found"')),
        *_say(of.words.empty),
    ]


def found(of: Resource) -> str:
    """Reads one row."""
    return (
        f"func find{big(of.name)}(db *gorm.DB, id {'uuid.UUID' if of.by_uuid else 'uint64'})"
        f" ({of.model}, error) {{\n"
        f"\tvar row {of.model}\n\terr := db.First(&row, {of.by_key}).Error\n\treturn row, err\n}}"
    )
