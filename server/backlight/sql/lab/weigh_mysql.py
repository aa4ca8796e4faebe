"""What two statements of MySQL cost, in the user's own database: plans alone, nothing is run."""

from backlight.sql.lab.explain import changed
from backlight.sql.lab.explain_mysql import explained
from backlight.sql.lab.own_mysql import opened
from backlight.sql.lab.trial import Trial
from backlight.sql.lab.verdict import Weight


def of_users(one: Trial, url: str) -> Weight:
    """The plans before and after; no index is tried, since these servers know none that is not."""
    before, after = one.whole("mysql")
    with opened(url) as (connection, name):
        first, second = (explained(connection, name, sql) for sql in (before, after))
    return Weight(
        f"your development database ({name}), in rows that are read,",
        first.cost,
        second.cost,
        changed(first, second),
        plans=(first.drawn, second.drawn),
        rows=second.rows,
    )
