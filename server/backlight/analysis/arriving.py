"""Which holes of a statement a request's words get into by way of other files of the project."""

from dataclasses import replace
from pathlib import PurePosixPath

from backlight.analysis.between import Between
from backlight.analysis.facts import Query
from backlight.analysis.handed_on import plain
from backlight.analysis.hole import Hole

LEAST = 3
"""Letters of a name by which a thing is held to be of a class."""


def arrives(query: Query, path: str, between: Between) -> Query:
    """The query, with the holes marked that another file hands a client's words to."""
    if not any(hole.by or hole.given for hole in query.holes):
        return query
    holes = tuple(
        replace(hole, exposed=True, sent=True) if _sent(hole, query, path, between) else hole
        for hole in query.holes
    )
    return query if holes == query.holes else replace(query, holes=holes)


def _sent(hole: Hole, query: Query, path: str, between: Between) -> bool:
    if hole.by in between.gives:
        return True
    owner, _, name = query.function.rpartition(".")
    return any(
        one.at in hole.given and _means(one.on, owner.rpartition(".")[2], path)
        for one in (between.to.get(name, ()) if hole.given else ())
    )


def _means(on: str, owner: str, path: str) -> bool:
    """Whether what a function is called on is what it stands in: its class, module or package."""
    if owner:
        return _like(on, plain(owner))
    at = PurePosixPath(path)
    return not on or any(
        _like(on, plain(one)) for one in (at.stem.partition(".")[0], at.parent.name)
    )


def _like(on: str, name: str) -> bool:
    """`users`, `userDao` and `dao` are called like `UserDaoImpl` and `UserDao`."""
    short = on.removesuffix("s")
    return len(short) >= LEAST and (name.startswith(short) or name.endswith((on, short)))
