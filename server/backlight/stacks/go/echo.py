"""echo: `e.Group("/api").POST("/users", create, auth)`: what stands before comes after."""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go.register import METHODS, colons, names, route, words

NAME = "echo"
PACKAGE = r"github\.com/labstack/echo(/v\d+)?"
MAKES = ("New",)
TYPES = ("Echo", "Group")
path_of = colons


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of an instance or group does."""
    if name in {"Use", "Pre"}:
        router.guards += names(at.given)
        return router
    methods: tuple[str, ...] = ()
    path, skip = (given[0] if given else None), 1
    if name == "Group":
        before = (*router.guards, *names(at.given[1:]))
        inner = Router(NAME, router.loose)
        return mount(router, path if isinstance(path, str) else "", inner, before)
    if name in METHODS:
        methods = (name,)
    elif name in {"Add", "Match"}:
        methods, skip = words(path), 2
        path = given[1] if len(given) > 1 else None
    elif name != "Any":
        return None
    if len(given) <= skip:
        return None
    handler = (at.given[skip], given[skip])
    route(router, path, methods, handler, names(at.given[skip + 1 :]), (at, run))
    return None
