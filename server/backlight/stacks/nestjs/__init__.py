"""NestJS, in TypeScript."""

from backlight.stacks.comments import commented
from backlight.stacks.nestjs.conventions import conventions
from backlight.stacks.nestjs.handlers import handlers
from backlight.stacks.nestjs.idioms import IDIOMS
from backlight.stacks.nestjs.link import link
from backlight.stacks.nestjs.scan import scan
from backlight.stacks.nestjs.validate import validate
from backlight.stacks.record import Stack

NESTJS = Stack(
    name="nestjs",
    languages=("typescript", "tsx", "javascript"),
    needles=(b"@nestjs/", b"@Controller", b"@Module", b"export "),
    scan=scan,
    link=link,
    handlers=handlers,
    idioms=IDIOMS,
    document=commented(" * ", "/**", " */"),
    validate=validate,
    conventions=conventions,
)
"""The framework of NestJS."""
