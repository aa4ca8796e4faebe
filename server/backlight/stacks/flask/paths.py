"""A path of Flask with values that its converters take, or do not take, and that no row has."""

from re import IGNORECASE, escape
from re import compile as regex

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.places import tests_in
from backlight.analysis.syntax import Source
from backlight.stacks.python.cases import FILLED, ODD, Case

PART = regex(r"\{(\w+)\}")
CONVERTED = regex(r"<(?:(\w+)(?:\([^)>]*\))?:)?(\w+)>")
ROW = {
    "int": FILLED["int"],
    "uuid": FILLED["UUID"],
    "string": FILLED["str"],
    "path": FILLED["str"],
    "": FILLED["str"],
}
STRICT = ("int", "uuid")
STORED = regex(r"create_all|upgrade\(|init_db|create_db|\bdb\b|database|mongomock", IGNORECASE)
"""How tests say that there are tables."""
OFF = regex(r"LOGIN_DISABLED|AUTH_REQUIRED['\"]?\]?\s*[:=]\s*False")


def url(project: Project, source: Source, endpoint: Endpoint) -> str:
    """The path with values that no row has; empty where a converter of it is not seen."""
    names, kinds = PART.findall(endpoint.path), _kinds(project, source, endpoint)
    if any(kinds.get(name, "?") not in ROW for name in names):
        return ""
    return PART.sub(lambda hit: ROW[kinds[hit[1]]], endpoint.path)


def odd(project: Project, source: Source, endpoint: Endpoint, asked: str) -> tuple[str, str] | None:
    """The name of a part, and the path with what it does not take, where no other route does."""
    kinds = _kinds(project, source, endpoint)
    names = [name for name in PART.findall(endpoint.path) if kinds.get(name) in STRICT]
    if not names or len(PART.findall(endpoint.path)) > 1:
        return None
    path = asked.replace(ROW[kinds[names[0]]], ODD)
    others = {e.path for e in project.endpoints if e.path != endpoint.path}
    for other in others:
        broad = regex(PART.sub(".+", escape(other).replace(r"\{", "{").replace(r"\}", "}")) + "/?")
        if broad.fullmatch(path):
            return None
    return names[0], path


def ready(project: Project, model: Source, case: Case) -> bool:
    """Whether tests like those of a file have what a case needs: tables, and guards that guard."""
    homes = [p for p in tests_in(project.paths) if p.rpartition("/")[2] == "conftest.py"]
    texts = [model, *filter(None, map(project.read, homes))]
    said = "\n".join(one.text.source for one in texts)
    if case.status[0] in {302, 401} and OFF.search(said):
        return False
    looks = case.status == (404,) and ODD not in case.url.split("/")
    return not looks or STORED.search(said) is not None


def _kinds(project: Project, source: Source, endpoint: Endpoint) -> dict[str, str]:
    """The converter of each part by its name, `?` where files disagree."""
    kinds: dict[str, str] = {}
    files = [source, project.read(endpoint.route_file)]
    prefix = _line(files[1], endpoint.route_line) if files[1] is not None else ""
    near = CONVERTED.findall(prefix)
    for kind, name in near:
        kinds.setdefault(name, kind)
    for one in files:
        for kind, name in CONVERTED.findall(one.text.source) if one is not None else ():
            if name not in {n for _, n in near}:
                kinds[name] = kind if kinds.get(name, kind) == kind else "?"
    return kinds


def _line(source: Source, number: int) -> str:
    return source.text.slice(*source.text.line(number - 1))
