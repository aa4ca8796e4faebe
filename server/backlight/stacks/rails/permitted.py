"""Which columns of a model of Rails a client may set, as `permit` is given them."""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Table
from backlight.edits import Refused
from backlight.stacks import sensitive
from backlight.stacks.rails.resource import MADE

NESTED = regex(
    r"\baccepts_nested_attributes_for\b|\battr_accessor\b|\battr_writer\b|^\s*attribute :"
)
ATTACHED = regex(r"\bhas_(one|many)_attached :(\w+)")
CONFIRMED = regex(r"\bhas_secure_password\b|\bconfirmation: true")
LISTS = regex(r't\.\w+ "(\w+)"[^\n]*\barray: true')
DATA = frozenset({"json", "jsonb", "hstore"})


def permitted(
    project: Project, table: Table, action: str, code: str
) -> tuple[list[str], list[str], tuple[Column, ...]] | Refused:
    """What `permit` is given, what stays out, and the columns that are let through."""
    if odd := NESTED.search(code):
        return Refused(
            f"`{table.model}` takes more than its columns (`{odd[0].strip()}`): name what may be "
            "sent, or ask the agent."
        )
    own = [c for c in table.columns if c.name not in {*MADE, "id"} and not c.primary_key]
    barred = [c for c in own if _barred(c.name)]
    lacking = [c.name for c in barred if _needed(c, action)]
    if lacking:
        return Refused(
            f"Each row needs `{lacking[0]}`, which no client may simply set, and the action does "
            "not set it: take it from who is signed in first, or ask the agent."
        )
    free = tuple(c for c in own if c not in barred and not c.name.endswith("_count"))
    schema = project.read("db/schema.rb")
    lists = set(LISTS.findall(schema.text.source)) if schema is not None else set()
    plain = [_symbol(c.name) for c in free if c.type not in DATA and c.name not in lists]
    secret = CONFIRMED.search(code) is not None and "password" in f"{code}{plain}"
    plain = [one for one in plain if not (secret and one == ":password")]
    plain += [":password", ":password_confirmation"] if secret else []
    plain += [f":{name}" for many, name in ATTACHED.findall(code) if many == "one"]
    rest = [f"{c.name}: {{}}" for c in free if c.type in DATA]
    rest += [f"{c.name}: []" for c in free if c.name in lists and c.type not in DATA]
    rest += [f"{name}: []" for many, name in ATTACHED.findall(code) if many == "many"]
    if not plain and not rest:
        return Refused(f"`{table.model}` has no column that a client could set.")
    return [*plain, *rest], [c.name for c in barred], free


def _symbol(name: str) -> str:
    return f":{name}" if name.isidentifier() else f':"{name}"'


def _barred(name: str) -> bool:
    """A password is sent and never shown; all else that is secret is made by the program."""
    told = sensitive.secret(name) and name != "password"
    return told or sensitive.right(name) or sensitive.owner(name) or name == "type"


def _needed(column: Column, action: str) -> bool:
    """Whether a row lacks a column that its action does not set by itself."""
    if column.nullable or column.default:
        return False
    word = column.name.removesuffix("_id")
    return not regex(
        rf"\b{word}(?:_id)?\s*[=:](?!=)|current_{word}\.\w+\.(?:new|build|create)"
    ).search(action)
