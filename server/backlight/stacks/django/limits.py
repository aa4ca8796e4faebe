"""How often a client may ask, in Django: a throttle of REST framework, or django-ratelimit."""

from re import MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.documented import docstring, function_of
from backlight.analysis.facts import Handler, Project
from backlight.analysis.places import matching
from backlight.analysis.python_expressions import parts
from backlight.analysis.python_tree import decorators_of, in_class, name_of
from backlight.analysis.served import served
from backlight.analysis.syntax import Source, ancestors, field, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.django.handlers import ROUTED, class_of
from backlight.stacks.django.methods import VERBS
from backlight.stacks.pydantic.imports import add_import
from backlight.stacks.python.statements import step_of

OWN = regex(
    r"^class (\w+Throttle)\b|^from [\w.]+ import [^\n#]*?\b((?!AnonRate|UserRate|ScopedRate|Simple"
    r"Rate|Base)\w+Throttle)\b",
    MULTILINE,
)
VIEWS = ("APIView", "ViewSet", "GenericAPIView")
MANIFESTS = r"(^|/)(requirements[^/]*\.(txt|in)|pyproject\.toml|Pipfile|setup\.(py|cfg))$"
PACKAGE = regex(r"django[-_]ratelimit\b[\s\"'=]*([<>=~^!]*)[\s\"']*(\d*)")
KNOWN = regex(r"^from ((?:django_)?ratelimit)\.decorators import ratelimit\b", MULTILINE)
RATE = "5/min"
WHY = "Five times a minute is a beginning: look if it fits `%s`; the counts stand in the cache."
ADDRESS = (
    "Five times a minute is a beginning: look if it fits `%s`; behind a proxy, say by"
    " `RATELIMIT_IP_META_KEY` where the address of a client stands."
)


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """A throttle that counts this view alone; the decorator of django-ratelimit elsewhere."""
    function = function_of(source, handler)
    if function is None or function.has_error:
        return Refused(f"`{handler.name}` does not parse yet: finish it first.")
    owner = class_of(function) if in_class(function) else None
    routed = {_last(one) for one in decorators_of(function)}
    if owner is None and "api_view" in routed:
        return _of_function(source, handler, function)
    if owner is not None and _is_rest(owner):
        if routed & {*ROUTED}:
            return Refused(f"`{handler.name}` is an action; give its decorator `throttle_classes`.")
        return _of_class(source, handler, owner, function)
    return _by_package(source, handler, function, project)


def _of_function(source: Source, handler: Handler, function: Node) -> Change | Refused:
    """`@throttle_classes` right above the function, below what makes a view of it."""
    made = _throttle(source, handler.name, function)
    if isinstance(made, Refused):
        return made
    name, edits = made
    line = f"@throttle_classes([{name}])\n{source.text.indent(function.start_byte)}"
    decorated = Edit(function.start_byte, function.start_byte, line, WHY % handler.name)
    imported = add_import(source, "rest_framework.decorators", "throttle_classes")
    return change((source.path, [*imported, *edits, decorated]))


def _of_class(source: Source, handler: Handler, owner: Node, function: Node) -> Change | Refused:
    """`throttle_classes` of a view that does one thing."""
    body = field(owner, "body")
    methods = [name_of(n) for n in parts(body) if n.type == "function_definition"] if body else []
    verbs = [name for name in methods if name.upper() in VERBS]
    if body is None or verbs != [name_of(function)] or "get_throttles" in methods:
        return Refused(
            f"`{name_of(owner)}` does more than this, and a throttle would count all of it."
        )
    made = _throttle(source, name_of(owner), owner)
    if isinstance(made, Refused):
        return made
    name, edits = made
    indent = source.text.indent(parts(body)[0].start_byte)
    said = [one for one in parts(body) if one.type == "expression_statement"]
    after = said[-1] if said and said[-1].start_byte < function.start_byte else docstring(owner)
    line, why = f"throttle_classes = [{name}]", WHY % handler.name
    if after is not None:
        _, end = source.text.line_at(after.end_byte)
        put = Edit(end, end, f"\n{indent}{line}", why)
    else:
        at = parts(body)[0].start_byte
        put = Edit(at, at, f"{line}\n\n{indent}", why)
    return change((source.path, [*edits, put]))


def _throttle(source: Source, name: str, place: Node) -> tuple[str, list[Edit]] | Refused:
    """The throttle that the file has, or one of its own above the view, with its rate in it."""
    text = source.text.source
    hit = OWN.search(text)
    if hit is not None:
        return hit[1] or hit[2], []
    stem = name.removesuffix("APIView").removesuffix("View").removesuffix("Api")
    title = "".join(word[:1].upper() + word[1:] for word in stem.split("_"))
    if regex(rf"\b{title}Throttle\b").search(text):
        return Refused(f"`{title}Throttle` is something else in this file; ask the agent.")
    top = [place, *ancestors(place)][-2]
    step = step_of(source)
    scope = regex(r"(?<=[a-z0-9])(?=[A-Z])").sub("_", title).lower()
    lines = f'\n{step}scope = "{scope}"\n{step}rate = "{RATE}"\n\n\n'
    code = f"class {title}Throttle(UserRateThrottle):{lines}"
    why = "It counts by user, and by address where nobody has signed in."
    made = Edit(top.start_byte, top.start_byte, code, why)
    imported = add_import(source, "rest_framework.throttling", "UserRateThrottle")
    return f"{title}Throttle", [*imported, made]


def _by_package(
    source: Source, handler: Handler, function: Node, project: Project
) -> Change | Refused:
    """`@ratelimit` of django-ratelimit, where the project depends on it."""
    known = KNOWN.search(source.text.source)
    module = known[1] if known is not None else _installed(project)
    if not module:
        return Refused("django-ratelimit is not among the requirements; ask the agent for a limit.")
    at, indent = function.start_byte, source.text.indent(function.start_byte)
    methods = {e.method for e in served(project, source.path, handler.name)}
    only = ', method="POST"' if methods & {"POST", "ANY"} else ""
    call = f'ratelimit(key="ip", rate="5/m"{only}, block=True)'
    imported = [*add_import(source, f"{module}.decorators", "ratelimit")]
    if in_class(function):
        call = f"method_decorator({call})"
        imported += add_import(source, "django.utils.decorators", "method_decorator")
    line = Edit(at, at, f"@{call}\n{indent}", ADDRESS % handler.name)
    return change((source.path, [*imported, line]))


def _installed(project: Project) -> str:
    """The module of django-ratelimit, which had another name before its fourth version."""
    for path in matching(MANIFESTS, project.paths)[:10]:
        found = project.read(path)
        hit = PACKAGE.search(found.text.source) if found is not None else None
        if hit is not None:
            old = {"1", "2", "3", "4"} if hit[1] == "<" else {"1", "2", "3"}
            return "ratelimit" if hit[2] in old else "django_ratelimit"
    return ""


def _is_rest(owner: Node) -> bool:
    bases = parts(field(owner, "superclasses") or owner)
    return any(text_of(base).endswith(VIEWS) for base in bases)


def _last(decorator: Node) -> str:
    return text_of(decorator).lstrip("@").partition("(")[0].rpartition(".")[2]
