"""The same for migrations that are written in Python or Ruby: what their steps do to a database."""

from collections.abc import Iterator
from re import DOTALL
from re import compile as regex

from backlight.sql.risks import EMPTY, NAMED, ROWS, Risk, risks, short

DOWN = regex(r"(?m)^\s*(?:async )?def (?:downgrade|down)\b")
MADE = regex(r"(?:create_table\(?|CreateModel\(\s*(?:name=)?)\s*[\"':](\w+)")
STRING = regex(r"(?:execute|RunSQL)\(\s*(?:sql=)?[rf]?(\"\"\"|'''|\"|')(.*?)\1", DOTALL)
STEP = regex(
    r"(?m)(?:\b(?:op|batch_op|migrations)\.\w+\(|^\s*(?:add|remove|drop|change|rename)_\w+\b)"
)
LONGEST = 2000
"""Characters of one step."""
COLUMN_GONE = "the column `{}` is dropped with what is in it"
TABLE_GONE = "the table of `{}` is dropped with all its rows"
DESTRUCTIVE = (
    (r"\bdrop_table\(?\s*[\"':](\w+)", TABLE_GONE),
    (r"\bdrop_column\(\s*(?:[\"']\w+[\"']\s*,\s*)?[\"'](\w+)", COLUMN_GONE),
    (r"\bremove_column\s*\(?\s*:\w+\s*,\s*:(\w+)", COLUMN_GONE),
    (r"\bRemoveField\([^)]*?\bname=[\"'](\w+)", COLUMN_GONE),
    (r"\bDeleteModel\(\s*(?:name=)?[\"'](\w+)", TABLE_GONE),
)
INDEX = "the table cannot be written while the index is built; build it concurrently"
RETYPED = (
    "the table is rewritten while it can be neither read nor written, unless the new type only "
    "makes a text longer"
)
KEY = "both tables cannot be written while every row is checked; add it unvalidated, then validate"
UNIQUE = "the table can be neither read nor written while its index is built"
LOCKS = (
    # what a step says, what it would say if it were safe, and the risk
    (r"\.create_index\(|\badd_index\b|\bAddIndex\(", r"concurrently", INDEX),
    (r"\balter_column\b.*\btype_=|\bchange_column\b(?!_)", r"(?!)", RETYPED),
    (r"\balter_column\b.*\bnullable=False|\bchange_column_null\b.*\bfalse", r"(?!)", ROWS),
    (r"\badd_column\b.*(?:nullable=False|null: false)", r"server_default|\bdefault:", EMPTY),
    (r"\bcreate_foreign_key\(|\badd_foreign_key\b", r"not_valid|validate: false", KEY),
    (r"\bcreate_unique_constraint\(|\bcreate_primary_key\(", r"(?!)", UNIQUE),
    (r"\brename_(?:table|column)\b|\bRename(?:Field|Model)\(|new_column_name=", r"(?!)", NAMED),
)
_DESTRUCTIVE = tuple((regex(pattern), says) for pattern, says in DESTRUCTIVE)
_LOCKS = tuple((regex(is_, DOTALL), regex(safe), says) for is_, safe, says in LOCKS)


def risks_of_code(text: str) -> tuple[Risk, ...]:
    """Those of the way up; what the way down takes away is what the way up made."""
    down = DOWN.search(text)
    up = text[: down.start()] if down is not None and down.start() > 0 else text
    made = set(MADE.findall(up))
    found = [
        *(one for step in _steps(up) for one in _risks(step, made)),
        *(one for hit in STRING.finditer(up) for one in risks(hit[2])),
    ]
    return tuple(sorted(dict.fromkeys(found), key=lambda one: not one.destructive))


def _risks(step: str, made: set[str]) -> Iterator[Risk]:
    plain = " ".join(step.split()).replace('"', "'")
    said = short(plain.replace(", )", ")"))
    if any(f"'{name}'" in plain[:70] for name in made):
        return
    for pattern, says in _DESTRUCTIVE:
        hit = pattern.search(step)
        if hit is not None:
            yield Risk(f"`{said}`: {says.format(hit[1])}.", destructive=True)
    for pattern, safe, says in _LOCKS:
        if pattern.search(step) is not None and safe.search(step) is None:
            yield Risk(f"`{said}`: {says}.")


def _steps(text: str) -> Iterator[str]:
    """Each step, to the parenthesis that closes it or to the end of its line."""
    for hit in STEP.finditer(text):
        end, deep = hit.end(), hit[0].count("(")
        while end < min(len(text), hit.start() + LONGEST):
            deep += {"(": 1, ")": -1}.get(text[end], 0)
            if (text[end] == ")" and deep <= 0) or (text[end] == "\n" and not deep):
                break
            end += 1
        yield text[hit.start() : end + 1]
