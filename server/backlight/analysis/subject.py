"""What a handler is about, by its name and its path: the rows it lists, or something else.

>>> about("NotificationsController.index", "/admin/notifications", "Notification")
True
>>> about("register", "/register", "Brackets")
False
>>> about("list_categories", "/categories", "Category"), is_short("Category")
(True, True)
>>> about("houses", "/houses", "House"), about("addresses", "/addresses", "Address")
(True, True)
"""

import re

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
HISSING = re.compile(r"(?:ss|(?<![ao])us|x|ch|sh)es$")
"""Plurals in which the `e` is not a part of the word: `addresses`, and not `houses`, `cases`."""
GENERIC = frozenset({"list", "index", "all", "find", "get", "fetch", "query", "items", "item"})
SHORT = frozenset(
    {"config", "configuration", "setting", "option", "preference", "role", "permission", "tag"}
    | {"category", "status"}
    | {"bracket", "type", "kind", "country", "language", "locale", "currency", "timezone", "plan"}
    | {"feature", "flag", "theme", "menu", "module", "plugin", "provider", "label", "group", "page"}
    | {"section", "level", "priority", "state", "template", "faq", "guideline"}
)
"""What people set, a few dozen at most: a list of it needs no pages."""

LONG = frozenset(
    {"user", "account", "customer", "member", "person", "client", "contact", "subscriber"}
    | {"item", "product", "order", "invoice", "payment", "transaction", "booking", "ticket"}
    | {"post", "article", "comment", "message", "notification", "event", "log", "entry", "session"}
    | {"file", "photo", "image", "upload", "book", "movie", "song", "recipe", "job"}
)
"""What people and time add to, whether or not it belongs to something."""


def about(handler: str, path: str, rows: str) -> bool:
    """Whether the name or the path of a handler says that it answers with rows of this name."""
    mine = _words(rows)
    last = [part for part in path.split("/") if part and not part.startswith(("{", ":", "<"))]
    said = {*_words(handler), *_words(last[-1] if last else "")}
    return bool(mine) and (mine[-1] in said or not said - GENERIC)


def is_short(rows: str) -> bool:
    """Whether a table holds few rows by what it is for."""
    words = _words(rows)
    return bool(words) and words[-1] in SHORT


def is_long(rows: str) -> bool:
    """Whether a table holds ever more rows by what it is for."""
    words = _words(rows)
    return bool(words) and words[-1] in LONG


def _words(name: str) -> list[str]:
    return [_one(word.lower()) for word in WORD.findall(name)]


def _one(word: str) -> str:
    """A word in the singular."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if HISSING.search(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word
