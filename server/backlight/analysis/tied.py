r"""Whether two things that a function writes belong together, by what it says of both.

>>> tied("order = Order.create()\nItem.create(order=order)", "Order", "Item")
True
>>> tied("Logo.create(a)\nBanner.create(b)", "Logo", "Banner")
False
"""

import re
from functools import lru_cache

from backlight.analysis.tables import Schema, Table

PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
LAST = re.compile(r"\w+$")
SIGNATURE = re.compile(
    r"^\s*(?:async\s+|export\s+|public\s+|private\s+)*(?:def|func|function|class)\b"
)
PLACES = frozenset(
    {"db", "tx", "self", "this", "session", "objects", "models", "model", "repository"}
)


def tied(around: str, first: str, second: str) -> bool:
    """Whether a line of a function speaks of both: the one is given to the other, or made of it."""
    one, two = stem(first), stem(second)
    if not one or not two:
        return False
    if one in two or two in one:
        return True
    return any(
        one in low and two in low and not SIGNATURE.match(line)
        for line in around.split("\n")
        if (low := line.lower().replace("_", ""))
    )


def related(schema: Schema, first: str, second: str) -> bool:
    """Whether a table of one leads to the other."""
    tables = _of(schema, first), _of(schema, second)
    return _leads(tables[0], stem(second)) or _leads(tables[1], stem(first))


@lru_cache(maxsize=2**12)
def stem(name: str) -> str:
    """The word by which a thing is called: `@order_items` is `orderitem`."""
    hit = LAST.search(name.rstrip("!?)("))
    word = hit[0].replace("_", "").lower() if hit else ""
    word = "" if word in PLACES else word
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _of(schema: Schema, name: str) -> Table | None:
    said = stem(name)
    return next((t for t in schema.tables if said and said in {stem(t.model), stem(t.name)}), None)


def _leads(table: Table | None, name: str) -> bool:
    if table is None or not name:
        return False
    columns = {c.name.lower().replace("_", "").removesuffix("id") for c in table.columns}
    leads = {stem(c.references.partition(".")[0]) for c in table.columns if c.references}
    return name in columns | leads or any(stem(to) == name for to in table.relations.values())
