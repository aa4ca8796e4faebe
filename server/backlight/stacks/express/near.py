"""Which files can belong to an Express application at all."""

from collections.abc import Mapping
from re import compile as regex

from backlight.analysis.javascript import Module
from backlight.analysis.javascript_names import request_of
from backlight.analysis.javascript_values import Call, Literal, Member, Name, Value
from backlight.stacks.express.shown import BROWSER

TEST = regex(r"\.(test|spec)\.[cm]?[jt]sx?$|(^|/)(__tests__|__mocks__|tests?|e2e|cypress)/")
PACKAGES = ("express", "express-promise-router")


def serving(modules: Mapping[str, Module]) -> Mapping[str, Module]:
    """The files that can belong to an application: no tests, none of a browser, if one is there.

    Where none does (a lone file, half written), those that hold a request handler.
    """
    own = {path: module for path, module in modules.items() if not TEST.search(path)}
    if any(_names_express(module) for module in own.values()):
        return {path: module for path, module in own.items() if not _browses(module)}
    return {path: module for path, module in modules.items() if _serves(module)}


def _names_express(module: Module) -> bool:
    required = (of for of in module.values.values() if isinstance(of, Call | Member))
    return any(origin.module in PACKAGES for origin in module.imports.values()) or any(
        _requires(of) for of in (*required, *(call for _, call in module.calls))
    )


def _requires(of: Value) -> bool:
    """`require("express")`, also as `require("express").Router()`."""
    while isinstance(of, Call | Member):
        if isinstance(of, Call) and of.args and of.of == Name("require"):
            return isinstance(of.args[0], Literal) and of.args[0].value in PACKAGES
        of = of.of
    return False


def _browses(module: Module) -> bool:
    """Whether a file is made for a browser: it cannot serve, and there may be many of them."""
    origins = {origin.module for origin in module.imports.values()}
    return not origins.isdisjoint(BROWSER) and not _names_express(module)


def _serves(module: Module) -> bool:
    return any(request_of(one.parameters) is not None for one in module.functions.values())
