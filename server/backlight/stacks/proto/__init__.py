"""Services of `.proto` files: each method as gRPC serves it, or as its HTTP annotation says."""

from backlight.stacks.comments import commented
from backlight.stacks.later import later
from backlight.stacks.proto.idioms import IDIOMS
from backlight.stacks.record import Stack

PROTO = Stack(
    name="gRPC",
    languages=("proto",),
    needles=(b"service ",),
    scan=later("stacks.proto.services:services"),
    link=later("stacks.proto.services:link"),
    handlers=later("stacks.proto.handlers:handlers"),
    idioms=IDIOMS,
    document=commented("// "),
)
"""The record of services in Protocol Buffers."""
