"""A request that is refused, as the tests of a Node project say it, and the file of such tests."""

from dataclasses import dataclass
from posixpath import join

from backlight.analysis.places import free_path

WORDS = {400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 422: "UNPROCESSABLE_ENTITY"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One request, and how it is refused."""

    name: str
    method: str
    url: str
    body: bool = False
    signed: bool = False
    status: int
    says: str = ""
    """A word that stands in the answer."""


def beside(model: str, stem: str, paths: tuple[str, ...]) -> str:
    """A free path beside a file of tests, with the end of its name."""
    folder, _, name = model.rpartition("/")
    end = name[len(name.split(".", maxsplit=1)[0]) :]
    return free_path(join(folder, stem), "-refusals", end, paths)
