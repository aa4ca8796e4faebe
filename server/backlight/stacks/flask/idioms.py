"""How Flask code does it, in words."""

from backlight.stacks.record import Idioms

IDIOMS = Idioms(
    errors="Use `abort(status, description=…)` or the project's own exceptions with "
    "`@app.errorhandler`, which answers JSON; no view builds its own shape of error.",
    versions='A version is a blueprint with `url_prefix="/v2"` in its own package; views that did '
    "not change are registered by both.",
    documents="Document a view with its docstring, or in the library the project has "
    "(flask-smorest, APIFlask, flasgger, flask-restx): what it takes, answers and "
    "refuses.",
    services="A service is a module or class of plain functions without `request`, `g` or "
    "`jsonify`; views turn requests into arguments and domain errors into answers.",
    tests="Tests use `app.test_client()` from a fixture with an app made by the factory for "
    "testing, inside an app context, each with its own database state.",
    guards="Who asks is a decorator (`@login_required`, `@jwt_required()`, the project's own) "
    "below the route, or `before_request` of the blueprint; 401 without identity, 403 "
    "without permission, ownership checked on the object.",
    limits='A limit is `@limiter.limit("5/minute")` of Flask-Limiter below the route, with a '
    "shared `storage_uri`, answered by 429 with `Retry-After`.",
    caches="A cache is Flask-Caching (`@cache.cached(timeout=…)`, `@cache.memoize`) or the Redis "
    "client the project has; keys hold the query string and whoever asks, and writes "
    "delete them.",
    pages="Pages come by `db.paginate(select, page=…, per_page=…, max_per_page=100)` or `limit` "
    "and `offset` over a stable order; the parameters are read with a type and bounds.",
    pools="Engine, pool or client is made once in the extension or the app factory; a "
    "connection is taken in `g` for a request and given back in `teardown_appcontext`.",
    starts=(b"Flask(", b"create_app(", b"app.run("),
)
"""What its documentation recommends; the ways of the project win."""
