r"""Where a pattern is looked for: on lines that hold one of its words; no other can begin it.

>>> code = "a\nkey='b'\nkey='c'\nd='key'\n"
>>> [hit[0] for hit in on_lines(re.compile("key='\\w+'"), code, ("key=",))]
["key='b'", "key='c'"]
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

CALL = 300
"""Characters behind its first line in which a call over several lines ends."""


def on_lines(
    pattern: re.Pattern[str], code: str, words: Iterable[str], further: int = 0
) -> Iterator[re.Match[str]]:
    """What a pattern finds that begins on a line which holds a word, as it is written or small.

    It ends on that line, or so many characters behind it.
    """
    low, end = _small(code), 0
    starts = {low.rfind("\n", 0, at) + 1 for word in words for at in _places(low, word.lower())}
    for at in sorted(starts):
        if at < end:
            continue
        line_end = code.find("\n", at) + 1 or len(code)
        end = at
        for hit in pattern.finditer(code, at, min(len(code), line_end + further)):
            if hit.start() >= line_end:
                break
            yield hit
            end = hit.end()
        end = max(end, line_end)


@lru_cache(maxsize=2)
def _small(code: str) -> str:
    """A text in small letters, each at its place: İ is the only one that gets longer."""
    return code.replace("İ", "I").lower()


def _places(code: str, word: str) -> Iterator[int]:
    at = code.find(word)
    while at >= 0:
        yield at
        at = code.find(word, at + len(word))
