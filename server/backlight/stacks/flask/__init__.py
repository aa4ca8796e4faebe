"""Flask: routes, inputs, and its ways of saying things."""

from backlight.analysis.python_read import module
from backlight.stacks.flask.conventions import conventions
from backlight.stacks.flask.handlers import handlers
from backlight.stacks.flask.idioms import IDIOMS
from backlight.stacks.flask.limits import restrain
from backlight.stacks.flask.missing import refuse_missing
from backlight.stacks.flask.pages import page
from backlight.stacks.flask.resource import create_resource
from backlight.stacks.flask.routes import link
from backlight.stacks.flask.validate import validate
from backlight.stacks.python.document import document
from backlight.stacks.record import Stack

FLASK = Stack(
    name="Flask",
    languages=("python",),
    needles=(
        b"flask",
        b"lueprint",
        b"Namespace",
        b"Resource",
        b"SQLAlchemy",
        b"BaseModel",
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
"""The record of Flask; settings and constants are read for the prefixes they hold."""
