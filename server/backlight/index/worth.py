"""Whether a file is worth parsing, by its bytes: most of a project holds no facts."""

from functools import lru_cache

from backlight.analysis.blocking import may_block
from backlight.analysis.languages import borrowed, language_of
from backlight.analysis.queries_likely import likely
from backlight.sql import changelog
from backlight.stacks import CLIENTS, FRAMEWORKS, ORMS
from backlight.stacks.record import Client, Orm, Stack
from backlight.text import Text

KNOWN: tuple[Stack | Orm | Client, ...] = (*FRAMEWORKS, *ORMS, *CLIENTS)
CHANGELOGS = frozenset({"xml", "yaml"})
"""Languages in which the changes of a schema are written, besides SQL."""
NEEDLES = {
    language: frozenset(
        needle
        for record in KNOWN
        if language in record.languages
        for needle in (*record.needles, *getattr(record, "sure", ()))
    ).union((changelog.NEEDLE,) if language in CHANGELOGS else ())
    for language in {language for record in KNOWN for language in record.languages} | CHANGELOGS
}
"""By language: a file with none of these and no SQL is not parsed at all."""
LONG_LINE = 400
"""Bytes in a line on average, above which a file is minified or data: nobody edits it by hand."""

LARGE = 1_000_000
"""Bytes above which a file is not read for the index: one parse would hold the menu for seconds."""


def worth(path: str, text: Text) -> bool:
    """Whether a file can hold facts at all, by its bytes; what a machine wrote holds none."""
    language = language_of(path) or ""
    return not made(path, text) and (
        language == "sql"
        or any(needle in text.data for needle in NEEDLES.get(language, ()))
        or (language == "python" and may_block(text.data))
        or (language != "xml" and likely(text.data))
    )


def made(path: str, text: Text) -> bool:
    """Whether others or a machine wrote a file; a dump of a schema has a line for each table."""
    dump = language_of(path) == "sql" and b"create table" in text.data.lower()
    most = LARGE if dump else min(LARGE, LONG_LINE * (text.data.count(b"\n") + 1))
    return borrowed(path) or len(text.data) > most


@lru_cache(maxsize=8)
def named(data: bytes, language: str) -> frozenset[bytes]:
    """The needles of a language that are in some bytes."""
    return frozenset(needle for needle in NEEDLES.get(language, ()) if needle in data)
