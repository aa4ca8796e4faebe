"""Which values of a statement are the same in another: names say it, else the turn they come in."""

import pytest

from backlight.sql.lab.slots import aligned, slots

WHERE = "SELECT a FROM t WHERE b = {} AND c = {}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("%(user_id)s", "%(userid)s"),
        ("%(user__id)s", "%(user_id)s"),
        ("%(params___id)s", "%(params__id)s"),
        (":user_id", ":userid"),
        ("@user_id", "@userid"),
    ],
)
def test_other_names_are_other_values(one, other):
    first, second = slots(WHERE.format(one, other))
    assert first.key != second.key


@pytest.mark.parametrize(
    ("before", "after", "same"),
    [
        (("%(a)s", "%(b)s"), ("%(b)s", "%(a)s"), {"as": "as", "bs": "bs"}),
        (("{0}", "{1}"), ("%(a)s", "%(b)s"), {"as": "0_", "bs": "1_"}),
        (("%s", "%s"), (":a", ":b"), {"a": "0_", "b": "1_"}),
        (("%(day_1_b4dd6024)s", "%(n)s"), ("%(day_1_33aa1122)s", "%(n)s"), None),
        (("%(a)s", "{0}"), ("%(a)s", ":b"), {"as": "as", "b": "1_"}),
    ],
)
def test_a_value_is_found_again_by_its_name_or_its_turn(before, after, same):
    assert aligned(WHERE.format(*before), WHERE.format(*after)) == same
