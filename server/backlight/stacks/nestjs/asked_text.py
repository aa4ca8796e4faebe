"""Tests of refusals as Nest projects write them: in the `describe` of the tests that ask so."""

from collections.abc import Sequence
from re import compile as regex
from re import escape

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.places import own_tests
from backlight.analysis.syntax import descendants, text_of
from backlight.analysis.testing import tests
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.javascript_refused import WORDS, Case, beside
from backlight.stacks.javascript_style import Style, style_of
from backlight.stacks.nestjs.asked import Way, setup


def left(way: Way, cases: Sequence[Case]) -> tuple[Case, ...]:
    """The cases that no test of a file is about."""
    said = tests(way.source.text.source)
    return tuple(one for one in cases if not any(_about(test.code, one) for test in said))


def written(
    project: Project, path: str, route: str, cases: Sequence[Case], way: Way
) -> Change | Refused:
    """The tests behind those of the `describe`, or in a file of their own beside it."""
    style = style_of(way.source, {})
    own = way.source.path in own_tests(path, project.paths)
    pad = style.indent
    rows = _describe(route, cases, way, style)
    if own:
        last = way.block.named_children[-1]
        text = "\n".join(f"{pad}{row}" if row else "" for row in rows)
        edit = Edit(
            last.end_byte, last.end_byte, f"\n\n{text}", f"How `{route}` refuses is tested."
        )
        return change((way.source.path, [edit]))
    before = setup(way.block)
    if before is None:
        return Refused(f"{way.source.path} is set up in a way of its own: ask the agent.")
    said = [f"{pad}{text_of(n)}" for n in before]
    inner = [f"{pad}{row}" if row else "" for row in rows[1:-1]]
    code = "\n".join(
        [rows[0], *_apart(said, before), "", *(row.removeprefix(pad) for row in inner), rows[-1]]
    )
    words = set(regex(r"\w+").findall(code))
    if missing := _alone(way, words):
        return Refused(f"`{min(missing)}` is known in {way.source.path} alone: ask the agent.")
    head = _imports(way, words)
    stem = path.rpartition("/")[2].split(".", maxsplit=1)[0]
    return Change({}, {beside(way.source.path, stem, project.paths): f"{head}\n\n{code}\n"})


def _apart(said: list[str], nodes: list[Node]) -> list[str]:
    """Statements with empty lines between them as they had."""
    rows: list[str] = []
    for number, (text, node) in enumerate(zip(said, nodes, strict=True)):
        above = nodes[number - 1] if number else None
        if above is not None and node.start_point.row - above.end_point.row > 1:
            rows.append("")
        rows.append(text)
    return rows


def _describe(route: str, cases: Sequence[Case], way: Way, style: Style) -> list[str]:
    pad, end = style.indent, style.semicolon
    rows = [f"describe({style.text(f'{route} refuses')}, () => {{"]
    for number, case in enumerate(cases):
        rows += [""] if number else []
        rows.append(f"{pad}{way.test}({style.text(case.name)}, async () => {{")
        asked = _injected(case, way, style) if way.inject else _asked(case, way, style)
        rows += [f"{pad}{pad}{row}" if row else "" for row in asked]
        rows.append(f"{pad}}}){end}")
    return [*rows, f"}}){end}"]


def _asked(case: Case, way: Way, style: Style) -> list[str]:
    chain = [f".{case.method.lower()}({style.text(case.url)})"]
    chain += [way.signed] if case.signed else []
    chain += [".send({})"] if case.body else []
    chain.append(f".expect({case.status})")
    chain += [f".expect(/{case.says}/)"] if case.says else []
    line = f"await {way.asked}{''.join(chain)}{style.semicolon}"
    if len(line) + 2 * len(style.indent) <= 80:
        return [line]
    return [
        f"await {way.asked}",
        *(f"{style.indent}{one}" for one in chain[:-1]),
        f"{style.indent}{chain[-1]}{style.semicolon}",
    ]


def _injected(case: Case, way: Way, style: Style) -> list[str]:
    pad, end = style.indent, style.semicolon
    key = "url" if "url:" in text_of(way.block) and "path:" not in text_of(way.block) else "path"
    rows = [f"method: {style.text(case.method)},", f"{key}: {style.text(case.url)},"]
    rows += [f"headers: {way.signed.removeprefix('.')},"] if case.signed else []
    rows += ["payload: {},"] if case.body else []
    says = [f"expect(res.body).toContain({style.text(case.says)}){end}"] if case.says else []
    return [
        f"const res = await {way.asked}.inject({{",
        *(f"{pad}{row}" for row in rows),
        f"}}){end}",
        "",
        f"expect(res.statusCode).toBe({case.status}){end}",
        *says,
    ]


def _about(code: str, case: Case) -> bool:
    parts = [one for one in case.url.strip("/").split("/") if one]
    path = "/".join(
        escape(p) if not regex(r"^\d|nothing$").search(p) else r"[^/'\"`]+" for p in parts
    )
    asked = regex(rf"['\"`/]{path}['\"`?]").search(code)
    method = regex(rf"\.{case.method.lower()}\(|['\"]{case.method}['\"]").search(code)
    status = regex(rf"\b{case.status}\b|\b{WORDS[case.status]}\b").search(code)
    return None not in {asked, method, status} and (not case.says or case.says in code)


def _alone(way: Way, words: set[str]) -> set[str]:
    """Which names a file of tests declares for itself outside of its `describe`."""
    rows = (n for n in way.source.root.named_children if n.type != "import_statement")
    found = set()
    for node in rows:
        if node.type in {"lexical_declaration", "variable_declaration", "function_declaration"}:
            text = text_of(node)
            if "require(" not in text:
                found |= set(regex(r"(?:const|let|var|function)\s+(\w+)").findall(text[:200]))
    return found & words


def _imports(way: Way, words: set[str]) -> str:
    """The imports of a file that a new one needs as well; what runs by being imported stays."""
    rows = []
    for node in way.source.root.named_children:
        text = text_of(node)
        if node.type == "import_statement":
            names = {text_of(n) for n in descendants(node, "identifier")}
            if names & words or not names:
                rows.append(_needed(text, words))
        elif (
            "declaration" in node.type
            and "require(" in text
            and set(regex(r"\w+").findall(text)) & words
        ):
            rows.append(text)
    return "\n".join(rows)


def _needed(text: str, words: set[str]) -> str:
    """An import without the names that are not needed."""
    hit = regex(r"\{([^}]*)\}").search(text)
    if hit is None:
        return text
    names = [one.strip() for one in hit[1].split(",") if one.strip()]
    kept = [one for one in names if one.split(" as ")[-1].removeprefix("type ").strip() in words]
    if len(kept) == len(names) or not kept:
        return text
    return text.replace(hit[0], f"{{ {', '.join(kept)} }}")
