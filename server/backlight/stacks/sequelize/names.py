"""How Sequelize names things: models as code calls them, tables and keys as it derives them."""

from collections.abc import Callable
from re import compile as regex

from backlight.stacks.names import snake
from backlight.stacks.rails_words import plural, singular

HUMP = regex(r"^(.*?)([A-Z]?[a-z0-9]*)$")


def model_of(root: str) -> str:
    """The model that code means: `Database.bookModel`, `models.book`, `BookModel`, `Book`."""
    *before, last = root.split(".")
    bare = last.removesuffix("Model") or last
    if last[:1].isupper():
        return bare
    known = bare != last or (bool(before) and before[-1] == "models")
    return bare[:1].upper() + bare[1:] if known else ""


def upper(name: str) -> str:
    """`book` as `Book`: a model under the name that it is defined by."""
    return name[:1].upper() + name[1:]


def many(name: str) -> str:
    """`playlistMediaItem` -> `playlistMediaItems`, `Category` -> `Categories`."""
    return _last(name, plural)


def one(name: str) -> str:
    """`Categories` -> `Category`."""
    return _last(name, singular)


def _last(name: str, bend: Callable[[str], str]) -> str:
    hit = HUMP.match(name)
    if hit is None:
        return name
    word = hit[2]
    bent = bend(word.lower())
    return hit[1] + (bent[:1].upper() + bent[1:] if word[:1].isupper() else bent)


def key_for(name: str, *, underscored: bool) -> str:
    """The column of a relation's key where nobody names it: `userId`, `UserId`, `user_id`."""
    return snake(f"{name}Id") if underscored else f"{name}Id"
