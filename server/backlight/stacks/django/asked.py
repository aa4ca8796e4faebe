"""Where a test asks for new endpoints: the path under which the project serves them."""

from backlight.analysis.facts import Project
from backlight.analysis.python_values import Literal
from backlight.analysis.syntax import parse
from backlight.edits import Change, Refused, applied
from backlight.stacks.django.link import LANGUAGE, link
from backlight.stacks.django.places import at
from backlight.stacks.django.scan import scan
from backlight.stacks.django.way import fragments

APART = "The app's urlconf is not included in the project's; include it first."


def mounted(app: str, project: Project) -> Refused | None:
    """Why no test could ask for what an app serves, as far as its other routes tell."""
    own = f"{app}/urls.py".lstrip("/")
    if own not in project.paths:
        return None
    paths = [e.path for e in project.endpoints if own in {e.file, e.route_file}]
    if not paths:
        return Refused(APART)
    inner = [path.replace(f"/{LANGUAGE}/", "/").partition("{") for path in paths]
    held = any(not braces for _, braces, _ in inner) or len({head for head, _, _ in inner}) > 1
    return None if held else _unasked(paths[0])


def asked(handler: str, made: Change, project: Project) -> str | Refused:
    """The path under which a new handler is served; in the language the project speaks itself."""
    found = fragments(project)
    for path, text in applied(made, lambda p: at(p, project).text).items():
        fragment = scan(parse(path, text))
        if fragment is not None:
            found[path] = fragment
    path = next((e.path for e in link(found) if e.handler == handler), "")
    if not path:
        return Refused(APART)
    if f"/{LANGUAGE}/" in path:
        said = [one.texts.get("LANGUAGE_CODE") for one in found.values()]
        codes = (one.value for one in said if isinstance(one, Literal))
        code = next((one for one in codes if isinstance(one, str)), "en-us")
        path = path.replace(f"/{LANGUAGE}/", f"/{code.lower()}/")
    return _unasked(path) if "{" in path else path


def _unasked(path: str) -> Refused:
    return Refused(f"No test can ask for `{path}` as it is; ask the agent for the endpoints.")
