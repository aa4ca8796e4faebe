"""Tests of what strangers are answered by a Rails action, as request specs or integration tests."""

from posixpath import join
from re import MULTILINE
from re import compile as regex

from backlight.analysis.compared import route
from backlight.analysis.facts import Endpoint, Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.places import free_path, tests_in
from backlight.analysis.served import served
from backlight.analysis.syntax import Source
from backlight.analysis.testing import tests
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.rails.doors import stranger
from backlight.stacks.record import Writer

PART = regex(r"\{(\w+)\}")
SPEC = regex(r"type: :request|\bget [\"'(:\w]")
INTEGRATION = "ActionDispatch::IntegrationTest"
HOMES = (
    ("spec/requests", "_spec.rb", SPEC),
    ("test/controllers", "_controller_test.rb", regex(INTEGRATION)),
    ("test/integration", "_test.rb", regex(INTEGRATION)),
)
"""Folders of tests that go through routes, how their files end, and what they say."""
HELPER = regex(r"(?:^|/)(?:rails|spec|test)_helper\.rb$|(?:^|/)spec/support/.+\.rb$")
SIGNS = regex(r"(?:before|setup)\b[^\n]*(?:\n[^\n]*){0,3}?\b(?:sign_in|log_?in|login_as)\b")
REQUIRES = regex(
    r"^(?:# (?:typed|frozen_string_literal):[^\n]*\n+)*(?:require[^\n]*\n)+", MULTILINE
)
MOST = 20
WORDS = {302: "302", 401: ":unauthorized", 403: ":forbidden"}
NOTHING = "What `{}` answers strangers does not follow from its filters: ask the agent."
NO_TESTS = "No request spec or integration test is there to stand beside: ask the agent."


def write_tests(source: Source, handler: Handler, project: Project) -> Refused | Writer:
    """What a filter answers whoever has not signed in, where nothing answers before it."""
    endpoint = next((e for e in served(project, source.path, handler.name)), None)
    if endpoint is None or endpoint.method == "ANY":
        return Refused(f"`{handler.name}` has no route of its own whose method is known.")
    if not any(map(signs_in, endpoint.guards)) and "logged" not in " ".join(endpoint.guards):
        return Refused(NOTHING.format(handler.name))
    if not any(p.endswith(("_spec.rb", "_test.rb")) for p in tests_in(project.paths)):
        return Refused(NO_TESTS)
    status = stranger(project, endpoint)
    if not status or _signed(project):
        return Refused(NOTHING.format(handler.name))
    return lambda: _made(handler, project, endpoint, status)


def _signed(project: Project) -> bool:
    """Whether helpers of tests sign everybody in."""
    helpers = [p for p in project.paths if HELPER.search(p)][:MOST]
    texts = (one.text.source for one in map(project.read, helpers) if one is not None)
    return any(map(SIGNS.search, texts))


def _made(handler: Handler, project: Project, endpoint: Endpoint, status: int) -> Change | Refused:
    name = handler.name.partition("#")[0]
    for folder, end, fits in HOMES:
        near = [
            p for p in tests_in(project.paths) if f"/{folder}/" in f"/{p}" and p.endswith(".rb")
        ]
        own = [p for p in near if f"/{p}".endswith(f"/{folder}/{name}{end}")]
        for model in filter(None, map(project.read, [*own, *near][:MOST])):
            if fits.search(model.text.source) is None:
                continue
            if any(_about(test.code, endpoint, status) for test in tests(model.text.source)):
                return Refused(f"{model.path} tests what is certain to be refused already.")
            spec = end == "_spec.rb"
            text = _spec(endpoint, status) if spec else _test(handler, endpoint, status)
            if model.path in own:
                return _behind(model, text)
            return _fresh(project, model, f"{folder}/{name.replace('/', '_')}", (text, end))
    return Refused(NO_TESTS)


def _behind(model: Source, text: str) -> Change:
    at = len(model.text.source.rstrip().encode())
    return change((model.path, [Edit(at, at, f"\n\n{text}", "How it refuses is tested.")]))


def _fresh(project: Project, model: Source, to: str, text: tuple[str, str]) -> Change | Refused:
    """A file of its own, which requires what the others beside it do."""
    code, end = text
    head = REQUIRES.match(model.text.source)
    if head is None:
        return Refused(f"{model.path} does not say what it requires first: ask the agent.")
    before = f"/{model.path}".partition(f"/{to.rpartition('/')[0]}/")[0].lstrip("/")
    path = free_path(join(before, to), "_refusals", end, project.paths)
    return Change({}, {path: f"{head[0].rstrip()}\n\n{code}\n"})


def _about(code: str, endpoint: Endpoint, status: int) -> bool:
    fixed = [one for one in endpoint.path.split("/") if one and "{" not in one]
    asked = f"{endpoint.method.lower()} " in code and all(one in code for one in fixed[-1:])
    said = regex(rf"\b{status}\b|{WORDS[status]}\b|redirect").search(code)
    return asked and said is not None


def _url(endpoint: Endpoint) -> str:
    return PART.sub("1", endpoint.path)


def _spec(endpoint: Endpoint, status: int) -> str:
    return "\n".join(
        [
            f'RSpec.describe "{route(endpoint)} refuses", type: :request do',
            '  it "whoever has not signed in" do',
            f'    {endpoint.method.lower()} "{_url(endpoint)}"',
            f"    expect(response).to have_http_status({WORDS[status]})",
            "  end",
            "end",
        ]
    )


def _test(handler: Handler, endpoint: Endpoint, status: int) -> str:
    words = regex(r"[a-z0-9]+").findall(handler.name)
    return "\n".join(
        [
            f"class {''.join(map(str.capitalize, words))}RefusesTest < {INTEGRATION}",
            f'  test "{route(endpoint)} refuses whoever has not signed in" do',
            f'    {endpoint.method.lower()} "{_url(endpoint)}"',
            f"    assert_response {WORDS[status]}",
            "  end",
            "end",
        ]
    )
