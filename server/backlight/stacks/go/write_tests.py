"""Tests of what a Go handler refuses first, by a router of its own: no row is asked for."""

from functools import partial
from posixpath import dirname
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Handler, Project
from backlight.analysis.go_imports import imports_of
from backlight.analysis.places import free_path, tests_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, descendants, field, span_of, text_of
from backlight.analysis.testing import tests
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go.asked_first import Refusal, first
from backlight.stacks.go_imports import imported
from backlight.stacks.record import Writer

SPOKEN = ("gin", "echo", "chi", "net/http")
RECEIVER = regex(r"^\(\s*(?:(\w+)\s+)?(\*?)(\w+)\s*\)$")
NAMES = {400: "BadRequest", 404: "NotFound", 422: "UnprocessableEntity"}
NOTHING = "What `{}` refuses first is not plain from its code: ask the agent."
MAKES = {"gin": "gin.New()", "echo": "echo.New()", "chi": "chi.NewRouter()"}


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """What is no number in its path, what is no JSON, and a body without what its struct wants."""
    nodes = descendants(source.root, "function_declaration", "method_declaration")
    node = next((n for n in nodes if span_of(n) == handler.span), None)
    endpoint = next((e for e in served(project, source.path, handler.name)), None)
    if node is None or endpoint is None or handler.stack not in SPOKEN:
        return Refused(f"`{handler.name}` is no function of its own with a route: ask the agent.")
    if not any(p.endswith("_test.go") for p in tests_in(project.paths)):
        return Refused("No test of this project is there to stand beside: ask the agent.")
    receiver = RECEIVER.match(text_of(field(node, "receiver") or node))
    if field(node, "receiver") is not None and receiver is None:
        return Refused(f"`{handler.name}` belongs to a type with parameters: ask the agent.")
    found = tuple(first(node, handler.stack, (receiver[1] or "") if receiver else ""))
    method = "GET" if endpoint.method == "ANY" else endpoint.method
    found = tuple(one for one in found if one.kind == "path" or method not in {"GET", "DELETE"})
    if not found or any(one.status not in NAMES for one in found):
        return Refused(NOTHING.format(handler.name))
    called = text_of(field(node, "name") or node)
    if receiver is not None:
        made = f"{receiver[3]}{{}}"
        called = f"(&{made}).{called}" if receiver[2] else f"{made}.{called}"
        return partial(
            _of_type, source, project, receiver[3], (node, handler, called, method), found
        )
    return partial(_written, source, project, (node, handler, called, method), found)


Of = tuple[Node, Handler, str, str]


def _of_type(
    source: Source, project: Project, name: str, of: Of, found: tuple[Refusal, ...]
) -> Change | Refused:
    """A handler of a struct, which can be made of nothing."""
    folder = dirname(source.path)
    near = [p for p in project.paths if p.endswith(".go") and dirname(p) == folder]
    struct = regex(rf"(?m)^type {name} struct\b|^\t{name}\s+struct\b")
    texts = (one.text.source for one in map(project.read, near) if one is not None)
    if not any(map(struct.search, texts)):
        return Refused(f"`{name}` is no struct that can be made of nothing: ask the agent.")
    return _written(source, project, of, found)


def _written(
    source: Source, project: Project, of: Of, found: tuple[Refusal, ...]
) -> Change | Refused:
    handler, called = of[1], of[2]
    package = _package(source)
    base = source.path.removesuffix(".go")
    model = project.read(f"{base}_test.go")
    same = model is not None and model.tree is not None and _package(model) == package
    known = tests(model.text.source) if model is not None else ()
    plain = called.rpartition(".")[2]
    left = [one for one in found if not any(_about(t.code, plain, one) for t in known)]
    if not left:
        return Refused(f"{base}_test.go tests what is certain to be refused already.")
    names = {t.name for t in known}
    texts = [_test(of, one) for one in left]
    if any(name in names for name, _ in texts):
        return Refused(f"{base}_test.go has tests of these names already.")
    code = "\n\n".join(text for _, text in texts)
    packages = _packages(source, handler.stack, code)
    if model is not None and same:
        imports = [e for one in packages if _standard(one) for e in imported(model, one)]
        others = [one for one in packages if not _standard(one)]
        if any(f'"{one}"' not in model.text.source for one in others):
            return _fresh(project, base, package, packages, code)
        end = model.root.named_children[-1].end_byte
        edit = Edit(end, end, f"\n\n{code}", f"How `{handler.name}` refuses is tested.")
        return change((model.path, [*imports, edit]))
    return _fresh(project, base, package, packages, code)


def _fresh(project: Project, base: str, package: str, packages: list[str], code: str) -> Change:
    """A file of tests of its own."""
    path = free_path(base, "_refusals", "_test.go", project.paths)
    own = [one for one in packages if _standard(one)]
    others = [one for one in packages if not _standard(one)]
    rows = [*(f'\t"{one}"' for one in own), *([""] if others else [])]
    rows += [f'\t"{one}"' for one in others]
    head = "\n".join([f"package {package}", "", "import (", *rows, ")"])
    return Change({}, {path: f"{head}\n\n{code}\n"})


def _standard(package: str) -> bool:
    return "." not in package.partition("/")[0]


def _package(source: Source) -> str:
    clause = next((n for n in source.root.named_children if n.type == "package_clause"), None)
    return text_of(clause).removeprefix("package").strip() if clause is not None else ""


def _packages(source: Source, stack: str, code: str) -> list[str]:
    own = ["net/http", "net/http/httptest", *(["strings"] if "strings." in code else []), "testing"]
    paths = imports_of(source.root).values()
    wanted = {"gin": "gin-gonic/gin", "echo": "labstack/echo", "chi": "go-chi/chi"}.get(stack)
    framework = [p for p in paths if wanted is not None and wanted in p and p.count("/") < 4]
    return [*own, *(framework[:1] if f"{MAKES.get(stack, '')}" in code and stack in MAKES else [])]


def _about(code: str, name: str, one: Refusal) -> bool:
    status = regex(rf"\b{one.status}\b|Status{NAMES[one.status]}\b").search(code)
    return regex(rf"\b{name}\b|Test\w*{name}").search(code) is not None and status is not None


def _test(of: Of, one: Refusal) -> tuple[str, str]:
    _, handler, called, method = of
    stack, plain = handler.stack, called.rpartition(".")[2]
    what = {
        "path": f"WhatIsNo{one.name[:1].upper()}{one.name[1:]}",
        "field": f"ABodyWithout{one.name[:1].upper()}{one.name[1:]}",
        "json": "WhatIsNoJSON",
    }[one.kind]
    owner = handler.name.rpartition(".")[0].lstrip("(*").rstrip(")")
    words = "".join(w[:1].upper() + w[1:] for w in (*regex(r"\w+").findall(owner), plain))
    name = f"Test{words}Refuses{regex(r'_').sub('', what)}"
    path = "/nothing" if one.kind == "path" else "/"
    sent = {"path": "nil", "field": 'strings.NewReader("{}")', "json": 'strings.NewReader("{")'}
    rows = [f"func {name}(t *testing.T) {{", *_router(stack, one, called, method)]
    verb = f"http.Method{method.capitalize()}"
    rows.append(f'\trequest := httptest.NewRequest({verb}, "{path}", {sent[one.kind]})')
    if one.kind != "path":
        rows.append('\trequest.Header.Set("Content-Type", "application/json")')
    rows.append("\tanswer := httptest.NewRecorder()")
    served_by = f"{called}(answer, request)" if stack == "net/http" else None
    rows.append(f"\t{served_by or 'router.ServeHTTP(answer, request)'}")
    rows += [f"\tif answer.Code != http.Status{NAMES[one.status]} {{"]
    rows += ['\t\tt.Fatalf("answered %d", answer.Code)', "\t}", "}"]
    return name, "\n".join(rows)


def _router(stack: str, one: Refusal, called: str, method: str) -> list[str]:
    if stack == "net/http":
        return []
    said = {"gin": f"/:{one.name}", "echo": f"/:{one.name}", "chi": f"/{{{one.name}}}"}[stack]
    path = said if one.kind == "path" else "/"
    verb = method.capitalize() if stack == "chi" else method
    return [f"\trouter := {MAKES[stack]}", f'\trouter.{verb}("{path}", {called})']
