"""Spring MVC and WebFlux with annotations, in Java."""

from backlight.stacks.comments import commented
from backlight.stacks.record import Stack
from backlight.stacks.spring.conventions import conventions
from backlight.stacks.spring.handlers import handlers
from backlight.stacks.spring.idioms import IDIOMS
from backlight.stacks.spring.link import link
from backlight.stacks.spring.scan import scan
from backlight.stacks.spring.validate import validate

SPRING = Stack(
    name="spring",
    languages=("java", "properties", "yaml"),
    needles=(
        *(
            b"springframework",
            b"@RestController",
            b"Mapping(",
            b"import java",
            b"import lombok",
            b"public interface",
        ),
        *(b"public class", b"public record", b"static final", b"@interface"),
        *(b"context-path", b"contextPath", b"base-path", b"servlet", b"operationId"),
    ),
    scan=scan,
    link=link,
    handlers=handlers,
    idioms=IDIOMS,
    document=commented(" * ", "/**", " */"),
    validate=validate,
    conventions=conventions,
)
"""The framework of Spring."""
