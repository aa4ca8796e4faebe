"""How tests of a Node project ask its application through supertest, and tests written so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from re import MULTILINE, escape
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.languages import language_of
from backlight.analysis.places import own_tests, tests_in
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.analysis.testing import tests
from backlight.edits import Change, Edit, change
from backlight.stacks.javascript_refused import WORDS, Case, beside
from backlight.stacks.javascript_style import Style, style_of

CALLED = regex(
    r"(?:^import\s+(?:\*\s+as\s+)?(\w+)\s+from|(?:const|let|var)\s+(\w+)\s*=\s*require\()\s*['\"(]*supertest",
    MULTILINE,
)
NAMED = regex(r"\b(it|test)\(")
MOST = 40


@dataclass(frozen=True, slots=True)
class Way:
    """How the tests of one file ask."""

    source: Source
    asked: str
    """`request(app)`."""
    test: str
    """`it` or `test`."""
    needs: tuple[Node, ...]
    """The statements that bring what a test needs."""


def ways(project: Project, path: str) -> Iterator[Way]:
    """How tests ask: those of a file first, then others."""
    own = _own(project, path)
    known = [p for p in tests_in(project.paths) if language_of(p) in {"javascript", "typescript"}]
    rest = sorted((p for p in known if p not in own), key=lambda p: "integration" not in p)
    for one in [*(p for p in own if p in known), *rest][:MOST]:
        source = project.read(one)
        if source is None or source.tree is None or b"supertest" not in source.text.data:
            continue
        if (found := _way(source)) is not None:
            yield found


def _way(source: Source) -> Way | None:
    hit, named = CALLED.search(source.text.source), NAMED.search(source.text.source)
    if hit is None or named is None:
        return None
    name = hit[1] or hit[2]
    for call in descendants(source.root, "call_expression"):
        function, given = field(call, "function"), field(call, "arguments")
        if function is None or given is None or text_of(function) != name:
            continue
        if len(given.named_children) != 1 or given.named_children[0].type != "identifier":
            continue
        app = text_of(given.named_children[0])
        words = {name, app, "describe", named[1], "httpStatus"}
        needs = tuple(n for n in source.root.named_children if _brings(n) & words)
        if any(app in _brings(n) for n in needs):
            return Way(source, f"{name}({app})", named[1], needs)
    return None


def _brings(node: Node) -> set[str]:
    """The names that a statement brings from other files."""
    if node.type == "import_statement":
        clause = next((n for n in node.named_children if n.type == "import_clause"), None)
        return {text_of(n) for n in descendants(clause, "identifier")} if clause else set()
    if node.type not in {"lexical_declaration", "variable_declaration"}:
        return set()
    names = (field(n, "name") for n in descendants(node, "variable_declarator"))
    required = "require(" in text_of(node)
    return {word for n in names if n is not None and required for word in _words(n)}


def _words(node: Node) -> set[str]:
    return set(regex(r"\w+").findall(text_of(node)))


def left(way: Way, cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that no test of a file is about."""
    said = tests(way.source.text.source)
    return tuple(one for one in cases if not any(_about(test.code, one) for test in said))


def _about(code: str, case: Case) -> bool:
    path = regex(r"[^/'\"`]+").sub(
        lambda hit: r"[^/'\"`]+" if hit[0].isdigit() else escape(hit[0]), case.url
    )
    asked = regex(rf"\.{case.method.lower()}\(\s*['\"`]{path}['\"`?]").search(code)
    status = regex(rf"\b{case.status}\b|\b{WORDS[case.status]}\b").search(code)
    return asked is not None and status is not None and (not case.says or case.says in code)


def written(project: Project, path: str, route: str, cases: Sequence[Case], way: Way) -> Change:
    """The tests behind those of the file, or in a new file beside those they are modelled on."""
    style = style_of(way.source, {})
    text = _block(route, cases, way, style)
    if way.source.path in _own(project, path):
        end = way.source.root.named_children[-1].end_byte
        why = f"How `{route}` refuses is tested."
        return change((way.source.path, [Edit(end, end, f"\n\n{text}", why)]))
    head = "\n".join(text_of(n) for n in way.needs if _used(n, text, way))
    new = beside(way.source.path, _stem(path), project.paths)
    return Change({}, {new: f"{head}\n\n{text}\n"})


def _used(node: Node, text: str, way: Way) -> bool:
    return bool(_brings(node) & set(regex(r"\w+").findall(f"{text} {way.asked}")))


def _own(project: Project, path: str) -> tuple[str, ...]:
    """The tests that are named after a file, or as its tests are named here."""
    return own_tests(path, project.paths) or own_tests(_stem(path), project.paths)


def _stem(path: str) -> str:
    """What tests of a file are named after: the folder of an `index.js`."""
    folder, _, name = path.rpartition("/")
    stem = name.split(".", maxsplit=1)[0]
    plain = stem in {"index", "routes", "app", "server"}
    return (folder.rpartition("/")[2] or stem) if plain else stem


def _block(route: str, cases: Sequence[Case], way: Way, style: Style) -> str:
    pad, end = style.indent, style.semicolon
    rows = [f"describe({style.text(f'{route} refuses')}, () => {{"]
    for number, case in enumerate(cases):
        status = str(case.status)
        if regex(r"\bhttpStatus\b").search(" ".join(map(text_of, way.needs))):
            status = f"httpStatus.{WORDS[case.status]}"
        sent = ".send({})" if case.body else ""
        says = f".expect(/{case.says}/)" if case.says else ""
        url = style.text(case.url)
        call = f"await {way.asked}.{case.method.lower()}({url}){sent}.expect({status}){says}{end}"
        rows += [""] if number else []
        rows.append(f"{pad}{way.test}({style.text(case.name)}, async () => {{")
        rows += [f"{pad}{pad}{call}", f"{pad}}}){end}"]
    return "\n".join([*rows, f"}}){end}"])
