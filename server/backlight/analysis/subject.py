"""What a handler is about, by its name and its path: the rows it lists, or something else.

>>> about("NotificationsController.index", "/admin/notifications", "Notification")
True
>>> about("register", "/register", "Brackets")
False
>>> about("list_categories", "/categories", "Category"), is_short("Category")
(True, True)
>>> about("houses", "/houses", "House"), about("addresses", "/addresses", "Address")
(True, True)
>>> about("movies", "/movies", "Movie"), about("people", "/people", "Person")
(True, True)
"""

import re

from backlight.analysis.facts import Endpoint

WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
HISSING = re.compile(r"(?:ss|(?<![ao])us|x|ch|sh)es$")
"""Plurals in which the `e` is not a part of the word: `addresses`, and not `houses`, `cases`."""
ODD = {"movies": "movie", "people": "person", "menus": "menu"}
"""Plurals of words below that no rule bends back."""
GENERIC = frozenset({"list", "index", "all", "find", "get", "fetch", "query", "items", "item"})
SHORT = frozenset(
    {"config", "configuration", "setting", "option", "preference", "role", "permission", "tag"}
    | {"category", "status"}
    | {"bracket", "type", "kind", "country", "language", "locale", "currency", "timezone", "plan"}
    | {"feature", "flag", "theme", "menu", "module", "plugin", "provider", "label", "group", "page"}
    | {"section", "level", "priority", "state", "template", "faq", "guideline", "instance"}
    | {"integration", "connection", "environment", "connector", "server", "regulation", "unit"}
    | {"channel", "policy", "rule", "webhook", "scope", "board", "forum"}
)
"""What people set, a few dozen at most: a list of it needs no pages."""

LONG = frozenset(
    {"user", "account", "customer", "member", "person", "client", "contact", "subscriber"}
    | {"item", "product", "order", "invoice", "payment", "transaction", "booking", "ticket"}
    | {"post", "article", "comment", "message", "notification", "event", "log", "entry", "session"}
    | {"file", "photo", "image", "upload", "book", "movie", "song", "recipe", "job"}
    | {"note", "task", "todo", "reply", "submission", "review", "rating", "mail", "email"}
    | {"invite", "invitation", "change", "reservation", "appointment", "visit", "purchase"}
    | {"attachment", "document", "video", "follower", "vote", "bookmark", "student", "employee"}
    | {"patient", "lead", "receipt", "expense", "history", "activity", "donation"}
)
"""What people and time add to, whether or not it belongs to something."""


def about(handler: str, path: str, rows: str) -> bool:
    """Whether the name or the path of a handler says that it answers with rows of this name."""
    mine, said = _words(rows), _said(handler, path)
    return bool(mine) and (mine[-1] in said or not said - GENERIC)


def is_short(rows: str) -> bool:
    """Whether a table holds few rows by what it is for."""
    words = _words(rows)
    return bool(words) and words[-1] in SHORT


def is_long(rows: str) -> bool:
    """Whether a table holds ever more rows by what it is for."""
    words = _words(rows)
    return bool(words) and words[-1] in LONG


OURS = re.compile(r"(?i)admin|staff|super_?user|manage|config|permission|settings?/|setup")
"""Who sets things up, by the guard or the path of the endpoint that makes them."""
MAKES = re.compile(r"(?i)^(?:\w+[.#])?(?:create|add|new|store|insert|upload|submit|make)_?(?=\w|$)")


def is_added(rows: str, endpoints: tuple[Endpoint, ...]) -> bool:
    """Whether an endpoint that is not for administrators adds rows of this name.

    >>> post = Endpoint(method="POST", path="/houses", handler="add", stack="flask", file="a.py",
    ...     line=1, route_file="a.py", route_line=1)
    >>> is_added("House", (post,)), is_added("Tag", (post,))
    (True, False)
    """
    mine = _words(rows)
    for one in endpoints:
        makes = one.method == "POST" or (one.method == "ANY" and MAKES.match(one.handler))
        if not makes or any(map(OURS.search, (one.path, one.handler, *one.guards))):
            continue
        if mine and mine[-1] in _said(one.handler, one.path):
            return True
    return False


def _said(handler: str, path: str) -> set[str]:
    """The words of a handler's name, and of the last part of its path that is no parameter."""
    parts = [part for part in path.split("/") if part and part[0] not in "{:<"]
    return {*_words(handler), *_words(parts[-1] if parts else "")}


def _words(name: str) -> list[str]:
    return [_one(word.lower()) for word in WORD.findall(name)]


def _one(word: str) -> str:
    """A word in the singular."""
    if word in ODD:
        return ODD[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if HISSING.search(word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) else word
