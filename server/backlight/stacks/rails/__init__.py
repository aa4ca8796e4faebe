"""Ruby on Rails: routes, controllers, and its ways of saying things."""

from backlight.analysis.ruby_read import module
from backlight.stacks.comments import commented
from backlight.stacks.rails.handlers import handlers
from backlight.stacks.rails.idioms import IDIOMS
from backlight.stacks.rails.link import NAME, link
from backlight.stacks.record import Stack

RAILS = Stack(
    name=NAME,
    languages=("ruby",),
    needles=(b"routes.draw", b"Controller", b"resources ", b"get ", b"api_only", b"included do"),
    scan=module,
    link=link,
    handlers=handlers,
    idioms=IDIOMS,
    document=commented("# "),
)
"""The record of Rails."""
