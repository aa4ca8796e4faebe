"""A statement of a mapper in pieces of SQL: all that may be in it is in it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from re import IGNORECASE
from re import compile as regex

from backlight.analysis.markup import Element, Words
from backlight.analysis.queries_mybatis import LONGEST, Filled, Piece, marked

FIRST = regex(r"^\s*(?:and|or)\b\s*", IGNORECASE)
DEEPEST = 12
"""Fragments within fragments; one that includes itself ends here."""
MOST = 2_000
"""Elements of a statement that are looked at: fragments in fragments can stand for millions."""
MOST_OF_FILE = 1_000_000
"""Characters that the statements of a file are read to, with all that they include."""


@dataclass(slots=True)
class Budget:
    """What may still be read of a file: a fragment is read wherever it is included."""

    left: int = MOST_OF_FILE


def flat(
    statement: Element, fragments: Mapping[str, Element], budget: Budget, way: int = 0
) -> Iterator[Piece]:
    """A statement in pieces; of every choice it takes the branch of that number, or the last."""
    return _Way(fragments, budget, way).inside(statement, DEEPEST)


def choices(statement: Element, fragments: Mapping[str, Element], budget: Budget) -> int:
    """How many branches the widest choice of a statement has."""
    elements = [*statement.below()]
    for element in elements[:200]:
        if element.name == "include" and (found := fragments.get(_last(element))) is not None:
            new = [*islice(found.below(), max(0, budget.left))]
            budget.left -= len(new)
            elements += new
    return max((len([*e.children]) for e in elements if e.name == "choose"), default=1)


class _Way:
    """One way through a statement."""

    def __init__(self, fragments: Mapping[str, Element], budget: Budget, way: int) -> None:
        self.fragments = fragments
        self.budget = budget
        self.way = way
        self.left = MOST
        self.characters = LONGEST

    def inside(self, element: Element, depth: int) -> Iterator[Piece]:
        """What stands in an element."""
        for part in element.parts:
            if min(self.characters, self.budget.left) <= 0:
                return
            size = len(part.text) if isinstance(part, Words) else 1
            self.characters -= size
            self.budget.left -= size
            if isinstance(part, Words):
                yield from marked(part.text, part.span)
            elif depth:
                yield from self._part(part, depth - 1)

    def _part(self, element: Element, depth: int) -> Iterator[Piece]:
        self.left -= 1
        if self.left < 0:
            return
        match element.name:
            case "choose":
                yield from self._chosen([*element.children], depth)
            case "include":
                yield from self._included(element, depth)
            case "where" | "set" | "trim" | "foreach":
                said = element.attributes
                inner = [*self.inside(element, depth)]
                if any(not isinstance(piece, str) or piece.strip() for piece in inner):
                    yield from WRAPS[element.name](inner, said)
            case "bind" | "selectKey" | "property":
                return
            case _:
                yield from self.inside(element, depth)

    def _chosen(self, branches: list[Element], depth: int) -> Iterator[Piece]:
        for branch in branches[min(self.way, len(branches) - 1) :][:1]:
            yield from self.inside(branch, depth)

    def _included(self, element: Element, depth: int) -> Iterator[Piece]:
        """A fragment; what the place of its use fills in is written there."""
        found = self.fragments.get(_last(element))
        given = {
            one.attributes.get("name", ""): one.attributes.get("value", "")
            for one in element.children
            if one.name == "property"
        }
        for piece in self.inside(found, depth) if found is not None else ():
            yield given.get(piece.code, piece) if isinstance(piece, Filled) else piece


def _where(inner: list[Piece], _said: Mapping[str, str]) -> Iterator[Piece]:
    yield from (" WHERE ", *_begun(inner, FIRST.sub), " ")


def _set(inner: list[Piece], _said: Mapping[str, str]) -> Iterator[Piece]:
    yield from (" SET ", *_ended(inner, (",",)), " ")


def _trim(inner: list[Piece], said: Mapping[str, str]) -> Iterator[Piece]:
    first = [word for word in said.get("prefixOverrides", "").split("|") if word.strip()]
    last = tuple(word for word in said.get("suffixOverrides", "").split("|") if word.strip())

    def begun(_new: str, text: str) -> str:
        low = text.lstrip()
        word = next((w for w in first if low.lower().startswith(w.strip().lower())), "")
        return low[len(word.strip()) :] if word else text

    found = _ended([*_begun(inner, begun)], last)
    yield from (f" {said.get('prefix', '')} ", *found, f" {said.get('suffix', '')} ")


def _each(inner: list[Piece], said: Mapping[str, str]) -> Iterator[Piece]:
    yield from (said.get("open", ""), *inner, said.get("close", ""))


WRAPS: dict[str, Callable[[list[Piece], Mapping[str, str]], Iterator[Piece]]] = {
    "where": _where,
    "set": _set,
    "trim": _trim,
    "foreach": _each,
}
"""What elements put around what is in them."""


def _begun(inner: list[Piece], trimmed: Callable[[str, str], str]) -> Iterator[Piece]:
    """Pieces whose first text is trimmed at its start."""
    done = False
    for piece in inner:
        if isinstance(piece, str) and piece.strip() and not done:
            yield trimmed("", piece)
        else:
            yield piece
        done = done or not isinstance(piece, str) or bool(piece.strip())


def _ended(inner: list[Piece], words: tuple[str, ...]) -> Iterator[Piece]:
    """Pieces whose last text is trimmed at its end."""
    last = max((n for n, p in enumerate(inner) if not isinstance(p, str) or p.strip()), default=-1)
    for number, piece in enumerate(inner):
        if number == last and isinstance(piece, str):
            text = piece.rstrip()
            word = next((w for w in words if text.lower().endswith(w.strip().lower())), "")
            yield text[: len(text) - len(word.strip())]
        else:
            yield piece


def _last(include: Element) -> str:
    return include.attributes.get("refid", "").rpartition(".")[2]
