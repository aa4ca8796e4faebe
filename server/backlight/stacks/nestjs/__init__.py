"""NestJS, in TypeScript."""

from backlight.stacks.later import later
from backlight.stacks.nestjs.idioms import IDIOMS
from backlight.stacks.record import Stack

NESTJS = Stack(
    name="nestjs",
    languages=("typescript", "tsx", "javascript"),
    needles=(b"@nestjs/", b"@Controller", b"@Module", b"export "),
    sure=(b"@nestjs/",),
    scan=later("stacks.nestjs.scan:scan"),
    link=later("stacks.nestjs.link:link"),
    handlers=later("stacks.nestjs.handlers:handlers"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    ask_who=later("stacks.nestjs.guarded:ask_who"),
    restrain=later("stacks.nestjs.limits:restrain"),
    limits_apart=True,
    document=later("stacks.nestjs.document:document"),
    validate=later("stacks.nestjs.validate:validate"),
    checks_bodies=True,
    keep=later("stacks.nestjs.cached:keep"),
    refuse_missing=later("stacks.nestjs.missing:refuse_missing"),
    write_tests=later("stacks.nestjs.write_tests:write_tests"),
    page=later("stacks.nestjs.pages:page"),
    create_resource=later("stacks.nestjs.resource:create_resource"),
    conventions=later("stacks.nestjs.conventions:conventions"),
)
"""The framework of NestJS."""
