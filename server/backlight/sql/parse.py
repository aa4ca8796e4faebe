r"""A statement as sqlglot's tree: placeholders and holes go in, and every offset stays the same.

Each placeholder and hole is written as a name of the same length that no program uses, so what is
found in the tree or in the tokens is at the same place in the user's own text.

>>> plain("SELECT {0} FROM t WHERE a = %s")
'SELECT ꙮ0ꙮ FROM t WHERE a = ꙮs'
"""

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from backlight.analysis.queries_words import words

if TYPE_CHECKING:
    from sqlglot import exp

STRANGE = "ꙮ"
"""A letter that stands for what is not SQL."""
DIALECTS = ("postgres", "mysql", "sqlite")
LONGEST = 20_000


def plain(sql: str) -> str:
    """The statement with a name of the same length for every placeholder and hole."""
    said = list(sql)
    for word in words(sql):
        if word.kind in {"placeholder", "hole"}:
            inside = "".join(c if c.isalnum() else STRANGE for c in word.text[1:])
            said[word.start : word.end] = STRANGE + inside
    return "".join(said).replace("{", STRANGE).replace("}", STRANGE)


@cache
def silenced() -> None:
    """Keep sqlglot from writing on standard error what it cannot read: that is no one's fault."""
    from sqlglot.parser import logger

    logger.setLevel("ERROR")


@lru_cache(maxsize=256)
def tree(sql: str, dialect: str = "") -> "exp.Expr | None":
    """The tree of one statement; `None` if no dialect can read it. It is shared: copy to change."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    if len(sql) > LONGEST:
        return None
    silenced()
    text = plain(sql)
    for one in dict.fromkeys((dialect or "postgres", *DIALECTS)):
        try:
            found = [it for it in sqlglot.parse(text, dialect=one) if it is not None]
        except (SqlglotError, RecursionError, ValueError):
            continue
        if len(found) == 1 and found[0].key != "command":
            return found[0]
    return None


def reads(sql: str, dialect: str = "") -> bool:
    """Whether the statement can be read at all."""
    return tree(sql, dialect) is not None
