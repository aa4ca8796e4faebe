from collections import Counter
from pathlib import Path

import pytest

from backlight.analysis.syntax import Span, parse
from backlight.stacks.spring import SPRING, functional
from backlight.text import Text
from stacks import reading

CASES = reading.cases(Path(__file__).parent, "routes.md", "handlers.md")


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    reading.check(text)


CODE = "".join(text for _, _, page in CASES for text in reading.files(page).values())


@pytest.mark.parametrize("cut", range(0, len(CODE), 97))
def test_code_cut_off_anywhere_is_read_without_failing(cut):
    for name in ("A.java", "A.kt"):
        reading.survives(name, CODE[:cut])
        reading.survives(name, CODE[cut:])


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


@pytest.mark.parametrize("depth", [1, 3, 30, 3_000])
@pytest.mark.parametrize("code", ['"${', "class A { ", "@A(", "/* ", "fun f(a: B<", "val a = f("])
def test_kotlin_that_never_ends_is_read_to_its_end(code, depth):
    source = parse("A.kt", Text(f"@RestController class B\n{code * depth}"))
    assert "B" in [one.name for one in SPRING.scan(source).file.types]


def test_only_what_touches_the_span_is_read():
    code = "@RestController class A { @GetMapping int a() {} }\n@RestController class B { @GetMapping int b() {} }"
    here = SPRING.handlers(parse("A.java", Text(code)), Span(80, 81))
    assert [one.name for one in here] == ["B.b"]


@pytest.mark.parametrize("depth", [1, 2, 4, 12])
@pytest.mark.parametrize(
    "around",
    [
        "if (a) {{ two(); {0} }} else three();",
        "if (a) three(); else if (b) {{ two(); {0} }}",
        "for (;;) {{ two(); for (var i : all) {{ {0} }} three(); }}",
        "try {{ two(); }} catch (E e) {{ three(); }} finally {{ {0} }}",
        "try (var a = b) {{ two(); while (a) {{ {0} }} }} catch (E e) {{ three(); }}",
        "{{ two(); {0} }} if (a) run(() -> {{ never(); }}); three();",
    ],
)
def test_each_statement_is_read_once_however_deep_it_stands(depth, around):
    inside = "one();" * depth
    for _ in range(depth):
        inside = around.format(inside)
    source = parse(
        "A.java", Text(f"import a.function.server.*; class A {{ B b() {{ {inside} }} }}")
    )
    (piece,) = functional.pieces(source)
    assert Counter(one.name for one in piece.parts if one.name != "run") == Counter(
        one=depth, two=depth, three=depth
    )


def test_blocks_that_go_on_without_end_are_read_to_a_depth():
    deep = "() -> { if (a) { b(" * 5_000
    source = parse(
        "A.java", Text(f"import a.function.server.*; class A {{ B b() {{ b({deep} }} }}")
    )
    assert len(tuple(functional.pieces(source))) <= 1


ROUTER = "import a.function.server.*; class A {{ {} }}"


def served(methods):
    source = parse("A.java", Text(ROUTER.format(methods)))
    return SPRING.link({"A.java": SPRING.scan(source)})


def test_a_builder_serves_all_that_it_is_told_however_many_routes_these_are():
    chain = "".join(f'.GET("/{number}", this::one)' for number in range(300))
    found = served(f"B b() {{ return route(){chain}.build(); }}")
    assert [one.path for one in found] == [f"/{number}" for number in range(300)]


@pytest.mark.parametrize(
    ("each", "deep", "last", "found"),
    [
        (".add(m{0}())", 11, '.GET("/x", this::one)', True),
        (".add(m{0}())", 11, ".add(nothing())", False),
        ('.nest(path("/a"), m{0}()).nest(path("/b"), m{0}())', 5, '.GET("/x", this::one)', True),
    ],
)
def test_routes_that_stand_for_millions_are_read_to_a_bound(each, deep, last, found):
    some = (f"B m{n}() {{ return route(){each.format(n + 1) * 10}; }}" for n in range(deep))
    said = served(" ".join([*some, f"B m{deep}() {{ return route(){last}; }}"]))
    assert bool(said) is found
    assert len(said) <= 2_000
