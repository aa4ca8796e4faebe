"""Print the route table of a Python application as its own framework has it, as JSON lines.

    PYTHON tests/benchmarks/tables_of.py MODULE:NAME ROOT

PYTHON is the interpreter of the application's environment, ROOT its folder. NAME is the application,
or a function that makes it; `django:SETTINGS` asks Django's resolver. Routes that come with libraries
have handlers outside of ROOT, and are left out.
"""

import importlib
import inspect
import json
import os
import sys

HEADS = ("def ", "async ", "class ")


def main(what, root):
    sys.path.insert(0, root)
    module, _, name = what.partition(":")
    if module == "django":
        routes = django(name)
    else:
        app = getattr(importlib.import_module(module), name)
        app = app() if inspect.isfunction(app) else app
        routes = flask(app) if hasattr(app, "url_map") else fastapi(app.routes)
    for methods, path, view in routes:
        handler = inspect.unwrap(getattr(view, "view_class", None) or view)
        try:
            file = os.path.relpath(inspect.getsourcefile(handler), root)
            line = inspect.getsourcelines(handler)[1] + decorators(handler)
        except (TypeError, OSError):
            continue
        beside = {"HEAD", "OPTIONS"} if {*methods} - {"HEAD", "OPTIONS"} else set()
        for method in sorted({*methods} - beside) if not file.startswith("..") else ():
            print(json.dumps({"method": method, "path": path, "file": file, "line": line}))


def decorators(handler):
    """The lines above `def` or `class` that `inspect` counts in."""
    lines = inspect.getsourcelines(handler)[0]
    heads = (n for n, line in enumerate(lines) if line.lstrip().startswith(HEADS))
    return next(heads, 0)


def fastapi(routes, prefix=""):
    for route in routes:
        if hasattr(route, "methods"):
            yield route.methods or (), prefix + route.path, route.endpoint
        elif hasattr(route, "routes"):
            yield from fastapi(route.routes, prefix + route.path)


def flask(app):
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        known = getattr(view, "view_class", None)
        for method in rule.methods:
            one = getattr(known, method.lower(), None) if known is not None else view
            if one is not None:
                yield {method}, rule.rule, one


def django(settings):
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", settings)
    importlib.import_module("django").setup()
    resolver = importlib.import_module("django.urls").get_resolver()
    yield from below(resolver, "/")


def below(resolver, prefix):
    for pattern in resolver.url_patterns:
        path = prefix + str(pattern.pattern)
        if hasattr(pattern, "url_patterns"):
            yield from below(pattern, path)
        else:
            yield {"ANY"}, path, getattr(pattern.callback, "cls", pattern.callback)


if __name__ == "__main__":
    main(*sys.argv[1:3])
