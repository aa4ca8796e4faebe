import pytest

from backlight.analysis.syntax import Span, parse
from backlight.stacks.express import EXPRESS
from backlight.text import Text
from stacks.express.pages import ORMS, cases, files, project


def endpoints(known):
    for e in known.endpoints:
        where = f" in {e.handler_file}" if e.handler_file else ""
        guards = f" after {', '.join(e.guards)}" if e.guards else ""
        yield f"{e.method} {e.path} -> {e.handler}{where}{guards} ({e.file}:{e.line})"


def handlers(known):
    for one in (h for facts in known.files.values() for h in facts.handlers):
        yield f"{one.name} ({one.line}) body={one.body} checked={one.validated} after={one.guards}"
        for i in one.inputs:
            need = "required" if i.required else "optional"
            default = f" = {i.default}" if i.default else ""
            yield f"  {i.place} {i.name}: {i.type}, {need}{default}"


def facts(known):
    for t in known.schema.tables:
        yield f"table {t.name} of {t.model} {dict(t.relations)}"
        for c in t.columns:
            words = ("nullable", "primary_key", "unique", "default")
            said = [word for word in words if getattr(c, word)]
            said += [c.references] if c.references else []
            said += [f"as {c.attribute}"] if c.attribute else []
            yield f"  {c.name} {c.type} {' '.join(said)}".rstrip()
    for q in (q for one in known.files.values() for q in one.queries):
        words = [q.kind, q.model, q.returns, *(["bounded"] if q.bounded else [])]
        words += ["in a loop"] if q.loop else []
        words += [f"loads {', '.join(q.loaded)}"] if q.loaded else []
        words += [f"touches {', '.join(q.touched)}"] if q.touched else []
        yield f"{' '.join(words)} ({q.function}:{q.line})"


SAID = {"endpoints": endpoints, "handlers": handlers, "facts": facts}
PAGES = ("routes.md", "handlers.md", "queries.md")
CASES = [(page, title, text) for page in PAGES for title, text in cases(page)]


@pytest.mark.parametrize(("page", "title", "text"), CASES, ids=[f"{p}: {t}" for p, t, _ in CASES])
def test_a_page_says_what_is_found(page, title, text):
    given = files(text)
    name = next(name for name in SAID if name in given)
    expected = given.pop(name)
    assert "\n".join(SAID[name](project(given))) == expected.rstrip("\n")


CODE = "".join(text for _, _, page in CASES for text in files(page).values())


@pytest.mark.parametrize("name", ["a.js", "a.ts", "a.tsx", "a.prisma"])
@pytest.mark.parametrize("cut", range(0, len(CODE), 397))
def test_code_cut_off_anywhere_is_read_without_failing(name, cut):
    source = parse(name, Text(CODE[:cut]))
    for orm in (one for one in ORMS if source.language in one.languages):
        orm.queries(source, None)
        orm.tables(source)
    if source.tree is not None:
        fragment = EXPRESS.scan(source)
        EXPRESS.handlers(source, None)
        EXPRESS.link({name: fragment} if fragment is not None else {})


def test_only_what_touches_the_span_is_read():
    code = "app.get('/a', (req, res) => res.end());\napp.get('/b', (req, res) => res.end());\n"
    source = parse("a.js", Text(code))
    here = EXPRESS.handlers(source, Span(0, 38))
    assert [one.name for one in here] == ["GET /a"]


@pytest.mark.parametrize(
    "code",
    [
        "const a = b; const b = a; a.get('/x', (req, res) => res.end());",
        "module.exports = require('./a'); require('./a').get('/x', (req, res) => 1);",
        "function f(app) { f(app); app.get('/x', (req, res) => res.end()); } f(f);",
        "class A extends A { constructor() { this.app = this.app; this.app.get('/', h); } }",
        "export * from './a'; import { x } from './a'; x.use(x); x.get('/', h);",
        "app.use(app); router.use('/a', router); app.get('/b', (req, res) => res.end());",
        "for (const a of a) { app.get(a, a); }",
    ],
)
def test_what_leads_back_to_itself_ends(code):
    source = parse("a.js", Text(f"const express = require('express');\n{code}"))
    fragment = EXPRESS.scan(source)
    assert isinstance(EXPRESS.link({"a.js": fragment} if fragment else {}), tuple)


def test_a_line_of_thousands_of_calls_is_left_to_browsers():
    source = parse("a.js", Text("a.get('/x', (req, res) => res.end());" * 2000))
    assert EXPRESS.scan(source) is None


def test_code_whose_ways_have_no_end_takes_no_route_from_the_rest():
    """Thirteen functions, each called thirty times by the one before: 30 to the 13th ways."""
    calls = [f"f{one + 1}({{ a: x.a, n: {n} }});" for one in range(12) for n in range(30)]
    deep = "".join(
        f"function f{one}(x) {{ x.a(x); {' '.join(calls[one * 30 : one * 30 + 30])} }}\n"
        for one in range(13)
    )
    routes = (
        "function start() { require('express')().get('/b', (req, res) => res.end()) }\nstart();"
    )
    sources = [parse("a.js", Text(f"{deep}exports.f0 = f0;")), parse("b.js", Text(routes))]
    fragments = {one.path: EXPRESS.scan(one) for one in sources}
    assert [(e.method, e.path) for e in EXPRESS.link(fragments)] == [("GET", "/b")]


def test_routers_that_mount_each_other_have_an_end_of_places():
    names = "abc"
    made = [
        f"const {n} = express.Router(); {n}.get('/{n}', (req, res) => res.end());" for n in names
    ]
    used = [f"{n}.use('/{m}', {m});" for n in names for m in names if n != m]
    code = "\n".join(("const express = require('express');", *made, *used))
    found = project({"app.js": code}).endpoints
    assert {one.path.rpartition("/")[2] for one in found} == set(names)
    assert len(found) <= 300
