"""The models of Sequelize as tables: `sequelize.define(…)`, `User.init(…)`, marked classes."""

from collections.abc import Iterator
from dataclasses import replace

from tree_sitter import Node

from backlight.analysis.javascript_chains import Chain, Step, chains
from backlight.analysis.javascript_expressions import CLASSES
from backlight.analysis.javascript_values import Fields, Literal
from backlight.analysis.syntax import Source, ancestors, field, span_of, text_of
from backlight.analysis.tables import Column, Table
from backlight.stacks.sequelize.columns import Defined, columns, indexes, with_added
from backlight.stacks.sequelize.decorated import decorated
from backlight.stacks.sequelize.links import links
from backlight.stacks.sequelize.names import key_for, upper


def tables(source: Source) -> tuple[Table, ...]:
    """The tables of the models of a file."""
    if b"equelize" not in source.text.data:
        return ()
    found = links(source)
    models = tuple(defined(source))
    made = [_table(source, one, {other.model: other.name for other in models}) for one in models]
    return tuple(
        replace(
            table,
            relations={one.attribute: one.target for one in found if one.owner == table.model},
            single=tuple(
                one.attribute
                for one in found
                if one.owner == table.model and not one.kind.endswith("Many")
            ),
        )
        for table in made
    ) + decorated(source)


def defined(source: Source) -> Iterator[Defined]:
    """The models that calls of a file define."""
    for chain in chains(source):
        step = chain.step("define", "init")
        if step is not None and step == chain.steps[0] and step.args:
            one = _defined(chain, step)
            if one is not None:
                yield one


def _defined(chain: Chain, step: Step) -> Defined | None:
    place = 2 if step.name == "define" else 1
    if step.name == "init" and len(step.args) < 2:  # `Sentry.init({ … })`
        return None
    fields = step.args[place - 1] if len(step.args) >= place else None
    given = step.args[place] if len(step.args) > place else None
    options = dict(given.pairs) if isinstance(given, Fields) else {}
    if step.name == "define":
        named = step.args[0]
        name = str(named.value) if isinstance(named, Literal) else ""
        model = upper(name) if name[:1].islower() else name
    else:
        whole = chain.root.rpartition(".")[2]
        whole = _class(chain.node) if whole in {"super", "this"} else whole
        model = whole.removesuffix("Model") or whole
        said = options.get("modelName")
        name = str(said.value) if isinstance(said, Literal) else whole
    if not name or not model or not isinstance(fields, Fields):
        return None
    return Defined(model, name, fields, options, chain.node)


def _class(node: Node) -> str:
    """The name of the class that a call stands in."""
    around = next((one for one in ancestors(node) if one.type in CLASSES), None)
    name = field(around, "name") if around is not None else None
    return text_of(name) if name is not None else ""


def _table(source: Source, one: Defined, names: dict[str, str]) -> Table:
    found = {column.name: column for column in columns(one)}
    for link in links(source):
        if link.owner == one.model and link.kind == "belongsTo" and link.sure:
            target = link.name or names.get(link.target, link.attribute)
            key = link.key or key_for(target, underscored=one.underscored)
            if not any(key in {c.name, c.attribute} for c in found.values()):
                found[key] = Column(name=key, type="INTEGER", references=f"{link.target}.id")
    every = with_added(one, found.values())
    return Table(
        name=one.table,
        file=source.path,
        line=one.node.start_point.row + 1,
        columns=every,
        indexes=tuple(indexes(one.options.get("indexes"), every)),
        origin="model",
        model=one.model,
        span=span_of(one.node),
        complete=False,
    )
