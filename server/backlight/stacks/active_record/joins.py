"""Relations of ActiveRecord as joins, where the keys go by their usual names."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.syntax import text_of
from backlight.analysis.tables import Table
from backlight.stacks.active_record.chains import Step
from backlight.stacks.rails_words import underscore
from backlight.stacks.statement import Select, Uncertain, named

OWN = regex(rb"default_scope|acts_as_paranoid|acts_as_tenant|self\.inheritance_column|\benum\b")
"""What a file of a model holds that may add to each statement, or change its values."""
ELSEWHERE = regex(r"through:|foreign_key|polymorphic|primary_key|->|lambda|as:")
"""What a declaration of a relation says where its key goes by another name, or other rows count."""


def model(project: Project, name: str) -> tuple[Table, str]:
    """The table of a model and the text of its file; raises `Uncertain`."""
    table = project.schema.of_model(name)
    known = (t.file for f in project.files.values() for t in f.tables if t.model == name)
    files = {path for path in known if "migration" not in path and "/migrate/" not in path}
    source = project.read(next(iter(files))) if len(files) == 1 else None
    if table is None or source is None or not table.columns:
        raise Uncertain(f"`{name}` is no model whose columns are known")
    if OWN.search(source.text.data):
        raise Uncertain(f"`{name}` says what may change each statement on it")
    if table.column("type") is not None:
        raise Uncertain(f"`{name}` has rows of several classes")
    return table, source.text.source


def join(project: Project, select: Select, table: Table, step: Step) -> list[Table]:
    """The tables that `joins(:user)` adds, by the keys that their names say."""
    found: list[Table] = []
    for one in step.arguments:
        name = text_of(one).lstrip(":")
        if one.type != "simple_symbol" or name not in table.relations:
            raise Uncertain(f"`{step.name}` is given what is no plain relation")
        other, _ = model(project, table.relations[name])
        mine, key = usual(project, table, name), f"{underscore(table.model)}_id"
        if mine:
            on = f"{named(other.name)}.id = {named(table.name)}.{named(mine)}"
        elif other.column(key) is not None and name not in table.single:
            on = f"{named(other.name)}.{named(key)} = {named(table.name)}.id"
        else:
            raise Uncertain(f"the key of `{name}` is not known")
        if other.name == table.name or other.name in {one.name for one in found}:
            raise Uncertain(f"`{other.name}` is joined twice")
        kind = "JOIN" if step.name == "joins" else "LEFT JOIN"
        select.joins.append(f"{kind} {named(other.name)} ON {on}")
        found.append(other)
    return found


def usual(project: Project, table: Table, name: str) -> str:
    """The column of `belongs_to :name`, where it goes by its usual name; empty for other ones."""
    _, text = model(project, table.model)
    said = regex(rf"^\s*(\w+)[ (]+:{name}\b(.*(?:,\s*\n.*)*)", MULTILINE).search(text)
    if said is None or ELSEWHERE.search(said[2]):
        raise Uncertain(f"`{name}` is declared in a way of its own")
    key = f"{name}_id"
    belongs = said[1] == "belongs_to" and table.column(key) is not None
    return key if belongs and table.column(f"{name}_type") is None else ""
