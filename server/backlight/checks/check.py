"""What a check answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """The answer of one check: its name, whether it holds, and a sentence that says what is so."""

    name: str
    ok: bool
    detail: str = ""
    confirm: bool = False
    """It does not hold, but the user may let it pass: "needs confirmation"."""
    files: tuple[str, ...] = ()
    """The files that it is about; none means all of the change."""
    short: str = ""
    """The same in two or three words, for a title: `cost 8,149 → 12`."""
    drawn: str = ""
    """More of it in Markdown, for the whole story of a run."""
    picture: str = ""
    """The same as an SVG, for whoever asks for it."""
    about: str = ""
    """The statement that it is about, as the change writes it."""
