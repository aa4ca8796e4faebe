"""Which of a server's models a short name means: the newest of its line, or the only one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from re import compile as regex
from typing import Any

LINE = {"best": "opus", "opusplan": "opus", "default": "sonnet", "": "sonnet", "inherit": "sonnet"}
"""Short names that stand for a line of models under another name."""
RETIRED = frozenset({"deprecated", "retired"})
SHOWN = 8
ENOUGH = 16_000
"""Tokens that a run takes at least: the persona, the tools, a file, and some replies."""

_VERSION = regex(r"\d+")


@dataclass(frozen=True, slots=True)
class Listed:
    """One model of a server's list."""

    id: str
    context: int = 0
    """Tokens it can have before it; 0 if the server does not say."""
    retired: bool = False

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "Listed | None":
        """A model as Anthropic, llama.cpp, Ollama, LM Studio or vLLM lists it; else nothing."""
        name = entry.get("id")
        if not isinstance(name, str) or not name or len(name) > 200:
            return None
        life, meta = entry.get("lifecycle"), entry.get("meta")
        stage = life.get("stage") or life.get("status") if isinstance(life, Mapping) else life
        sizes = (
            entry.get("max_input_tokens"),
            entry.get("max_model_len"),
            meta.get("n_ctx") if isinstance(meta, Mapping) else None,
        )
        context = next((size for size in sizes if type(size) is int and size > 0), 0)
        return cls(name, context, str(stage).lower() in RETIRED)


@dataclass(frozen=True, slots=True)
class Choice:
    """The model to ask."""

    model: str
    note: str = ""
    """What the user should know of it, in a sentence."""
    problem: str = ""
    """Why none can be taken, in a sentence."""


def choose(short: str, fallback: str, listed: Sequence[Listed], at: str) -> Choice:
    """The model of a server that a short name means; without a list, that of our own table."""
    line = f"claude-{LINE.get(short, short)}-"
    family = [one for one in listed if family_of(one.id).startswith(line) and not one.retired]
    if family:
        return Choice(max(family, key=_age).id)
    known = any(family_of(one.id).startswith("claude-") for one in listed)
    if not listed or known:
        return Choice(fallback)
    if len(listed) == 1:
        return Choice(listed[0].id, f"{at} has one model, which is used: {listed[0].id}.")
    names = ", ".join(one.id for one in listed[:SHOWN])
    more = f" and {len(listed) - SHOWN} more" if len(listed) > SHOWN else ""
    where = "in the setting `backlight.model` or in ANTHROPIC_MODEL"
    problem = f"{at} has no model that `{short}` means, but {names}{more}: name one {where}."
    return Choice(fallback, problem=problem)


def narrow(model: str, listed: Sequence[Listed]) -> str:
    """A sentence about a model that can have too little before it for a run; else nothing."""
    context = next((one.context for one in listed if one.id == model), 0)
    if not 0 < context < ENOUGH:
        return ""
    return (
        f"{model} is served with a context of {context:,} tokens; a run takes {ENOUGH:,} or more:"
        " start its server with a larger one (llama-server -c 32768, OLLAMA_CONTEXT_LENGTH=32768)."
    )


def family_of(model: str) -> str:
    """A model's name without what clouds and gateways put around it.

    >>> family_of("us.anthropic.claude-sonnet-5-5-v1:0"), family_of("anthropic/claude-opus-5.5")
    ('claude-sonnet-5-5-v1:0', 'claude-opus-5-5')
    """
    at = model.rfind("claude-")
    return model[at:].partition("@")[0].replace(".", "-") if at > 0 else model.partition("@")[0]


def _age(one: Listed) -> tuple[tuple[int, ...], int]:
    """Newest last: by version, then the name without a date before one with it."""
    numbers = [int(digits) for digits in _VERSION.findall(family_of(one.id))]
    version = tuple(number for number in numbers if number < 1000)
    return version, -max((number for number in numbers if number >= 1000), default=0)
