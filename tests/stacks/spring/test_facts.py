from pathlib import Path

import pytest

from backlight.analysis.syntax import Span, parse
from backlight.stacks.spring import SPRING
from backlight.text import Text
from stacks import reading

CASES = reading.cases(Path(__file__).parent, "routes.md", "handlers.md")


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    reading.check(text)


CODE = "".join(text for _, _, page in CASES for text in reading.files(page).values())


@pytest.mark.parametrize("cut", range(0, len(CODE), 97))
def test_code_cut_off_anywhere_is_read_without_failing(cut):
    reading.survives("A.java", CODE[:cut])
    reading.survives("A.java", CODE[cut:])


@pytest.mark.parametrize(
    "code",
    [
        "class A extends A { @GetMapping(A.B) String b() {} static final String B = A.B; }",
        '@A @interface A {} @A class B { @A String b() { return ""; } }',
        "interface I extends J {} interface J extends I {} class C implements I { @Override int c() {} }",
        "class D { static final String X = Y; static final String Y = X; @GetMapping(X) int d() {} }",
    ],
)
def test_what_leads_back_to_itself_ends(code):
    source = parse("A.java", Text(f"@RestController {code}"))
    assert isinstance(SPRING.link({"A.java": SPRING.scan(source)}), tuple)


@pytest.mark.parametrize("cut", range(0, 700, 13))
@pytest.mark.parametrize("name", ["application.yml", "application.properties", "openapi.yaml"])
def test_settings_cut_off_anywhere_are_read_without_failing(name, cut):
    text = next(
        reading.files(t)["src/main/resources/openapi.yml"]
        for _, _, t in CASES
        if "openapi.yml" in t
    )
    reading.survives(name, text[:cut])
    reading.survives(name, text[cut:])


def test_only_what_touches_the_span_is_read():
    code = "@RestController class A { @GetMapping int a() {} }\n@RestController class B { @GetMapping int b() {} }"
    here = SPRING.handlers(parse("A.java", Text(code)), Span(80, 81))
    assert [one.name for one in here] == ["B.b"]
