"""The models of Sequelize as tables: `sequelize.define(…)` and `User.init(…)`."""

from collections.abc import Iterator

from backlight.analysis.javascript_chains import Chain, chains, option
from backlight.analysis.javascript_values import Call, Fields, Literal, Member, Name, Value, dotted
from backlight.analysis.syntax import Source, span_of
from backlight.analysis.tables import Column, Table

LINKS = {"belongsTo", "hasOne", "hasMany", "belongsToMany"}


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of the models of a file."""
    if b"equelize" not in source.text.data:
        return ()
    found = list(chains(source))
    links = [(chain.root.rpartition(".")[2], *_link(chain)) for chain in found if _is_link(chain)]
    made = (_table(source, chain) for chain in found)
    return tuple(
        Table(
            name=one.name,
            file=one.file,
            line=one.line,
            columns=one.columns,
            origin="model",
            model=one.model,
            relations={name: model for owner, name, model in links if owner == one.model},
            span=one.span,
            complete=False,
        )
        for one in made
        if one is not None
    )


def _table(source: Source, chain: Chain) -> Table | None:
    step = chain.step("define", "init")
    if step is None or step != chain.steps[0] or not step.args:
        return None
    if step.name == "define":
        named = step.args[0]
        model = str(named.value) if isinstance(named, Literal) else ""
        fields, place = step.args[1] if len(step.args) > 1 else None, 2
    else:
        model = chain.root.rpartition(".")[2].removesuffix("Model")
        fields, place = step.args[0], 1
    if not model or not isinstance(fields, Fields):
        return None
    given = option(step, "tableName", place)
    frozen = option(step, "freezeTableName", place) == Literal(value=True)
    name = str(given.value) if isinstance(given, Literal) else model if frozen else f"{model}s"
    return Table(
        name=name,
        file=source.path,
        line=chain.node.start_point.row + 1,
        columns=tuple(_columns(fields)),
        origin="model",
        model=model,
        span=span_of(chain.node),
    )


def _columns(fields: Fields) -> Iterator[Column]:
    pairs = [(n, dict(v.pairs) if isinstance(v, Fields) else {"type": v}) for n, v in fields.pairs]
    if not any(_true(of.get("primaryKey")) for _, of in pairs):
        yield Column(name="id", type="INTEGER", nullable=False, primary_key=True, default=True)
    for name, of in pairs:
        if name == "...":
            continue
        column = of.get("field")
        own = str(column.value) if isinstance(column, Literal) else name
        yield Column(
            name=own,
            type=_type(of.get("type")),
            nullable=of.get("allowNull") != Literal(value=False),
            primary_key=_true(of.get("primaryKey")),
            unique="unique" in of and of["unique"] != Literal(value=False),
            references=_references(of.get("references")),
            attribute=name if own != name else "",
            default="defaultValue" in of or _true(of.get("autoIncrement")),
        )


def _type(said: Value | None) -> str:
    """`DataTypes.STRING(45)` as `STRING`."""
    while isinstance(said, Call):
        said = said.of
    return said.name if isinstance(said, Member | Name) else ""


def _true(said: Value | None) -> bool:
    return said == Literal(value=True)


def _references(said: Value | None) -> str:
    pairs = dict(said.pairs) if isinstance(said, Fields) else {}
    model, key = pairs.get("model"), pairs.get("key", Literal("id"))
    name = str(model.value) if isinstance(model, Literal) else dotted(model) if model else ""
    return f"{name}.{key.value}" if name and isinstance(key, Literal) else ""


def _is_link(chain: Chain) -> bool:
    return chain.steps[0].name in LINKS and bool(chain.steps[0].args)


def _link(chain: Chain) -> tuple[str, str]:
    """The attribute of a relation, and the model it leads to."""
    step = chain.steps[0]
    model = dotted(step.args[0]).rpartition(".")[2]
    given = option(step, "as", 1)
    if isinstance(given, Literal):
        return str(given.value), model
    many = step.name in {"hasMany", "belongsToMany"}
    return (f"{model}s" if many else model), model
