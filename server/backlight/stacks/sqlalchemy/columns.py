"""Columns as SQLAlchemy writes them: `Column(…)`, `mapped_column(…)`, `Mapped[…]`, `Field(…)`."""

from dataclasses import dataclass, field
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import descendants, text_of
from backlight.analysis.tables import Column, PartialIndex
from backlight.stacks.index_condition import condition

COLUMNS = frozenset({"Column", "mapped_column", "Field", "field", "reference_col"})
"""`reference_col(table, nullable=False)` is the foreign key of projects made by cookiecutter."""
RELATIONS = frozenset({"relationship", "Relationship", "relation", "dynamic_loader"})
WRAPPED = regex(r"^(?:\w+\.)?(?:Mapped|Annotated)\[(.*)\]$")
OPTIONAL = regex(r"^(?:\w+\.)?Optional\[(.*)\]$|^(.*?)\s*\|\s*None$|^None\s*\|\s*(.*)$")
LISTED = regex(r"^(?:\w+\.)?(?:[Ll]ist|[Ss]et|Sequence|Collection|Iterable)\[(.*)\]$")
AT_ONCE = regex(r"\blazy\s*=\s*(?:['\"](?:joined|selectin|subquery)['\"]|False\b)")
"""Ways to load a relation of all rows at once; `immediate` asks row by row as well."""
EAGER = regex(r"\blazy\s*=\s*(?!['\"](?:select|True)['\"]|True\b)")


@dataclass(frozen=True, slots=True)
class Call:
    """A call taken apart: its last name, its arguments and its keyword arguments."""

    name: str
    args: tuple[Node, ...] = ()
    named: dict[str, Node] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A keyword argument as it is written."""
        return text_of(self.named[name]) if name in self.named else ""


def call_of(node: Node | None) -> Call | None:
    """The call that a node is; `None` for anything else."""
    if node is None or node.type != "call":
        return None
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    args: list[Node] = []
    named: dict[str, Node] = {}
    for child in arguments.named_children if arguments is not None else ():
        value = child.child_by_field_name("value")
        if child.type == "keyword_argument" and value is not None:
            named[text_of(child.children[0])] = value
        elif child.type != "comment":
            args.append(child)
    name = text_of(function).rpartition(".")[2] if function is not None else ""
    return Call(name, tuple(args), named)


def string(node: Node | None) -> str | None:
    """What a plain string holds."""
    if node is None or node.type != "string":
        return None
    return "".join(text_of(c) for c in node.named_children if c.type == "string_content")


def inner_type(annotation: str) -> tuple[str, bool]:
    """The type in `Mapped[Optional[str]]`, and whether it may be null."""
    said = annotation.strip().strip("'\"")
    if wrapped := WRAPPED.match(said):
        said = wrapped[1].split(",")[0] if "Annotated" in said else wrapped[1]
    said = said.strip().strip("'\"")
    hit = OPTIONAL.match(said)
    if hit is None:
        return said, False
    return next(part for part in hit.groups() if part is not None).strip("'\" "), True


def column(name: str, annotation: str, value: Node | None) -> Column | None:
    """The column that an attribute of a model is; `None` if it is none."""
    call = call_of(value)
    type_, optional = inner_type(annotation)
    if call is None or call.name not in COLUMNS:
        return Column(name=name, type=type_, nullable=optional, default=value is not None)
    args = list(call.args)
    if call.name == "reference_col":
        to = (string(args[0]) if args else None) or ""
        may = call.text("nullable") == "True"
        primary_key = call.text("pk_name").strip("'\"") or "id"
        return Column(name=name, type="Integer", nullable=may, references=f"{to}.{primary_key}")
    own = string(args[0]) if args else None
    if own is not None:
        args.pop(0)
    references = call.text("foreign_key").strip("'\"")
    for one in (*args, *call.named.values()):
        key = call_of(one)
        if key is not None and key.name == "ForeignKey" and key.args:
            references = string(key.args[0]) or text_of(key.args[0])
        elif one in args and not (key is not None and key.name in _SET):
            type_ = text_of(one).removeprefix("db.").removeprefix("sa.")
    primary = call.text("primary_key") == "True"
    nullable = call.text("nullable")
    mapped = call.name != "Column"
    may = nullable == "True" or (not nullable and (optional if mapped and annotation else True))
    made = {"default", "server_default", "default_factory", "insert_default", "onupdate"}
    return Column(
        name=own or name,
        type=type_,
        nullable=may and not primary,
        primary_key=primary,
        unique=call.text("unique") == "True",
        references=references,
        attribute=name if own and own != name else "",
        default=not made.isdisjoint(call.named) or (primary and not references and _counts(type_)),
    )


def _counts(type_: str) -> bool:
    """Whether a database numbers the keys of a type by itself."""
    return not any(word in type_.lower() for word in ("str", "char", "text", "uuid", "unicode"))


_SET = frozenset({"ForeignKey", "Sequence", "Computed", "Identity", "CheckConstraint"})


def mapped(annotation: str, value: Node | None) -> bool:
    """Whether an attribute is a column, by its value or its annotation."""
    call = call_of(value)
    if call is not None:
        return call.name in COLUMNS
    return "Mapped[" in annotation


def arguments(value: Node | None) -> list[PartialIndex]:
    """Indexes and unique constraints of `__table_args__`, with the rows that each is of."""
    found = []
    for node in descendants(value, "call") if value is not None else ():
        call = call_of(node)
        if call is None or call.name not in {"Index", "UniqueConstraint"}:
            continue
        names = [string(arg) for arg in call.args]
        plain = [name for name in (names[1:] if call.name == "Index" else names) if name]
        found += [PartialIndex(columns=tuple(plain), where=where(call))] if plain else []
    return found


def where(call: Call) -> str:
    """The condition of an index of some rows; empty if it is of all, or if it is not read."""
    given = call.named.get("postgresql_where") or call.named.get("sqlite_where")
    return condition(text_of(given)) if given is not None else ""


def indexed(value: Node | None) -> bool:
    """Whether a column asks for an index of its own."""
    call = call_of(value)
    return call is not None and "True" in {call.text("index"), call.text("unique")}


def relation(annotation: str, value: Node | None) -> str | None:
    """The model that a relation leads to; `None` if it is none, or not loaded row by row."""
    call = call_of(value)
    if call is None or call.name not in RELATIONS or EAGER.search(text_of(value) if value else ""):
        return None
    if "WriteOnlyMapped" in annotation or "DynamicMapped" in annotation:
        return None
    said = text_of(call.args[0]).strip("'\"") if call.args else ""
    if not said:
        said, _ = inner_type(annotation)
        listed = LISTED.match(said)
        said, _ = inner_type(listed[1] if listed else said)
    return said.rpartition(".")[2].strip("'\" ") or None


def eager(value: Node | None) -> bool:
    """Whether a relation says that it is loaded with its row."""
    return value is not None and AT_ONCE.search(text_of(value)) is not None


def leads_to_one(annotation: str) -> bool:
    """Whether a relation's annotation says a row, and not a collection of rows."""
    said, _ = inner_type(annotation)
    return LISTED.match(said) is None and "[" not in said and "Mapped" not in said
