"""A new resource of Go as text: what is sent and shown, and the file that holds its handlers."""

from backlight.stacks.go.resource_handlers import found, handlers
from backlight.stacks.go.resource_model import Member
from backlight.stacks.go.resource_parts import Resource, big
from backlight.stacks.names import snake, spoken

MOST = 100
STANDARD = ("errors", "net/http", "strconv")


def text(of: Resource) -> str:
    """The file of the handlers, as gofmt writes it."""
    parts = [
        f"package {of.package}",
        _imports(of),
        f"const most{big(of.many)} = {MOST}",
        *([] if of.db else [_holder(of)]),
        _request(of),
        *([_check(of)] if of.checked or of.loose else []),
        _fill(of),
        _response(of),
        _shown(of),
        *handlers(of),
        found(of),
    ]
    return "\n\n".join(parts) + "\n"


def _holder(of: Resource) -> str:
    """What handlers are given the database in."""
    said = f"// {of.handler} serves {spoken(snake(of.many))}."
    return f"{said}\ntype {of.handler} struct {{\n\tDB *gorm.DB\n}}"


def _imports(of: Resource) -> str:
    own = {*of.words.imports, *of.imports, "gorm.io/gorm"}
    names = {*STANDARD, *own}
    if any(m.type.endswith("time.Time") for m in (*of.of.members, *of.of.stamps)):
        names.add("time")
    if of.of.uuids:
        names.add("github.com/google/uuid")
    if not of.words.tags and any(m.most for m in of.of.members):
        names.add("unicode/utf8")
    plain = sorted(n for n in names if "." not in n.partition("/")[0])
    other = sorted(names - set(plain))
    rows = [*(f'\t"{n}"' for n in plain), "", *(f'\t"{n}"' for n in other)]
    return "import (\n" + "\n".join(rows) + "\n)"


def _struct(name: str, rows: list[tuple[str, str, str]]) -> str:
    """A struct with its columns in line, as gofmt has them."""
    first = max(len(row[0]) for row in rows)
    second = max(len(row[1]) for row in rows)
    lines = (f"\t{a:<{first}} {b:<{second}} `{c}`" for a, b, c in rows)
    return f"type {name} struct {{\n" + "\n".join(lines) + "\n}"


def _request(of: Resource) -> str:
    rows = []
    for one in of.of.members:
        rules = _rules(one) if of.words.tags else ""
        tag = f'json:"{one.json}"' + (f' binding:"{rules}"' if rules else "")
        rows.append((one.name, one.sent, tag))
    return _struct(f"{of.name}Request", rows)


def _rules(one: Member) -> str:
    said = [rule for rule in one.rules.split(",") if rule]
    said = ["required", *said] if one.needed and "required" not in said else said
    if one.most and not any(rule.startswith(("max", "lte", "len")) for rule in said):
        lacks = one.type[0] == "*" and "omitempty" not in said
        said += [*(["omitempty"] if lacks else []), f"max={one.most}"]
    return ",".join(said)


def _check(of: Resource) -> str:
    rows = [
        "// Validate says what does not fit, in words for the client.",
        f"func (body {of.name}Request) Validate() error {{",
    ]
    for one in of.checked:
        value = f"body.{one.name}"
        empty = '""' if one.type == "string" else "nil"
        lacks = f"{value}.IsZero()" if one.type == "time.Time" else f"{value} == {empty}"
        if one.needed:
            rows += [f"\tif {lacks} {{", f'\t\treturn errors.New("{one.json} is required")', "\t}"]
        if one.most:
            there, star = (f"{value} != nil && ", "*") if one.type[0] == "*" else ("", "")
            rows += [
                f"\tif {there}utf8.RuneCountInString({star}{value}) > {one.most} {{",
                f'\t\treturn errors.New("{one.json} is longer than {one.most} characters")',
                "\t}",
            ]
    if of.loose:
        rows += [
            f"\tif body == ({of.name}Request{{}}) {{",
            '\t\treturn errors.New("the body says nothing")',
            "\t}",
        ]
    return "\n".join([*rows, "\treturn nil", "}"])


def _fill(of: Resource) -> str:
    rows = [f"func (body {of.name}Request) fill(row *{of.model}) {{"]
    for one in of.of.members:
        star = "*" if one.sent != one.type else ""
        rows.append(f"\trow.{one.name} = {star}body.{one.name}")
    return "\n".join([*rows, "}"])


def _shows(of: Resource) -> list[Member]:
    return [of.of.key, *of.of.members, *of.of.stamps]


def _response(of: Resource) -> str:
    return _struct(f"{of.name}Response", [(m.name, m.type, f'json:"{m.json}"') for m in _shows(of)])


def _shown(of: Resource) -> str:
    name = f"{of.name}Response"
    width = max(len(m.name) for m in _shows(of)) + 1
    rows = [f"\t\t{m.name + ':':<{width}} row.{m.name}," for m in _shows(of)]
    head = f"func show{big(of.name)}(row {of.model}) {name} {{\n\treturn {name}{{\n"
    return head + "\n".join(rows) + "\n\t}\n}"
