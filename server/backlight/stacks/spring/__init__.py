"""Spring MVC and WebFlux, in Java; of Kotlin, the endpoints that annotations map."""

from backlight.stacks.comments import commented
from backlight.stacks.later import later
from backlight.stacks.record import Stack
from backlight.stacks.spring.idioms import IDIOMS

SPRING = Stack(
    name="spring",
    languages=("java", "kotlin", "properties", "yaml"),
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
        *(b"const val", b"annotation class", b"data class"),
        *(b"context-path", b"contextPath", b"base-path", b"servlet", b"operationId"),
        *(b"PathPrefix", b"prefix:", b"prefix=", b"@ConfigurationProperties"),
    ),
    scan=later("stacks.spring.scan:scan"),
    link=later("stacks.spring.link:link"),
    handlers=later("stacks.spring.handlers:handlers"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    ask_who=later("stacks.spring.guarded:ask_who"),
    restrain=later("stacks.spring.limits:restrain"),
    limits_apart=True,
    document=commented(" * ", "/**", " */", merged=True),
    validate=later("stacks.spring.validate:validate"),
    checks_bodies=True,
    refuse_missing=later("stacks.spring.missing:refuse_missing"),
    write_tests=later("stacks.spring.write_tests:write_tests"),
    page=later("stacks.spring.pages:page"),
    create_resource=later("stacks.spring.resource:create_resource"),
    conventions=later("stacks.spring.conventions:conventions"),
)
"""The framework of Spring."""
