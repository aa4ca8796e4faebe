"""The tools that try statements on scratch databases: `Prove` and `Explain`.

They answer before anything is written; what is written goes through the same gates again.
"""

import asyncio

from backlight.agent.desk import Desk, ToolFailure
from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span
from backlight.sql.lab.verdict import Weight
from backlight.sql.names import unknown
from backlight.sql.new_index import said
from backlight.sql.plan_drawing import drawn, figure

LONGEST = 20_000


async def prove(desk: Desk, *, before: str, after: str) -> str:
    """Whether two statements give the same rows, with the smallest counter-example if not."""
    lab = desk.lab
    if lab is None:
        raise ToolFailure("There is no scratch database in this run; say what you could not prove.")
    _readable(desk, before, after)
    dialect = lab.dialect or "postgres"
    verdict = await asyncio.to_thread(lab.bench.prove, before, after, dialect, lab.schema)
    return verdict.sentence


async def explain(desk: Desk, *, before: str, after: str = "") -> str:
    """What statements cost by a planner's reckoning, and the index that would help most."""
    lab = desk.lab
    if lab is None:
        raise ToolFailure("There is no planner in this run; say what you could not compare.")
    _readable(desk, before, after or before)
    dialect = lab.dialect or "postgres"
    weight = await asyncio.to_thread(lab.bench.weigh, before, after or before, dialect, lab.schema)
    if weight.why:
        raise ToolFailure(f"It could not be planned: {weight.why}")
    return "\n\n".join(filter(None, (_costs(weight, after), drawn(weight), _advice(desk, weight))))


def _costs(weight: Weight, after: str) -> str:
    where = f"The planner of {weight.where} reckons a cost of {figure(weight.before)}"
    if not after:
        return f"{where}."
    verdict = "less" if weight.gains else "more" if weight.loses else "the same"
    return f"{where} before and {figure(weight.after)} after: {verdict}."


def _advice(desk: Desk, weight: Weight) -> str:
    if desk.lab is not None and (desk.lab.dialect or "postgres") != "postgres":
        return f"No index was tried: one of {desk.lab.dialect} is known only once it is made."
    if not weight.index or desk.lab is None:
        return "No index of one or two columns would help much."
    return f"With {said(weight.index, desk.lab.schema)} it would be {figure(weight.new)}."


def _readable(desk: Desk, *statements: str) -> None:
    """Names that the schema lacks are told before anything is started."""
    lab = desk.lab
    for sql in statements:
        if not sql.strip() or len(sql) > LONGEST:
            raise ToolFailure(f"A statement must have 1 to {LONGEST:,} characters.")
        if lab is None:
            continue
        query = Query(
            kind="sql", span=Span(0, len(sql)), line=1, sql=sql, dialect=lab.dialect or "postgres"
        )
        if wrong := unknown(query, lab.schema):
            raise ToolFailure(" ".join(wrong))
