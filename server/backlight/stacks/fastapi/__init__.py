"""FastAPI: routes, inputs, and its ways of saying things."""

from backlight.stacks.fastapi.idioms import IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Stack

FASTAPI = Stack(
    name="FastAPI",
    languages=("python",),
    needles=(
        b"fastapi",
        b"FastAPI",
        b"router",
        b"Router",
        b"ettings",
        b"BaseModel",
        b"SQLModel",
        b"Session",
        b'"/',
        b"'/",
        b"from .",
    ),
    sure=(b"fastapi", b"FastAPI"),
    scan=later("analysis.python_read:module"),
    link=later("stacks.fastapi.routes:link"),
    handlers=later("stacks.fastapi.handlers:handlers"),
    validate=later("stacks.fastapi.validate:validate"),
    create_resource=later("stacks.fastapi.resource:create_resource"),
    conventions=later("stacks.fastapi.conventions:conventions"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    pool=later("stacks.python.pool:pool"),
    keep=later("stacks.python.cached:keep"),
    restrain=later("stacks.fastapi.limits:restrain"),
    page=later("stacks.fastapi.pages:page"),
    ask_who=later("stacks.fastapi.guarded:ask_who"),
    document=later("stacks.fastapi.document:document"),
    refuse_missing=later("stacks.fastapi.missing:refuse_missing"),
    write_tests=later("stacks.fastapi.write_tests:write_tests"),
)
"""The record of FastAPI; settings and constants are read for the prefixes they hold."""
