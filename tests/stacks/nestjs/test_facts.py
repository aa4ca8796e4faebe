from pathlib import Path

import pytest

from backlight.analysis.syntax import Span, parse
from backlight.stacks.nestjs import NESTJS
from backlight.text import Text
from stacks import reading

CASES = reading.cases(Path(__file__).parent, "routes.md", "handlers.md")


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    reading.check(text)


CODE = "".join(text for _, _, page in CASES for text in reading.files(page).values())


@pytest.mark.parametrize("cut", range(0, len(CODE), 97))
def test_code_cut_off_anywhere_is_read_without_failing(cut):
    reading.survives("a.ts", CODE[:cut])
    reading.survives("a.ts", CODE[cut:])


@pytest.mark.parametrize(
    "code",
    [
        "@Controller(A) class A extends A { @Get(A.B) b() {} static B = A.B }",
        "@Module({ imports: [A] }) class A {} @Controller() class B { @Get() b() {} }",
        "const A = () => applyDecorators(A()); @A() class B { @A() b() {} }",
        "@Controller() class C { @Get(x) c() {} } const x = y; const y = x;",
        "class D extends PartialType(D) {} @Controller() class E { @Put() e(@Body() d: D) {} }",
    ],
)
def test_what_leads_back_to_itself_ends(code):
    source = parse("a.ts", Text(f"import {{}} from '@nestjs/common';\n{code}"))
    fragment = NESTJS.scan(source)
    assert isinstance(NESTJS.link({"a.ts": fragment}), tuple)


def test_only_what_touches_the_span_is_read():
    code = "@Controller() class A { @Get() a() {} }\n@Controller() class B { @Get() b() {} }\n"
    here = NESTJS.handlers(parse("a.ts", Text(code)), Span(66, 67))
    assert [one.name for one in here] == ["B.b"]
