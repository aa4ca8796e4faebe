"""Django and Django REST framework: their routes, handlers and idioms, and their ORM."""

from backlight.stacks.django.conventions import conventions
from backlight.stacks.django.handlers import handlers
from backlight.stacks.django.idioms import IDIOMS
from backlight.stacks.django.improve import improve
from backlight.stacks.django.index import index
from backlight.stacks.django.link import link
from backlight.stacks.django.migrate import migrate
from backlight.stacks.django.missing import refuse_missing
from backlight.stacks.django.orm_idioms import IDIOMS as ORM_IDIOMS
from backlight.stacks.django.queries import NEEDLES as ORM_NEEDLES
from backlight.stacks.django.queries import queries
from backlight.stacks.django.resource import create_resource
from backlight.stacks.django.scan import NEEDLES, scan
from backlight.stacks.django.tables import tables
from backlight.stacks.django.validate import validate
from backlight.stacks.python.document import document
from backlight.stacks.record import Orm, Stack

DJANGO = Stack(
    name="Django",
    languages=("python",),
    needles=NEEDLES,
    scan=scan,
    link=link,
    handlers=handlers,
    validate=validate,
    create_resource=create_resource,
    conventions=conventions,
    idioms=IDIOMS,
    document=document,
    refuse_missing=refuse_missing,
)
"""Django, with or without Django REST framework."""

DJANGO_ORM = Orm(
    name="django",
    languages=("python",),
    needles=ORM_NEEDLES,
    queries=queries,
    tables=tables,
    improve=improve,
    idioms=ORM_IDIOMS,
    index=index,
    migrate=migrate,
    indexes_references=True,
)
"""The ORM of Django."""
