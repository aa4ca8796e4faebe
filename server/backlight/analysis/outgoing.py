"""Calls of other services, as plain values; the clients of `stacks` find them."""

from dataclasses import dataclass

from backlight.analysis.syntax import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A call of another service over HTTP."""

    client: str
    span: Span
    line: int
    callee: str
    """As it is written: `requests.get`."""
    method: str = ""
    """Upper case, if it is said."""
    endless: bool = False
    """It has no timeout, and its client has none by default."""
    guarded: bool = False
    """Something catches what it raises, in the function it stands in."""
    patient: bool = False
    """Nothing says when it gives up, and its client does so after a minute."""
    doubt: str = ""
    """Why no number can be put there at once."""
