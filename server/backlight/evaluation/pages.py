"""A page in Markdown as headings with what stands below them; fences are taken as they are."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from re import compile as regex

HEADING = regex(r"(#{1,4}) +(.+)")
FENCE = regex(r"(`{3,})[\w.+-]*$")
ITEM = regex(r"- (\w+): +(.+)")
CODE = regex(r"`([^`]+)`")


@dataclass(slots=True)
class Section:
    """One heading."""

    level: int
    title: str
    line: int
    items: dict[str, str] = field(default_factory=dict)
    """Its list, as names and values."""
    words: str = ""
    fences: list[str] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The first piece of code in the title: a path, most often."""
        found = CODE.search(self.title)
        return found[1] if found else ""


def sections(text: str) -> Iterator[Section]:
    """The headings of a page, in order; raises `ValueError` for a fence that never ends."""
    here = Section(0, "", 0)
    fence, held = "", list[str]()
    for number, line in enumerate(text.split("\n"), 1):
        if fence:
            if line == fence:
                here.fences.append("".join(f"{one}\n" for one in held))
                fence, held = "", []
            else:
                held.append(line)
        elif opened := FENCE.fullmatch(line):
            fence = opened[1]
        elif found := HEADING.fullmatch(line):
            yield here
            here = Section(len(found[1]), found[2].strip(), number)
        elif item := ITEM.fullmatch(line):
            here.items[item[1]] = item[2].strip()
        else:
            here.words = f"{here.words}\n{line}".strip()
    if fence:
        raise ValueError(f"a fence below the heading of line {here.line} never ends")
    yield here
