"""What a statement of a migration does to a database that is in use: its locks, and what it loses.

For PostgreSQL, which most often stands behind them; what is said of locks holds for the time that
the statement takes, and of a table that has rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.queries_words import words

LONGEST = 76
"""Characters of a statement that are quoted."""
ROWS = "every row is checked while the table can be neither read nor written"


@dataclass(frozen=True, slots=True)
class Risk:
    """One thing to know before a statement is run."""

    sentence: str
    destructive: bool = False
    """What it takes away does not come back."""


NO_COLUMN = r"(?!(?:constraint|primary|unique|foreign|check|default|not|index|expression)\b)"
COLUMN = rf"(?:column )?{NO_COLUMN}(?:if (?:not )?exists )?"
CHANGING = r"(?:random|gen_random_uuid|uuid_generate_v\d\w*|clock_timestamp|nextval)"
OWN_VALUE = rf"\b(?:big|small)?serial\b|\bgenerated\b|\bdefault \(? ?{CHANGING}\b"
ALONE = "can be neither read nor written"
HELD = r"(?:type|domain|extension|sequence|function|(?:materialized )?view)"
DESTRUCTIVE = (
    (r"^drop table (?:if exists )?(\S+)", "`{}` is dropped with all its rows"),
    (rf"^alter table .*\bdrop {COLUMN}(\w+)", "the column `{}` is dropped with what is in it"),
    (r"^truncate (?:table )?(\S+)", "every row of `{}` is deleted"),
    (r"^delete from (\S+)(?!.*\bwhere\b)", "every row of `{}` is deleted"),
    (r"^drop (?:schema|database) (?:if exists )?(\S+)", "`{}` is dropped with all that is in it"),
    (
        rf"^drop {HELD} (?:if exists )?(\S+).*\bcascade\b",
        "what depends on `{}` is dropped with it, columns among it",
    ),
)
INDEX = "the table cannot be written while the index is built; CONCURRENTLY does not lock it"
UNINDEX = "the table is locked behind all that runs; DROP INDEX CONCURRENTLY waits without a lock"
RETYPED = f"the table is rewritten while it {ALONE}; add a column, fill it in batches, and switch"
SPARED = "a CHECK (… IS NOT NULL) NOT VALID that is validated first spares it"
EMPTY = "it fails on a table that has rows: a column that may not be null needs a default"
REWRITTEN = (
    f"the table is rewritten while it {ALONE}, since each row gets a value of its own; add the "
    "column empty, set the default, and fill it in batches"
)
KEY = "both tables cannot be written while every row is checked; add it NOT VALID, then VALIDATE it"
UNIQUE = (
    f"the table {ALONE} while its index is built; build it CONCURRENTLY, then add the constraint "
    "USING INDEX"
)
ADDED = "a value of an enumeration cannot be taken away again, nor be used before the COMMIT"
DETACHED = f"the table {ALONE} meanwhile; DETACH PARTITION … CONCURRENTLY does not lock it"
REFRESHED = "nobody can read the view meanwhile; CONCURRENTLY keeps it readable, by a unique index"
BATCHES = "every row is locked and written anew until the COMMIT; fill it in batches"
PADDED = "the type `char` fills up with blanks and saves nothing; `text` or `varchar` holds as much"
NAMED = "the running version of the code still says the old name; add the new one beside it first"
LOCKS = (
    (r"^create (?:unique )?index (?!concurrently\b)", INDEX),
    (r"^drop index (?!concurrently\b)", UNINDEX),
    (r"\balter (?:column )?\w+ (?:set data )?type\b", RETYPED),
    (r"\balter (?:column )?\w+ set not null\b", f"{ROWS}; {SPARED}"),
    (
        rf"\badd {COLUMN}\w+ (?=[^,]*\bnot null\b)(?![^,]*\bdefault\b)(?![^,]*\bserial)",
        EMPTY,
    ),
    (rf"\badd {COLUMN}\w+ [^,]*(?:{OWN_VALUE})", REWRITTEN),
    (r"\badd (?:constraint \w+ )?foreign key\b(?!.*\bnot valid\b)", KEY),
    (
        r"\badd (?:constraint \w+ )?check\b(?!.*\bnot valid\b)",
        f"{ROWS}; add it NOT VALID, then VALIDATE it",
    ),
    (r"\badd (?:constraint \w+ )?(?:unique|primary key)\b(?!.*\busing index\b)", UNIQUE),
    (rf"\badd {COLUMN}\w+ [^,]*\breferences\b", KEY),
    (rf"\badd {COLUMN}\w+ (?:national )?char(?:acter)? ?\(", PADDED),
    (r"^alter table .*\b(?:rename|set schema)\b", NAMED),
    (r"^alter type .*\brename (?:to|value|attribute)\b", NAMED),
    (r"^alter type .*\badd value\b", ADDED),
    (r"^alter table .*\bdetach partition \S+(?!.*\b(?:concurrently|finalize)\b)", DETACHED),
    (
        r"^alter table .*\bset (?:(?:un)?logged|tablespace)\b",
        f"the table {ALONE} while it is copied",
    ),
    (r"^refresh materialized view (?!concurrently\b)", REFRESHED),
    (r"^lock (?:table )?\S+", "whoever else uses the table waits until the COMMIT"),
    (r"^update (?:only )?\S+ (?:\w+ )?set (?!.*\bwhere\b)", BATCHES),
    (r"^(?:vacuum full|cluster)\b", f"the table {ALONE} meanwhile"),
    (r"^reindex (?!.*\bconcurrently\b)", "the table cannot be written while indexes are built"),
)
_DESTRUCTIVE = tuple((regex(pattern, IGNORECASE), says) for pattern, says in DESTRUCTIVE)
_LOCKS = tuple((regex(pattern, IGNORECASE), says) for pattern, says in LOCKS)
NEW_TABLE = regex(r"(?i)^create (?:unlogged )?table (?:if not exists )?(\S+)")
OF_TABLE = regex(
    r"(?i)^(?:alter table (?:if exists )?(?:only )?|create (?:unique )?index .*?\bon )(\S+)"
)


def risks(sql: str) -> tuple[Risk, ...]:
    """Those of a script, most serious first; of a table that it makes itself there are none."""
    texts = [" ".join(parts) for parts in _statements(sql)]
    made = {_bare(hit[1]) for text in texts if (hit := NEW_TABLE.match(text)) is not None}
    found = [risk for text in texts if not _of(text, made) for risk in _risks(text)]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.destructive))


def short(text: str) -> str:
    """The beginning of a statement as a sentence quotes it: never half a word, nor half a call."""
    text = text.replace(" ,", ",").replace("( ", "(").replace(" )", ")")
    if len(text) <= LONGEST:
        return text
    kept = text[:LONGEST].rpartition(" ")[0].rstrip(" ,") or text[:LONGEST]
    return kept + " …" + ("" if kept.count("(") <= kept.count(")") else ")")


def _risks(text: str) -> Iterator[Risk]:
    for pattern, says in _DESTRUCTIVE:
        hit = pattern.search(text)
        if hit is not None:
            yield Risk(f"`{short(text)}`: {says.format(_bare(hit[1]))}.", destructive=True)
    for pattern, says in _LOCKS:
        if pattern.search(text) is not None:
            yield Risk(f"`{short(text)}`: {says}.")


def _statements(sql: str) -> Iterator[list[str]]:
    """The words of each statement; comments and literals say nothing of what it does."""
    said: list[str] = []
    for word in words(sql):
        if word.text == ";":
            yield said
            said = []
        elif word.kind != "comment":
            said.append("''" if word.kind == "text" else word.text)
    yield said


def _of(text: str, made: set[str]) -> bool:
    hit = OF_TABLE.match(text)
    return hit is not None and _bare(hit[1]) in made


def _bare(name: str) -> str:
    return name.strip('"`();,').lower()
