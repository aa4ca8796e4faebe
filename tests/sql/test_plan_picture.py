"""A plan is drawn as a picture that needs nothing else, whatever tables are called."""

from xml.etree import ElementTree as ET

import pytest

from backlight.sql.plan_picture import picture

SVG = "{http://www.w3.org/2000/svg}"
BEFORE = ((0, "Aggregate", 4000.0, 1.0), (1, "Seq Scan on orders with a filter", 3900.0, 120.0))
AFTER = ((0, "Aggregate", 12.0, 1.0), (1, "Index Scan on orders by made", 11.0, 120.0))
HOSTILE = ((0, 'Seq Scan on <script>alert("&")</script>]]>\x01\ufffe\ud800\u202e', 0.0, 0.0),)


def read(plans):
    return ET.fromstring(picture(plans))  # noqa: S314 - we drew it


def test_the_steps_that_only_one_of_them_has_are_marked():
    drawn = read((BEFORE, AFTER))
    boxes = [one.get("class") for one in drawn.iter(f"{SVG}rect") if one.get("class")]
    assert [one for one in boxes if "box" in one] == ["box", "box gone", "box", "box new"]
    said = [one.text for one in drawn.iter(f"{SVG}text")]
    assert said[0] == "Before: cost 4,000" and "After: cost 12.00" in said
    assert "Index Scan on orders by made" in said and "11.00 · 120" in said
    assert drawn.find(f"{SVG}title").text == "Plan: cost 4,000 before, 12.00 after"


def test_a_bar_is_the_part_of_the_dearest_cost():
    wide = [
        int(one.get("width"))
        for one in read((BEFORE, AFTER)).iter(f"{SVG}rect")
        if one.get("class") == "bar"
    ]
    assert wide[0] == 558 and 520 < wide[1] < 540 and wide[2] == 2 and wide[3] == 1


def test_names_are_words_and_nothing_is_run_or_loaded():
    text = picture((HOSTILE, HOSTILE))
    drawn = ET.fromstring(text.encode())  # noqa: S314 - we drew it
    assert "\u202e" not in text
    assert {one.tag.removeprefix(SVG) for one in drawn.iter()} <= {
        "svg",
        "title",
        "style",
        "rect",
        "path",
        "text",
    }
    assert "href" not in text and "url(" not in text and "<script" not in text


@pytest.mark.parametrize("plans", [((), ()), (BEFORE, ()), ((), AFTER)])
def test_what_is_not_known_is_not_drawn(plans):
    assert picture(plans) == ""


def test_a_deep_plan_and_a_long_name_stay_inside():
    deep = tuple((n, f"Nested Loop over {'a_long_name_' * 9}", 1e9, 1e9) for n in range(60))
    drawn = read((deep, deep))
    wide = int(drawn.get("width"))
    for one in drawn.iter(f"{SVG}rect"):
        assert float(one.get("x", 0)) + float(one.get("width")) <= wide
        assert float(one.get("width")) > 0
    assert all(len(one.text) < 90 for one in drawn.iter(f"{SVG}text") if one.get("class") is None)
