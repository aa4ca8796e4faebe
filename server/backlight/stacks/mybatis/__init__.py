"""MyBatis: statements in the XML of mappers."""

from backlight.stacks.later import later
from backlight.stacks.record import Idioms, Orm

MYBATIS = Orm(
    name="mybatis",
    languages=("xml",),
    needles=(b"<mapper",),
    queries=later("stacks.mybatis.queries:queries"),
    tables=lambda _source: (),
    improve=later("stacks.mybatis.improve:improve"),
    idioms=Idioms(
        pages="Use the paging interceptor that the project has, or a bound `LIMIT #{size}`.",
        models="Name columns once, in a `<sql>` fragment, and map them by a `<resultMap>`.",
    ),
)
"""The mapper of MyBatis, and of MyBatis-Plus."""
