"""FastAPI: routes, inputs, and its ways of saying things."""

from backlight.analysis.python_read import module
from backlight.stacks.fastapi.conventions import conventions
from backlight.stacks.fastapi.document import document
from backlight.stacks.fastapi.handlers import handlers
from backlight.stacks.fastapi.idioms import IDIOMS
from backlight.stacks.fastapi.limits import restrain
from backlight.stacks.fastapi.missing import refuse_missing
from backlight.stacks.fastapi.pages import page
from backlight.stacks.fastapi.resource import create_resource
from backlight.stacks.fastapi.routes import link
from backlight.stacks.fastapi.validate import validate
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
    scan=module,
    link=link,
    handlers=handlers,
    validate=validate,
    create_resource=create_resource,
    conventions=conventions,
    idioms=IDIOMS,
    restrain=restrain,
    page=page,
    document=document,
    refuse_missing=refuse_missing,
)
"""The record of FastAPI; settings and constants are read for the prefixes they hold."""
