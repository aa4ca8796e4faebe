"""Places of values in a statement: one name for one code, since statements are compared by them."""

from itertools import combinations

import pytest

from backlight.stacks.statement import place

LONG = "request.query_params.the_first_day_of_the_month"
ALIKE = [
    *("day - 1", "day + 1", "day_1", "day.1", "day[1]", "Day_1", "_day_1", "day__1", "day[:1]"),
    *(
        "userId",
        "userid",
        "userID",
        "user.iD",
        "UserId",
        "user_Id",
        "user_id",
        "user.id",
        "user[:id]",
        "user__id",
        "user___id",
        "@user_id",
        "user['id']",
    ),
    *(f"{LONG}.start", f"{LONG}.end", "(((", "", "é", "ê", "user[:id].", "user[:id", "user]"),
]


@pytest.mark.parametrize(("one", "other"), [*combinations(ALIKE, 2)])
def test_other_code_has_another_name(one, other):
    assert place(one) != place(other)


@pytest.mark.parametrize("code", ALIKE)
def test_a_name_is_one_word(code):
    assert place(code).removeprefix("%(").removesuffix(")s").isidentifier()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("name", "name"),
        ("user.id", "user__id"),
        ("userId", "userId"),
        ("thisUser.firstName", "thisUser__firstName"),
        ("params[:id]", "params___id"),
        ("self.order[:id].first_day", "self__order___id__first_day"),
    ],
)
def test_plain_code_has_a_plain_name(code, name):
    assert place(code) == f"%({name})s"
