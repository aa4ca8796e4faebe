"""What stands before the paths of controllers: settings of the application, and its code."""

from collections.abc import Iterator, Mapping

from backlight.analysis.java_world import Found, World
from backlight.stacks.spring import bound
from backlight.stacks.spring.fragment import Code, Description, Fragment, Settings
from backlight.stacks.spring.paths import under
from backlight.stacks.spring.settings import filled

CONTEXT = (
    *("server.servlet.context-path", "server.servlet.contextPath"),
    *("server.context-path", "server.contextPath"),
)
WITHIN = ("spring.mvc.servlet.path", "spring.webflux.base-path")
RESOURCES = ("src/main/resources/", "src/")


def known(fragments: Mapping[str, Fragment], path: str) -> dict[str, str]:
    """The settings of the module that a file stands in; `.properties` win over YAML."""
    found: dict[str, str] = {}
    for place, one in sorted(fragments.items(), key=lambda item: item[0].endswith(".properties")):
        if isinstance(one, Settings) and path.startswith(_module(place)):
            found |= dict(one.values)
    return found


def description(fragments: Mapping[str, Fragment], path: str) -> Iterator[tuple[str, Description]]:
    """The API descriptions of the module that a file stands in, else all there are."""
    every = [(p, one) for p, one in fragments.items() if isinstance(one, Description)]
    own = [(p, one) for p, one in every if _module(p) and path.startswith(_module(p))]
    yield from own or every


def of_settings(values: dict[str, str]) -> str:
    """The path of the application, and of the servlet in it."""
    whole = ""
    for keys in (CONTEXT, WITHIN):
        given = next((values[key] for key in keys if key in values), "")
        whole = under(whole, filled(given, values)).rstrip("/")
    return whole


def of_code(world: World, fragments: Mapping[str, Fragment], at: Found) -> str:
    """What the code puts before the paths of a controller: the first that is for it."""
    names = {one.name for one in at[1].annotations}
    settings = (one for one in fragments.values() if isinstance(one, Settings))
    every = {key: value for one in settings for key, value in one.values}
    for one in (code for code in fragments.values() if isinstance(code, Code)):
        for prefix in one.prefixes:
            if prefix.annotations and not names.intersection(prefix.annotations):
                continue
            where = bound.Place(world, one.file, every | known(fragments, at[0].path))
            patterns = [bound.said(where, package.pattern) for package in prefix.packages]
            if not patterns or any(bound.matches(p, at[0].package) for p in patterns):
                return bound.said(where, prefix.path)
    return ""


def _module(path: str) -> str:
    """The folder of the module that a file of settings stands in, empty for the root."""
    for mark in RESOURCES:
        head, found, _ = path.partition(mark)
        if found:
            return head
    return path.rpartition("/")[0]
