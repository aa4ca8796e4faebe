from pathlib import Path
from random import Random

import pytest

from backlight.analysis.syntax import Span, parse
from backlight.index import facts_of, findings, linked
from backlight.stacks.rails import RAILS
from backlight.text import Text
from stacks.reading import cases, facts, files, project


def endpoints(known):
    for e in sorted(known.endpoints, key=lambda e: (e.file, e.line)):
        guards = f" after {', '.join(e.guards)}" if e.guards else ""
        yield f"{e.method} {e.path} -> {e.handler} ({e.file}:{e.line}){guards}"


SAID = {"endpoints": endpoints, "facts": facts}
PAGES = ("routes.md", "queries.md")
CASES = cases(Path(__file__).parent, *PAGES)


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    given = files(text)
    name = next(name for name in SAID if name in given)
    expected = given.pop(name)
    assert "\n".join(SAID[name](project(given))) == expected.rstrip("\n")


def test_an_action_has_the_name_that_its_route_has():
    known = project(files(CASES[0][2]))
    names = [h.name for h in known.files["app/controllers/articles_controller.rb"].handlers]
    assert names == ["articles#index", "articles#show", "articles#publish"]


CODE = "".join(text for _, _, page in CASES for text in files(page).values())


@pytest.mark.parametrize("seed", range(40))
def test_code_cut_off_or_mangled_anywhere_is_read_without_failing(seed):
    random = Random(seed)  # noqa: S311 - the same places each time
    at, end = sorted(random.sample(range(len(CODE)), 2))
    for code in (CODE[:at], CODE[at:end], CODE[:at] + CODE[end:], CODE[:at] + '({["`' + CODE[at:]):
        source = parse("a.rb", Text(code))
        for stack in (RAILS,):
            stack.handlers(source, None)
            stack.handlers(source, Span(len(code) // 2, len(code) // 2))
            fragment = stack.scan(source)
            assert isinstance(stack.link({} if fragment is None else {"a.rb": fragment}), tuple)
        facts = facts_of(source)
        findings(facts, source, linked({"a.rb": facts}))
