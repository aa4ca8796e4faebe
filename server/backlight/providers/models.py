"""The models that are known: aliases, prices, and which options they take. Data, as of `AS_OF`.

A name that is not here is sent as it is: local engines name their models as they like.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from backlight.providers import Usage
from backlight.providers.catalogue import LINE, family_of
from backlight.providers.platforms import BEDROCK, platform

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

OLDER_HAIKU = {
    "bedrock": "global.anthropic.claude-haiku-4-5-20251001-v1:0",
    "vertex": "claude-haiku-4-5@20251001",
    "foundry": "claude-haiku-4-5",
}
"""The clouds are one version behind in this line."""

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
    cache_read: float | None = None
    """A tenth of the input where it is not said."""
    cache_write: float | None = None
    """Twice the input where it is not said, which is the most it can be."""

    @property
    def free(self) -> bool:
        """Whether nothing costs anything."""
        return not any((self.input, self.output, self.cache_read, self.cache_write))

    def of(self, usage: Usage) -> float:
        """What a usage costs, in US dollars."""
        read = self.input * 0.1 if self.cache_read is None else self.cache_read
        write = self.input * 2 if self.cache_write is None else self.cache_write
        return (
            self.input * usage.input
            + read * usage.cache_read
            + write * usage.cache_write
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


def adaptive(model: str) -> bool:
    """Whether a model takes adaptive thinking and an effort."""
    return family_of(model).startswith(ADAPTIVE)


def resolve(wanted: str, environ: Mapping[str, str], setting: str = "") -> tuple[str, str]:
    """The id to ask for, and what is odd about the name (a sentence, or nothing).

    A setting of the user's own goes before `ANTHROPIC_MODEL`, and that before the persona's wish.
    """
    name = _said(wanted, environ, setting)
    short = _short(name)
    if (variable := OVERRIDES.get(short)) and environ.get(variable, "").strip():
        return environ[variable].strip(), ""
    if short in ALIASES:
        return _there(short, environ), ""
    if any(character.isspace() for character in name):
        return resolve("sonnet", environ)[0], (
            f"There is no model {name[:60]!r}; `sonnet` is used instead."
        )
    return name, ""


def alias(wanted: str, environ: Mapping[str, str], setting: str = "") -> str:
    """The short name that is to be looked up in the server's list; nothing for any other name."""
    short = _short(_said(wanted, environ, setting))
    variable = OVERRIDES.get(short, "")
    return short if short in ALIASES and not environ.get(variable, "").strip() else ""


def _said(wanted: str, environ: Mapping[str, str], setting: str) -> str:
    return setting.strip() or environ.get("ANTHROPIC_MODEL", "").strip() or wanted.strip()


def _short(name: str) -> str:
    short = name.lower().removesuffix("[1m]")
    return LINE[short] if short in {"", "inherit"} else short


def _there(short: str, environ: Mapping[str, str]) -> str:
    """What a short name stands for on the platform that is used."""
    where = platform(environ)
    if short == "haiku" and where.name in OLDER_HAIKU:
        return OLDER_HAIKU[where.name]
    if where is not BEDROCK:
        return ALIASES[short]
    region = environ.get("AWS_REGION", "") or environ.get("AWS_DEFAULT_REGION", "")
    area = region.partition("-")[0]
    return f"{area if area in {'us', 'eu'} else 'global'}.anthropic.{ALIASES[short]}"
