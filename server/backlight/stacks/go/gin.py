"""gin: `r.Group("/api", auth).GET("/users/:id", show)`."""

from backlight.analysis.go import Call
from backlight.analysis.go_routers import Router, mount
from backlight.analysis.go_run import Run
from backlight.analysis.go_things import Thing
from backlight.stacks.go.register import METHODS, colons, names, route, words

NAME = "gin"
PACKAGE = r"github\.com/gin-gonic/gin"
MAKES = ("New", "Default")
TYPES = ("Engine", "RouterGroup", "IRouter", "IRoutes")
path_of = colons


def call(router: Router, name: str, given: list[Thing], at: Call, run: Run) -> Thing:
    """What a method of an engine or group does."""
    if name == "Use":
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
    elif name in {"Handle", "Match"}:
        methods, skip = words(path), 2
        path = given[1] if len(given) > 1 else None
    elif name != "Any":
        return router if name.startswith("Static") or name == ".RouterGroup" else None
    if len(given) <= skip:
        return router
    return route(
        router, path, methods, (at.given[-1], given[-1]), names(at.given[skip:-1]), (at, run)
    )
