"""Methods of texts, lists and tables, and functions of Python, for code that makes routes."""

from re import compile as regex

from backlight.stacks.django.made_things import FEW, MOST, NOTHING, Said, fits

TEXT = {
    *("strip", "lstrip", "rstrip", "lower", "upper", "title", "capitalize", "replace", "join"),
    *("startswith", "endswith", "removeprefix", "removesuffix", "split", "rsplit", "format"),
}
"""Methods of a text that give the same for the same."""
LONGEST = 2000
"""Characters of a text, and of what its method is given."""
PLAIN = regex(r"(?:[^{}]|\{\d?\})*")
"""A text whose places say neither how long nor which part of a value they want."""
ITEMS = {"list", "tuple", "set", "sorted", "iter"}
"""Functions that give the items they are given."""


def method(owner: object, name: str, args: list[object]) -> object:
    """What a method of a text, a list or a table gives; lists are changed."""
    if isinstance(owner, str) and name in TEXT and not _unknown(args):
        return _of_text(owner, name, args)
    if isinstance(owner, list) and args and name in {"append", "add", "extend", "insert"}:
        more = args[-1] if name == "extend" else [args[-1]]
        at = 0 if name == "insert" and args[0] == 0 else len(owner)
        if isinstance(more, list) and len(owner) + len(more) < MOST:
            owner[at:at] = list(more)
        return None
    if isinstance(owner, dict):
        return _of_table(owner, name, args)
    return list(owner) if isinstance(owner, list) and name == "copy" else NOTHING


def function(name: str, args: list[object]) -> object:
    """What a function of Python gives: `enumerate(…)`, `zip(…)`, `sorted(…)`."""
    if name in ITEMS:
        return list(items(args[0])) if args else []
    if name == "enumerate" and args:
        return [[at, item] for at, item in enumerate(items(args[0]))]
    if name == "zip":
        return [list(row) for row in zip(*map(items, args), strict=False)]
    if name == "str" and args and isinstance(args[0], str | int):
        return str(args[0])
    return NOTHING


def items(value: object) -> list[object]:
    """What a loop goes over; nothing where that is not known."""
    if isinstance(value, dict):
        return list(value)
    return value[:MOST] if isinstance(value, list) else []


def _of_text(owner: str, name: str, args: list[object]) -> object:
    if not fits(args, FEW) or len(owner) + len(str(args)) > LONGEST:
        return NOTHING
    if name == "format" and not PLAIN.fullmatch(owner):
        return NOTHING
    try:
        found = getattr(owner, name)(*args)
    except (TypeError, ValueError, LookupError, AttributeError):
        return NOTHING
    return found if isinstance(found, str | bool | list) else NOTHING


def _of_table(owner: dict[object, object], name: str, args: list[object]) -> object:
    if name == "items":
        return [list(pair) for pair in owner.items()]
    if name in {"keys", "values", "copy"}:
        return dict(owner) if name == "copy" else list(owner if name == "keys" else owner.values())
    if name == "setdefault" and len(args) > 1 and isinstance(args[0], str | int):
        return owner.setdefault(args[0], args[1])
    if name == "get" and args and isinstance(args[0], str | int):
        return owner.get(args[0], args[1] if len(args) > 1 else None)
    return NOTHING


def _unknown(args: list[object]) -> bool:
    return any(isinstance(one, Said) for arg in args for one in [arg, *items(arg)])
