"""Services of `.proto` files: each method as gRPC serves it, or as its HTTP annotation says."""

from backlight.stacks.proto.services import NAME, link, services
from backlight.stacks.record import Stack

PROTO = Stack(
    name=NAME,
    languages=("proto",),
    needles=(b"service ",),
    scan=services,
    link=link,
    handlers=lambda _source, _within: (),
)
"""The record of services in Protocol Buffers."""
