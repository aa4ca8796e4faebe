"""The schemas of Mongoose as tables: `mongoose.model("User", new Schema({ … }))`."""

from collections.abc import Iterator

from backlight.analysis.javascript import Module, module
from backlight.analysis.javascript_values import (
    Call,
    Fields,
    Literal,
    Many,
    Name,
    Value,
    dotted,
)
from backlight.analysis.syntax import Source
from backlight.analysis.tables import Column, Table


def tables(source: Source) -> tuple[Table, ...]:
    """The collections behind the models of a file."""
    if b"ongoose" not in source.text.data:
        return ()
    found = module(source)
    return tuple(
        table
        for _, call in found.calls
        if dotted(call.of).rpartition(".")[2] == "model" and len(call.args) > 1
        if (table := _table(source, found, call)) is not None
    )


def _table(source: Source, found: Module, call: Call) -> Table | None:
    named, said = call.args[0], call.args[1]
    if isinstance(said, Name):
        said = found.values.get(said.name, said)
    if not isinstance(named, Literal) or not isinstance(said, Call) or not said.args:
        return None
    if not dotted(said.of).endswith("Schema") or not isinstance(said.args[0], Fields):
        return None
    columns = list(_columns(said.args[0]))
    model = str(named.value)
    relations = {c.name: c.references.partition(".")[0] for c in columns if c.references}
    return Table(
        name=f"{model.lower()}s",
        file=source.path,
        line=source.text.line_of(said.span.start) + 1,
        columns=tuple(columns),
        origin="model",
        model=model,
        relations=relations,
        span=said.span,
        complete=False,
    )


def _columns(fields: Fields) -> Iterator[Column]:
    yield Column(name="_id", type="ObjectId", nullable=False, primary_key=True, default=True)
    for name, said in fields.pairs:
        if name == "...":
            continue
        of = dict(said.pairs) if isinstance(said, Fields) and "type" in dict(said.pairs) else {}
        kind = of.get("type", said)
        ref = of.get("ref")
        if isinstance(kind, Many) and kind.items and isinstance(kind.items[0], Fields):
            ref = dict(kind.items[0].pairs).get("ref", ref)
        yield Column(
            name=name,
            type=_type(kind),
            nullable=not _required(of.get("required")),
            unique=of.get("unique") == Literal(value=True),
            references=f"{ref.value}._id" if isinstance(ref, Literal) else "",
            default="default" in of,
        )


def _type(said: Value) -> str:
    if isinstance(said, Many):
        inner = said.items[0] if said.items else Name("Mixed")
        if isinstance(inner, Fields):
            inner = dict(inner.pairs).get("type", Name("Object"))
        return f"{_type(inner)}[]"
    if isinstance(said, Fields):
        return "Object"
    if isinstance(said, Literal):
        return str(said.value)
    return dotted(said).rpartition(".")[2]


def _required(said: Value | None) -> bool:
    if isinstance(said, Many):
        return bool(said.items) and said.items[0] == Literal(value=True)
    return said == Literal(value=True)
