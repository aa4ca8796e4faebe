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
    ("sql", "after", "compared"),
    [
        ("SELECT id FROM a WHERE EXISTS (SELECT * FROM b)", "SELECT 1", True),
        ("select id from a where exists(select\n * from b where b.x = a.x)", "SELECT 1", True),
        ("SELECT * FROM a WHERE EXISTS (SELECT * FROM b)", "SELECT id FROM a", False),
        ("SELECT a.* FROM a", "SELECT a.id FROM a", False),
        ("SELECT * FROM a WHERE day::date = $1", "SELECT * FROM a WHERE day >= $1", True),
        ("SELECT a.*, b.* FROM a, b", "SELECT a.*, b.id FROM a, b", False),
    ],
)
def test_fewer_columns_are_not_for_speed_and_a_star_in_exists_reads_none(sql, after, compared):
    one, other = (
        Query(kind="sql", span=Span(0, 9), line=1, sql=said, dialect="postgres")
        for said in (sql, after)
    )
    assert plan._for_speed(Pair(before=one, after=(other,))) is compared
