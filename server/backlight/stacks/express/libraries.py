"""The validation libraries of Node, each in its own words: a schema, and the check against it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from backlight.stacks.express.fields import Field
from backlight.stacks.express.schemas import joi, yup, zod
from backlight.stacks.javascript_style import Style


@dataclass(frozen=True, slots=True)
class Library:
    """A validation library."""

    package: str
    version: str
    binding: str
    """What is imported: `{ z }`."""
    schema: Callable[[Field, Style, str], str]
    """The schema of an object, indented by the last argument."""
    check: str
    """The statement that checks: `{schema}`, `{raw}` (what is checked) and `{name}` stand in it."""
    failed: str
    """The condition under which the request is refused."""
    data: str
    """The checked data."""
    message: str
    """What is wrong, with the names of the fields, as one string."""
    details: str
    """What is wrong, as pairs of a field and its problems."""


ZOD = Library(
    "zod",
    "^4.1.12",
    "{ z }",
    partial(zod, edition=4),
    "const {name} = {schema}.safeParse({raw})",
    "!{name}.success",
    "{name}.data",
    "{name}.error.issues.map((issue) => `${{issue.path.join('.')}}: ${{issue.message}}`)"
    ".join('; ')",
    "{name}.error.issues.map((issue) => [issue.path.join('.'), [issue.message]])",
)
ZOD_3 = replace(ZOD, version="^3.25.76", schema=zod)
JOI = Library(
    "joi",
    "^17.13.3",
    "Joi",
    joi,
    "const {name} = {schema}.validate({raw}, {{ abortEarly: false, stripUnknown: true }})",
    "{name}.error",
    "{name}.value",
    "{name}.error.details.map((detail) => detail.message).join('; ')",
    "{name}.error.details.map((detail) => [detail.path.join('.'), [detail.message]])",
)
CELEBRATE = Library(
    "celebrate",
    "^15.0.3",
    "{ Joi }",
    joi,
    JOI.check,
    JOI.failed,
    JOI.data,
    JOI.message,
    JOI.details,
)
YUP = Library(
    "yup",
    "^1.6.1",
    "* as yup",
    yup,
    "const {name} = await {schema}\n"
    ".validate({raw}, {{ abortEarly: false, stripUnknown: true }})\n"
    ".then((data) => ({{ data, error: null }}), (error) => ({{ data: null, error }}))",
    "{name}.error",
    "{name}.data",
    "{name}.error.errors.join('; ')",
    "{name}.error.inner.map((issue) => [issue.path, issue.errors])",
)
ALL = (ZOD, JOI, CELEBRATE, YUP)
"""In the order in which one is chosen where a project has several."""
