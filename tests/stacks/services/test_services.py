from pathlib import Path
from random import Random

import pytest

from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.text import Text
from stacks.reading import cases, files, project

CASES = cases(Path(__file__).parent, "routes.md")


@pytest.mark.parametrize(("_page", "title", "text"), CASES, ids=[title for _, title, _ in CASES])
def test_a_page_says_what_is_found(_page, title, text):
    given = files(text)
    expected = given.pop("endpoints")
    known = project(given)
    rows = sorted(known.endpoints, key=lambda e: (e.file, e.line))
    found = [f"{e.method} {e.path} -> {e.handler} ({e.file}:{e.line})" for e in rows]
    assert "\n".join(found) == expected.rstrip("\n")


@pytest.mark.parametrize("path", ["a.graphql", "a.proto"])
@pytest.mark.parametrize("seed", range(30))
def test_a_schema_cut_off_or_mangled_anywhere_is_read_without_failing(path, seed):
    code = "".join(text for _, _, page in CASES for text in files(page).values())
    random = Random(seed)  # noqa: S311 - the same places each time
    at, end = sorted(random.sample(range(len(code)), 2))
    for part in (code[:at], code[at:end], code[:at] + '"""' + code[end:], code[:at] + "{(" * 50):
        facts = facts_of(parse(path, Text(part)))
        assert isinstance(linked({path: facts}).endpoints, tuple)
