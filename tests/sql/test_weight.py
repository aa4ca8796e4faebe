"""What costs say of two statements, where planners are known to reckon with too few rows."""

import pytest

from backlight.analysis.compared import Pair
from backlight.analysis.facts import Query
from backlight.analysis.syntax import Span
from backlight.checks import plan
from backlight.sql.lab.verdict import Weight

AGAIN = (
    (0, "Sort", 100.0, 1.0),
    (1, "CTE Scan", 90.0, 1.0),
    (2, "Aggregate (SubPlan 2)", 40.0, 1.0),
    (3, "CTE Scan with a filter", 39.0, 5.0),
)
ONCE = ((0, "Hash Join", 99.0, 1.0), (1, "CTE Scan", 9.0, 1.0), (1, "Aggregate", 9.0, 5.0))
INDEXED = ((0, "Seq Scan on a", 99.0, 1.0), (1, "Index Scan on b by i (SubPlan 1)", 9.0, 1.0))
BESIDE = ((0, "Aggregate (SubPlan 2)", 9.0, 1.0), (0, "CTE Scan", 9.0, 1.0))


@pytest.mark.parametrize(
    ("before", "after", "frees"),
    [
        (AGAIN, ONCE, True),
        (AGAIN, AGAIN, False),
        (ONCE, AGAIN, False),
        (INDEXED, ONCE, False),
        (BESIDE, ONCE, False),
        (AGAIN, (), False),
    ],
)
def test_what_is_read_again_for_each_row_is_no_longer(before, after, frees):
    even = Weight("here", 100.0, 99.0, plans=(before, after))
    assert even.frees is frees and even.gains is frees
    assert not Weight("here", 100.0, 100.1, plans=(before, after)).gains


@pytest.mark.parametrize(
    ("sql", "compared"),
    [
        ("SELECT id FROM a WHERE EXISTS (SELECT * FROM b)", True),
        ("select id from a where exists(select\n * from b where b.x = a.x)", True),
        ("SELECT * FROM a WHERE EXISTS (SELECT * FROM b)", False),
        ("SELECT a.* FROM a", False),
    ],
)
def test_a_star_in_exists_reads_no_column(sql, compared):
    before, after = (
        Query(kind="sql", span=Span(0, 9), line=1, sql=one, dialect="postgres")
        for one in (sql, "SELECT 1")
    )
    assert plan._for_speed(Pair(before=before, after=(after,))) is compared
