"""The bodies of a new resource of Spring as text: what a client says, and what it is shown."""

from backlight.stacks.names import one as spoken_one
from backlight.stacks.names import snake
from backlight.stacks.spring.entity import Property
from backlight.stacks.spring.resource_text import Resource, file_of, title


def asked(of: Resource) -> str:
    """The body of a request, with its rules."""
    rules = f"{of.names}.validation.constraints."
    said = {r.partition("(")[0] for p in of.entity.properties for r in p.rules}
    imports = {of.full, *(p.full for p in of.entity.properties), *(rules + name for name in said)}
    given = [
        " ".join([*(f"@{rule}" for rule in p.rules), p.type, p.key]) for p in of.entity.properties
    ]
    plain = [p for p in of.entity.properties if not p.to]
    lines = [
        f"/** What a client says of {spoken_one(snake(of.model))}. */",
        *_record(f"record {of.model}Request", given),
        f"    void copyTo({of.model} {of.one}) {{",
        *(f"        {of.one}.set{title(p.name)}({p.name});" for p in plain),
        "    }",
        "",
        "}",
    ]
    return file_of(of, of.package, imports, lines)


def shown(of: Resource) -> str:
    """What is answered: named column by column, so that a new one is not shown by accident."""
    imports = {of.full, *(p.full for p in of.entity.properties)}
    given = [f"{of.entity.key} id", *(f"{p.type} {p.key}" for p in of.entity.properties)]
    got = [f"{of.one}.getId()", *(_got(of, p) for p in of.entity.properties)]
    lines = [
        f"/** What a client is shown of {spoken_one(snake(of.model))}. */",
        *_record(f"record {of.model}Response", given),
        f"    static {of.model}Response of({of.model} {of.one}) {{",
        f"        return new {of.model}Response({', '.join(got)});"
        if len(", ".join(got)) < 60
        else f"        return new {of.model}Response(\n            "
        + ",\n            ".join(got)
        + ");",
        "    }",
        "",
        "}",
    ]
    return file_of(of, of.package, imports, lines)


def _record(head: str, given: list[str]) -> list[str]:
    if len(head) + sum(len(one) + 2 for one in given) < 90:
        return [f"{head}({', '.join(given)}) {{", ""]
    return [f"{head}(", *(f"    {one}," for one in given[:-1]), f"    {given[-1]}) {{", ""]


def _got(of: Resource, one: Property) -> str:
    get = f"{of.one}.get{title(one.name)}()"
    return f"{get} == null ? null : {get}.getId()" if one.to else get
