from pathlib import Path

import pytest

from backlight.stacks.jpa.derived import asked
from stacks import reading

CASES = reading.cases(Path(__file__).parent, "tables.md", "queries.md")


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    reading.check(text)


CODE = "".join(text for _, _, page in CASES for text in reading.files(page).values())


@pytest.mark.parametrize("cut", range(0, len(CODE), 41))
def test_code_cut_off_anywhere_is_read_without_failing(cut):
    reading.survives("A.java", CODE[:cut])
    reading.survives("A.java", CODE[cut:])


@pytest.mark.parametrize("word", ["A", "All", "Top1", "By", "ByA", "And", "OrderByA"])
@pytest.mark.parametrize("end", ["", "$", "By", "é"])
def test_the_name_of_a_method_may_be_long(word, end):
    found = asked("find" + word * 20_000 + end)
    assert (found is not None) == ("By" in word and end != "$")
