"""The test of a new resource: what is refused, asked of the routes over HTTP."""

from dataclasses import dataclass
from posixpath import basename, dirname, join
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.stacks.express.errors import module_path
from backlight.stacks.express.layout import Sibling
from backlight.stacks.express.resource_parts import Resource
from backlight.stacks.express.resource_text import reads_are_guarded
from backlight.stacks.javascript_style import Style
from backlight.stacks.node_package import package_of

TEST = regex(r"\.(test|spec)\.(js|ts|mjs)$")
RUNNERS = ("vitest", "jest", "mocha")


@dataclass(frozen=True, slots=True)
class Asked:
    """How the answer is got: what is imported, what is done before and after, the call."""

    imports: str
    before: tuple[str, ...]
    call: str
    after: tuple[str, ...] = ()


def check_of(of: Resource, project: Project, beside: Sibling) -> dict[str, str]:
    """A test beside the others: over supertest where it is at hand, else over `fetch`."""
    there = package_of(project, of.path).dependencies
    runner = next((name for name in RUNNERS if name in there), "")
    others = [path for path in project.paths if TEST.search(path)]
    folder = dirname(min(others, key=lambda path: (len(path), path))) if others else "tests"
    word = TEST.search(others[0]) if others else None
    end = beside.source.path[beside.source.path.rfind(".") :]
    path = join(folder, f"{of.name}.{word[1] if word else 'test'}{end}")
    app = _app(project) if "supertest" in there else None
    full = next((e.path for e in project.endpoints if e.file == beside.source.path), "")
    if app is not None and full:
        head = full.split("{")[0].rstrip("/").split("/")
        url = "/".join([*_above(head, beside), of.many])
        asked = _by_supertest(of.style, path, app, url)
    else:
        url = f"/{of.many}"
        asked = _by_fetch(of, path)
    return {path: _text(of, runner, url, asked)}


def _by_supertest(style: Style, path: str, app: tuple[str, str], url: str) -> Asked:
    name = app[1].strip("{} ")
    imports = style.imports("request", "supertest")
    imports += style.imports(app[1], module_path(path, app[0]))
    return Asked(imports, (), f"await request({name}).get({style.text(f'{url}?limit=1000')})")


def _by_fetch(of: Resource, path: str) -> Asked:
    """The new routes on an application of their own, with an error handler like the project's."""
    style, code = of.style, of.beside.source.text.source
    named = style.esm and "export default" not in code
    imports = style.imports("express", "express")
    imports += style.imports(
        "{ router }" if named else "router", module_path(path, of.path, of.end)
    )
    types = style.typescript
    app = (
        f"express().use({style.text('/' + of.many)}, router)"
        if not of.base
        else ("express().use(router)")
    )
    rows = [f"const app = {app}{style.semicolon}"]
    if of.way.exception:
        given = "error: any, req: any, res: any, next: any" if types else "error, req, res, next"
        answer = f"res.status(error.{of.way.field}).end()"
        rows.append(f"app.use(({given}) => {answer}){style.semicolon}")
    rows.append(f"const server = app.listen(0){style.semicolon}")
    port = "(server.address() as any).port" if types else "server.address().port"
    url = f"`http://127.0.0.1:${{{port}}}/{of.many}?limit=1000`"
    return Asked(imports, tuple(rows), f"await fetch({url})", (f"server.close(){style.semicolon}",))


def _text(of: Resource, runner: str, url: str, asked: Asked) -> str:
    style, end, step = of.style, of.style.semicolon, of.style.indent
    guarded = reads_are_guarded(of)
    says = "answers nobody who has not signed in" if guarded else "refuses a page that is too long"
    status = 200 if guarded else of.way.status
    imports = asked.imports
    check = f"expect(answer.status){'.not' if guarded else ''}.toBe({status})"
    if runner == "vitest":
        imports = style.imports("{ describe, expect, it }", "vitest") + imports
    if runner in {"mocha", ""}:
        imports = style.imports("assert", "node:assert") + imports
        check = f"assert.{'notEqual' if guarded else 'equal'}(answer.status, {status})"
    if not runner:
        imports = style.imports("{ describe, it }", "node:test") + imports
    body = [
        *asked.before,
        f"const answer = {asked.call}{end}",
        *asked.after,
        f"{check}{end}",
    ]
    rows = [
        f"describe({style.text(url)}, () => {{",
        f"{step}it({style.text(says)}, async () => {{",
        *(f"{step * 2}{row}" for row in body),
        f"{step}}}){end}",
        f"}}){end}",
    ]
    return imports + "\n" + "\n".join(rows) + "\n"


def _above(head: list[str], beside: Sibling) -> list[str]:
    """The segments before that of the sibling."""
    word = beside.word.lower()
    place = next((i for i, s in enumerate(head) if word in s.lower()), len(head))
    return head[:place]


def _app(project: Project) -> tuple[str, str] | None:
    """The file that exports the application without listening, and how it is imported."""
    for path, facts in sorted(project.files.items()):
        module = facts.fragments.get("express")
        source = project.read(path)
        if module is None or source is None or "express()" not in source.text.source:
            continue
        if ".listen(" in source.text.source or TEST.search(basename(path)):
            continue
        if "=" in module.exports or "default" in module.exports:
            return path, "app"
        if "app" in module.exports:
            return path, "{ app }"
    return None
