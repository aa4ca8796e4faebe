"""Flask: routes, inputs, and its ways of saying things."""

from backlight.stacks.flask.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Stack

FLASK = Stack(
    name="Flask",
    languages=("python",),
    needles=(
        b"flask",
        b"lueprint",
        b"marshmallow",
        b"Namespace",
        b"Resource",
        b"SQLAlchemy",
        b"BaseModel",
        b'"/',
        b"'/",
        b"from .",
    ),
    sure=(b"flask", b"Flask"),
    scan=later("analysis.python_read:module"),
    link=later("stacks.flask.routes:link"),
    handlers=later("stacks.flask.handlers:handlers"),
    validate=later("stacks.flask.validate:validate"),
    create_resource=later("stacks.flask.resource:create_resource"),
    conventions=later("stacks.flask.conventions:conventions"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    pool=later("stacks.python.pool:pool"),
    restrain=later("stacks.flask.limits:restrain"),
    page=later("stacks.flask.pages:page"),
    ask_who=later("stacks.python.guarded:ask_who"),
    document=later("stacks.python.document:document"),
    keep=later("stacks.python.cached:keep"),
    refuse_missing=later("stacks.flask.missing:refuse_missing"),
    write_tests=later("stacks.flask.write_tests:write_tests"),
)
"""The record of Flask; settings and constants are read for the prefixes they hold."""
