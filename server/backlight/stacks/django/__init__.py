"""Django and Django REST framework: their routes, handlers and idioms, and their ORM."""

from backlight.stacks.django.idioms import IDIOMS
from backlight.stacks.django.needles import NEEDLES, ORM_NEEDLES
from backlight.stacks.django.orm_idioms import IDIOMS as ORM_IDIOMS
from backlight.stacks.later import later
from backlight.stacks.record import Orm, Stack

DJANGO = Stack(
    name="Django",
    languages=("python",),
    needles=NEEDLES,
    sure=(b"django", b"rest_framework"),
    scan=later("stacks.django.scan:scan"),
    link=later("stacks.django.link:link"),
    handlers=later("stacks.django.handlers:handlers"),
    validate=later("stacks.django.validate:validate"),
    create_resource=later("stacks.django.resource:create_resource"),
    conventions=later("stacks.django.conventions:conventions"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    pool=later("stacks.python.pool:pool"),
    opens=later("stacks.django.pool:opens"),
    bound=later("stacks.django.pool:bound"),
    ask_who=later("stacks.python.guarded:ask_who"),
    document=later("stacks.python.document:document"),
    keep=later("stacks.python.cached:keep"),
    refuse_missing=later("stacks.django.missing:refuse_missing"),
    write_tests=later("stacks.django.write_tests:write_tests"),
    page=later("stacks.django.pages:page"),
    restrain=later("stacks.django.limits:restrain"),
    limits_apart=True,
)
"""Django, with or without Django REST framework."""

DJANGO_ORM = Orm(
    name="django",
    languages=("python",),
    needles=ORM_NEEDLES,
    queries=later("stacks.django.queries:queries"),
    tables=later("stacks.django.tables:tables"),
    improve=later("stacks.django.improve:improve"),
    render=later("stacks.django.render:render"),
    idioms=ORM_IDIOMS,
    index=later("stacks.django.index:index"),
    migrate=later("stacks.django.migrate:migrate"),
    indexes_references=True,
)
"""The ORM of Django."""
