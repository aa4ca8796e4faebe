"""How the tests of a Spring controller ask: their `MockMvc`, who is signed in, and what is sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, text_of
from backlight.edits import Change, Edit, change
from backlight.stacks.java_imports import imported

MOCK = regex(r"\bMockMvc\s+(\w+)\s*[;=]")
STATUS = {400: "isBadRequest", 401: "isUnauthorized", 422: "isUnprocessableEntity"}
USER = regex(r"@WithMockUser\b(?:\([^)]*\))?|@WithUserDetails\b(?:\([^)]*\))?")
WITH = regex(r"\.with\((?:jwt|user|httpBasic|opaqueToken|oauth2Login)\((?:[^()]|\([^()]*\))*\)\)")
BUILDERS = "org.springframework.test.web.servlet.request.MockMvcRequestBuilders"
MATCHERS = "org.springframework.test.web.servlet.result.MockMvcResultMatchers"
SECURED = regex(r"@AutoConfigureMockMvc\b(?!\(\s*addFilters\s*=\s*false)|springSecurity\(\)")
LETTERS = regex(r"[^A-Za-z0-9]+(\w)")


@dataclass(frozen=True, slots=True)
class Case:
    """One request, and how it is refused."""

    name: str
    method: str
    url: str
    status: int
    signed: bool
    body: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A class of tests that ask."""

    source: Source
    node: Node
    client: str
    tests: tuple[Node, ...]
    mark: str
    """The annotation by which a test is somebody: `@WithMockUser(roles = "ADMIN")`."""
    whole: bool
    """The whole class is somebody."""
    also: str
    """What is added to a request: `.with(csrf())`, `.with(jwt())`."""
    paths: tuple[str, ...]
    """What tests ask for."""
    secured: bool
    """The filters of Spring Security stand before the application."""
    alone: bool
    """A controller is asked alone: no filter stands before it."""

    def lets(self, method: str, path: str, *, guarded: bool) -> bool:
        """Whether it is known how somebody asks who is let in."""
        known = bool(self.mark or self.whole or self.also.replace(".with(csrf())", ""))
        if guarded or (not self.alone and _speaks(self.source)):
            return known
        if self.alone:
            return True
        return known or self._open(method, path)

    def _open(self, method: str, path: str) -> bool:
        """Whether a test beside is let in with nothing."""
        said = "/".join(r"[^/\"]+" if "{" in one else escape(one) for one in path.split("/"))
        asked = regex(rf"\b{method.lower()}\(\s*\"{said}[\"?/]")
        fine = regex(r"isOk|isCreated|isNoContent|is2xx|isNotFound|isBadRequest")
        codes = map(text_of, self.tests)
        return any(asked.search(code) and fine.search(code) for code in codes)


def way_of(source: Source) -> Way | None:
    """How the tests of a file ask; `None` where they have no `MockMvc` of their own."""
    classes = descendants(source.root, "class_declaration") if source.tree is not None else ()
    for node in classes:
        text = text_of(node)
        hit = MOCK.search(text)
        tests = tuple(n for n in descendants(node, "method_declaration") if _is_test(n))
        if hit is None or not any(f"{hit[1]}.perform(" in text_of(n) for n in tests):
            continue
        head = text.partition("{")[0]
        codes = [text_of(n) for n in tests if f"{hit[1]}.perform(" in text_of(n)]
        marks = [m[0] for code in codes if (m := USER.search(code)) is not None]
        withs = [m[0] for code in codes if (m := WITH.search(code)) is not None]
        forged = ".with(csrf())" if any(".with(csrf())" in code for code in codes) else ""
        return Way(
            source=source,
            node=node,
            client=f"this.{hit[1]}" if f"this.{hit[1]}.perform" in text else hit[1],
            tests=tests,
            mark=marks[0] if marks else "",
            whole=USER.search(head) is not None,
            also=(withs[0] if withs and not marks else "") + forged,
            paths=tuple(regex(r'"(/[^"]*)"').findall(text)),
            secured=SECURED.search(text) is not None and "standaloneSetup" not in text,
            alone="standaloneSetup" in text,
        )
    return None


def _speaks(source: Source) -> bool:
    """Whether tests speak of Spring Security at all."""
    return "springframework.security" in source.text.source


def _is_test(node: Node) -> bool:
    return regex(r"@Test\b").search(text_of(node).partition("{")[0]) is not None


def left(way: Way, cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that no test of the class is about."""
    codes = [text_of(node) for node in way.tests]
    return tuple(one for one in cases if not any(_about(code, one) for code in codes))


def _about(code: str, case: Case) -> bool:
    parts = case.url.strip("/").split("/")
    fixed = next((p for p in parts if not p[0].isdigit()), parts[0])
    asked = regex(rf"\b{case.method.lower()}\(\s*[\"\w/ +]*{escape(fixed)}").search(code)
    status = f"{STATUS[case.status]}()" in code or f"is({case.status})" in code
    return asked is not None and status


def written(way: Way, handler: str, cases: Sequence[Case]) -> Change:
    """The tests behind the last one of the class."""
    last = way.tests[-1]
    pad = way.source.text.indent(last.start_byte)
    step = "\t" if "\t" in pad else "    " if len(pad) != 2 else "  "
    public = "public " if "public void" in text_of(last).partition("{")[0] else ""
    rows = [row for one in cases for row in ("", *_test(way, handler, one, public, step))]
    text = "\n".join(f"{pad}{row}" if row else "" for row in rows)
    edit = Edit(last.end_byte, last.end_byte, f"\n{text}", f"How `{handler}` refuses is tested.")
    names = ["org.springframework.http.MediaType"] if any(one.body for one in cases) else []
    anonymous = way.whole and any(not one.signed for one in cases)
    test = "org.springframework.security.test.context.support"
    names += [f"{test}.WithAnonymousUser"] if anonymous else []
    statics = [f"{BUILDERS}.{one.method.lower()}" for one in cases] + [f"{MATCHERS}.status"]
    edits = [*imported(way.source, *names), *_static(way.source, statics), edit]
    return change((way.source.path, edits))


def _test(way: Way, handler: str, case: Case, public: str, step: str) -> list[str]:
    words = LETTERS.sub(lambda hit: hit[1].upper(), case.name)
    name = f"{handler}Refuses{words[:1].upper()}{words[1:]}"
    marks = [way.mark] if case.signed and way.mark and not way.whole else []
    marks += ["@WithAnonymousUser"] if not case.signed and way.whole else []
    also = way.also if case.signed else ".with(csrf())" if "csrf()" in way.also else ""
    sent = '.contentType(MediaType.APPLICATION_JSON).content("{}")' if case.body else ""
    asked = f'{case.method.lower()}("{case.url}"){also}{sent}'
    return [
        "@Test",
        *marks,
        f"{public}void {name}() throws Exception {{",
        f"{step}{way.client}.perform({asked})",
        f"{step}{step}.andExpect(status().{STATUS[case.status]}());",
        "}",
    ]


def _static(source: Source, names: Sequence[str]) -> list[Edit]:
    """Static imports of methods, beside those that are there."""
    rows = [n for n in source.root.named_children if n.type == "import_declaration"]
    said = [text_of(n) for n in rows]
    wanted = [
        one
        for one in dict.fromkeys(names)
        if not any(f"{one};" in row or f"{one.rpartition('.')[0]}.*;" in row for row in said)
    ]
    static = [n for n in rows if text_of(n).startswith("import static")]
    at = (static or rows)[-1].end_byte
    return [Edit(at, at, "".join(f"\nimport static {one};" for one in wanted))] if wanted else []
