"""The models that are known: aliases, prices, and which options they take. Data, as of `AS_OF`.

A name that is not here is sent as it is: local engines name their models as they like.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backlight.providers import Usage

AS_OF = "2026-11-24"
"""The day the tables below were last compared with the published ones."""

ALIASES = {
    "sonnet": "claude-sonnet-5-5",
    "opus": "claude-opus-5-5",
    "haiku": "claude-haiku-5-5",
    "fable": "claude-fable-5-1",
    "best": "claude-opus-5-5",
    "opusplan": "claude-opus-5-5",
    "default": "claude-sonnet-5-5",
}
"""What Claude Code's short names stand for."""

OVERRIDES = {
    "sonnet": "ANTHROPIC_DEFAULT_SONNET_MODEL",
    "opus": "ANTHROPIC_DEFAULT_OPUS_MODEL",
    "haiku": "ANTHROPIC_DEFAULT_HAIKU_MODEL",
}
"""The variables by which a user points a short name at another model (a local one, a gateway's)."""


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens."""

    input: float
    output: float

    def of(self, usage: Usage) -> float:
        """What a usage costs; cache reads are a tenth of the input, writes up to twice."""
        return (
            self.input * (usage.input + 0.1 * usage.cache_read + 2 * usage.cache_write)
            + self.output * usage.output
        ) / 1e6


PRICES = {
    "claude-fable-5-1": Price(10, 50),
    "claude-opus-5-5": Price(4, 20),
    "claude-sonnet-5-5": Price(2, 10),
    "claude-haiku-5-5": Price(0.5, 2.5),
}
"""By the start of a model's id. Haiku 5.5 costs a fifth of this below 100,000 tokens of prompt."""

ADAPTIVE = (
    "claude-fable-5",
    "claude-mythos-5",
    "claude-opus-5",
    "claude-sonnet-5",
    "claude-haiku-5",
)
"""Models, by the start of their id, that take `thinking: adaptive` and `effort`."""


def price(model: str) -> Price | None:
    """The price of a model, `None` if it is not known (a local model costs nothing)."""
    found = [name for name in PRICES if model.startswith(name)]
    return PRICES[max(found, key=len)] if found else None


def spent(model: str, usage: Usage) -> str:
    """What a run cost so far, to put behind a line of progress; nothing if that is not known.

    >>> spent("claude-sonnet-5-5", Usage(input=100_000, requests=1))
    ' ($0.20 so far)'
    >>> spent("claude-sonnet-5-5", Usage())
    ''
    """
    found = price(model) if usage.requests else None
    return f" (${found.of(usage):.2f} so far)" if found is not None else ""


def adaptive(model: str) -> bool:
    """Whether a model takes adaptive thinking and an effort."""
    return model.startswith(ADAPTIVE)


def resolve(wanted: str, environ: Mapping[str, str], setting: str = "") -> tuple[str, str]:
    """The id to ask for, and what is odd about the name (a sentence, or nothing).

    A setting of the user's own goes before `ANTHROPIC_MODEL`, and that before the persona's wish.
    """
    name = setting.strip() or environ.get("ANTHROPIC_MODEL", "").strip() or wanted.strip()
    short = name.lower().removesuffix("[1m]")
    if short in {"", "inherit"}:
        short = "sonnet"
    if (variable := OVERRIDES.get(short)) and environ.get(variable, "").strip():
        return environ[variable].strip(), ""
    if short in ALIASES:
        return ALIASES[short], ""
    if any(character.isspace() for character in name):
        return resolve("sonnet", environ)[0], (
            f"There is no model {name[:60]!r}; `sonnet` is used instead."
        )
    return name, ""
