"""How a Rails project does things, as sentences for the brief of an agent."""

from collections import Counter
from collections.abc import Iterator
from posixpath import dirname
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Endpoint, Project

GEM = regex(r"^\s*gem\s*\(?\s*['\"]([\w-]+)['\"]", MULTILINE)
LOCKED = regex(r"^ {4}rails \(([\d.]+)\)", MULTILINE)
SAYS = (
    # what is said, and the gems that say it
    (
        "Answers are written by {}.",
        "active_model_serializers jbuilder blueprinter alba jsonapi-serializer",
    ),
    ("Who asks is found out by {}.", "devise rodauth-rails sorcery clearance doorkeeper"),
    ("What somebody may is decided by {}.", "pundit cancancan action_policy"),
    ("Lists are paged by {}.", "pagy kaminari will_paginate"),
    ("How often one client may ask is limited by {}.", "rack-attack"),
    ("Other services are called through {}.", "faraday httparty http typhoeus rest-client"),
    ("Work for later goes to {}.", "sidekiq good_job solid_queue resque delayed_job_active_record"),
)
TESTS = (("spec/", "RSpec"), ("test/", "Minitest"))
LAYERS = ("services", "interactors", "queries", "policies", "serializers", "forms")


def conventions(project: Project) -> tuple[str, ...]:
    """The project's own ways; nothing where it has no endpoints of Rails."""
    own = [endpoint for endpoint in project.endpoints if endpoint.stack == "Rails"]
    if not own:
        return ()
    gems = _gems(project)
    return (
        _version(project),
        *_laid_out(project, own),
        *(said.format(name) for said, some in SAYS if (name := _known(some, gems))),
        *_tested(project, gems),
    )


def _version(project: Project) -> str:
    locked = LOCKED.search(_text(project, "Gemfile.lock"))
    settings = _text(project, "config/application.rb")
    what = "an API alone (`api_only`)" if "api_only = true" in settings else "with views"
    return f"Rails{f' {locked[1]}' if locked else ''}, {what}."


def _laid_out(project: Project, own: list[Endpoint]) -> Iterator[str]:
    counted = Counter(e.handler_file or e.file for e in own)
    example = counted.most_common(1)[0][0]
    said = "1 file" if len(counted) == 1 else f"{len(counted)} files"
    yield f"Controllers stand in {dirname(example)} ({said}, for example {example})."
    for layer in LAYERS:
        some = [p for p in project.paths if f"app/{layer}/" in p and p.endswith(".rb")]
        if some:
            yield f"There are {layer} in app/{layer}, for example {some[0]}."


def _tested(project: Project, gems: frozenset[str]) -> Iterator[str]:
    for folder, name in TESTS:
        some = [
            p
            for p in project.paths
            if p.startswith(folder) and p.endswith(("_spec.rb", "_test.rb"))
        ]
        if some:
            asked = [p for p in some if "/requests/" in p or "/controllers/" in p]
            data = "factories of factory_bot" if "factory_bot_rails" in gems else "fixtures"
            yield f"Tests run under {name} with {data}, for example {(asked or some)[0]}."
            return


def _known(some: str, gems: frozenset[str]) -> str:
    return " and ".join([name for name in some.split() if name in gems][:2])


def _gems(project: Project) -> frozenset[str]:
    return frozenset(GEM.findall(_text(project, "Gemfile")))


def _text(project: Project, path: str) -> str:
    source = project.read(path) if path in project.paths else None
    return source.text.source if source is not None else ""
