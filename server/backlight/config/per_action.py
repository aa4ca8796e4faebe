"""The rows of `backlight.actionModels`: which model and which effort single actions get.

>>> row("optimize-query = opus high")
Row(action='optimize-query', model='opus', effort='high')
>>> row("ask=low").effort, row("ask=qwen3:8b").model, row("ask")
('low', 'qwen3:8b', None)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backlight.config.table import EFFORTS


@dataclass(frozen=True, slots=True)
class Row:
    """What one action gets; empty for what all others get."""

    action: str
    model: str = ""
    effort: str = ""


def row(text: str) -> Row | None:
    """A row as it is meant; `None` if it is none."""
    action, sign, rest = (part.strip() for part in text.partition("="))
    words = rest.split()
    if not (action and sign and 0 < len(words) < 3):
        return None
    if len(words) == 1:
        return Row(action, effort=rest) if rest in EFFORTS else Row(action, rest)
    return Row(action, *words) if words[1] in EFFORTS else None


def problems(rows: Sequence[str]) -> Iterator[str]:
    """A sentence for each row that says nothing."""
    for text in rows:
        if row(text) is None:
            efforts = ", ".join(EFFORTS)
            yield (
                f"`backlight.actionModels` holds {text[:60]!r}, which is not used: a row is an"
                f" action, `=`, then a model, an effort ({efforts}), or both."
            )


def for_action(rows: Sequence[str], action: str) -> Row:
    """What an action gets; the last row about it wins."""
    found = [known for text in rows if (known := row(text)) and known.action == action]
    return found[-1] if found else Row(action)
