"""Ruby on Rails: routes, controllers, and its ways of saying things."""

from backlight.stacks.comments import commented
from backlight.stacks.later import later
from backlight.stacks.rails.idioms import IDIOMS
from backlight.stacks.rails.spelled import spelled
from backlight.stacks.record import Stack

RAILS = Stack(
    name="Rails",
    languages=("ruby",),
    needles=(b"routes.draw", b"Controller", b"resources ", b"get ", b"api_only", b"included do"),
    scan=later("analysis.ruby_read:module"),
    link=later("stacks.rails.link:link"),
    handlers=later("stacks.rails.handlers:handlers"),
    idioms=IDIOMS,
    version=later("stacks.versioned:version"),
    validate=later("stacks.rails.validate:validate"),
    checks_bodies=True,
    refuse_missing=later("stacks.rails.missing:refuse_missing"),
    write_tests=later("stacks.rails.write_tests:write_tests"),
    page=later("stacks.rails.pages:page"),
    conventions=later("stacks.rails.conventions:conventions"),
    create_resource=later("stacks.rails.resource:create_resource"),
    ask_who=later("stacks.rails.guarded:ask_who"),
    restrain=later("stacks.rails.limits:restrain"),
    limits_apart=True,
    keep=later("stacks.rails.cached:keep"),
    document=commented("# ", merged=True, spell=spelled),
)
"""The record of Rails."""
