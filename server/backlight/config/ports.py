"""The values of `backlight.localPorts`: which of them are none.

>>> problem(["11434", "http"])
'`backlight.localPorts` ignores `http`: a port is a number from 1 to 65535.'
"""

from collections.abc import Sequence

LAST = 65_535
SHOWN = 5


def problem(ports: Sequence[str]) -> str | None:
    """A sentence about those that are no ports; `None` if all are."""
    odd = [port for port in ports if not _is_port(port)]
    shown = ", ".join(f"`{port[:40]}`" for port in odd[:SHOWN])
    said = f"`backlight.localPorts` ignores {shown}: a port is a number from 1 to {LAST}."
    return said if odd else None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 6 and 0 < int(text) <= LAST
