"""The tools that try statements on scratch databases: `Prove` and `Explain`.

They answer before anything is written; what is written goes through the same gates again.
"""

import asyncio

from backlight.agent.desk import Desk, Lab, ToolFailure
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
    _readable(lab, before, after)
    verdict = await asyncio.to_thread(lab.bench.prove, before, after, lab.dialect, lab.schema)
    return verdict.sentence


async def explain(desk: Desk, *, before: str, after: str = "") -> str:
    """What statements cost by a planner's reckoning, and the index that would help most."""
    lab = desk.lab
    if lab is None:
        raise ToolFailure("There is no planner in this run; say what you could not compare.")
    then = after or before
    _readable(lab, before, then)
    weight = await asyncio.to_thread(lab.bench.weigh, before, then, lab.dialect, lab.schema)
    if weight.why:
        raise ToolFailure(f"It could not be planned: {weight.why}")
    return "\n\n".join(filter(None, (_costs(weight, after), drawn(weight), _advice(lab, weight))))


def _costs(weight: Weight, after: str) -> str:
    where = f"The planner of {weight.where} reckons a cost of {figure(weight.before)}"
    if not after:
        return f"{where}."
    verdict = "less" if weight.gains else "more" if weight.loses else "the same"
    return f"{where} before and {figure(weight.after)} after: {verdict}."


def _advice(lab: Lab, weight: Weight) -> str:
    if lab.dialect != "postgres":
        return f"No index was tried: one of {lab.dialect} is known only once it is made."
    if not weight.index:
        return "No index of one or two columns would help much."
    return f"With {said(weight.index, lab.schema)} it would be {figure(weight.new)}."


def _readable(lab: Lab, *statements: str) -> None:
    """Names that the schema lacks are told before anything is started."""
    for sql in statements:
        if not sql.strip() or len(sql) > LONGEST:
            raise ToolFailure(f"A statement must have 1 to {LONGEST:,} characters.")
        query = Query(kind="sql", span=Span(0, len(sql)), line=1, sql=sql, dialect=lab.dialect)
        if wrong := unknown(query, lab.schema):
            raise ToolFailure(" ".join(wrong))
