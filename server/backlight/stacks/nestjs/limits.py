"""How often a client may ask, in Nest: `@Throttle` of the throttler that the application has."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.nestjs.imports import together
from backlight.stacks.node_package import package_of
from backlight.stacks.setups import saying

MADE = regex(rb"ThrottlerModule\.forRoot(?:Async)?\(")
NAMED = regex(r"\bname:\s*['\"](?!default['\"])")
EVERYWHERE = regex(r"APP_GUARD[^}]{0,300}?Throttler\w{0,40}Guard\b")
HOMES = ("app.module", "throttl", "rate-limit", "main.module")
MOST, SECONDS = 5, 60
WHY = "Five times a minute is a beginning: look if it fits `%s`."
PACKAGE = "@nestjs/throttler"


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The decorators, with the guard that counts where it does not stand before all routes."""
    package = package_of(project, source.path)
    if PACKAGE not in package.dependencies:
        return Refused("No throttler is installed here; ask the agent for one.")
    homes = [project.read(path) for path in saying(project, MADE, HOMES, (".ts",))]
    texts = [home.text.source for home in homes if home is not None]
    if not texts:
        return Refused(f"`ThrottlerModule` is not set up in {HOMES[0]}.ts; set it up first.")
    if any(NAMED.search(text) for text in texts):
        return Refused("The throttlers here have names; say which is to count.")
    old = 0 < package.major(PACKAGE) < 5
    bound = (
        f"({MOST}, {SECONDS})"
        if old
        else f"({{ default: {{ limit: {MOST}, ttl: {SECONDS}_000 }} }})"
    )
    everywhere = any(EVERYWHERE.search(text) for text in texts)
    at = handler.span.start
    pad = source.text.indent(at)
    guard = "" if everywhere else f"@UseGuards(ThrottlerGuard)\n{pad}"
    names = ("Throttle",) if everywhere else ("Throttle", "ThrottlerGuard")
    wanted = [(PACKAGE, names), *([] if everywhere else [("@nestjs/common", ("UseGuards",))])]
    edit = Edit(at, at, f"{guard}@Throttle{bound}\n{pad}", WHY % handler.name)
    return change((source.path, [*together(source, *wanted), edit]))
