from pathlib import Path
from random import Random

import pytest

from backlight.analysis.syntax import Span, parse
from backlight.index import facts_of, findings, linked
from backlight.stacks.go import GO
from backlight.text import Text
from stacks.reading import cases, facts, files, project


def endpoints(known):
    for e in sorted(known.endpoints, key=lambda e: (e.file, e.line)):
        guards = f" after {', '.join(e.guards)}" if e.guards else ""
        yield f"{e.method} {e.path} -> {e.handler} ({e.file}:{e.line}) {e.stack}{guards}"


def handlers(known):
    for h in (h for one in known.files.values() for h in one.handlers):
        yield f"{h.name} ({h.line}) {h.stack} body={h.body} checked={h.validated}"
        for i in h.inputs:
            yield f"  {i.place} {i.name}: {i.type}, {'checked' if i.checked else 'unchecked'}"


SAID = {"endpoints": endpoints, "facts": facts, "handlers": handlers}
PAGES = ("routes.md", "queries.md", "handlers.md")
CASES = cases(Path(__file__).parent, *PAGES)


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    given = files(text)
    name = next(name for name in SAID if name in given)
    expected = given.pop(name)
    assert "\n".join(SAID[name](project(given))) == expected.rstrip("\n")


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_every_handler_that_a_route_leads_to_is_a_handler_where_it_stands(page, title, text):
    known = project(files(text))
    for e in known.endpoints:
        here = [h.name for h in known.files[e.file].handlers if h.line == e.line]
        assert e.handler in here or e.line == e.route_line or e.handler.endswith("ServeHTTP")


def test_a_text_that_doubles_from_line_to_line_is_followed_no_further():
    lines = "\tpath = path + path\n" * 16
    code = f"""package main

import "github.com/gin-gonic/gin"

func one(c *gin.Context) {{}}

func main() {{
\tr := gin.Default()
\tpath := "/a"
{lines}\tr.GET(path, one)
\tr.GET("/b", one)
}}
"""
    paths = [e.path for e in project({"go.mod": "module a\n", "main.go": code}).endpoints]
    assert "/b" in paths
    assert max(map(len, paths)) < 10_000


CODE = "".join(text for _, _, page in CASES for text in files(page).values())


@pytest.mark.parametrize("seed", range(40))
def test_code_cut_off_or_mangled_anywhere_is_read_without_failing(seed):
    random = Random(seed)  # noqa: S311 - the same places each time
    at, end = sorted(random.sample(range(len(CODE)), 2))
    for code in (CODE[:at], CODE[at:end], CODE[:at] + CODE[end:], CODE[:at] + '({["`' + CODE[at:]):
        source = parse("a.go", Text(code))
        for stack in GO:
            stack.handlers(source, None)
            stack.handlers(source, Span(len(code) // 2, len(code) // 2))
            fragment = stack.scan(source)
            assert isinstance(stack.link({} if fragment is None else {"a.go": fragment}), tuple)
        facts = facts_of(source)
        findings(facts, source, linked({"a.go": facts}))
