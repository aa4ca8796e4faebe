"""A better statement of a mapper: what is put into its text is bound instead."""

from re import compile as regex

from backlight.analysis.facts import Project, Query
from backlight.analysis.syntax import Source
from backlight.edits import Edit, Refused, change
from backlight.stacks.record import Improvement

QUOTED = regex(rb"'(?P<before>%?)\$\{(?P<name>[^{}']*)\}(?P<after>%?)'")
WHY = "The driver binds the value: whatever it holds, it cannot become a part of the statement."


def improve(source: Source, query: Query, project: Project) -> Improvement | Refused | None:  # noqa: ARG001 - the words of an Orm
    """`'${name}'` -> `#{name}`, `'%${name}%'` -> `CONCAT('%', #{name}, '%')`."""
    exposed = [hole for hole in query.holes if hole.exposed]
    found = [_bound(source, hole.span.start, hole.span.end) for hole in exposed]
    edits = dict.fromkeys(edit for edit in found if edit is not None)
    if not exposed:
        return None
    if None in found:
        code = exposed[found.index(None)].code
        return Refused(
            f"`${{{code}}}` is put together with other text: write the whole value in one "
            "parameter, or with `<bind>`, or ask the agent for it."
        )
    names = ", ".join(dict.fromkeys(f"`{hole.code}`" for hole in exposed))
    return Improvement(change((source.path, sorted(edits))), f"{names} can change the statement")


def _bound(source: Source, start: int, end: int) -> Edit | None:
    """The edit that binds one hole; `None` if it stands beside other text in its quotes."""
    data = source.text.data
    if not (data.startswith(b"${", start) and data[end - 1 : end] == b"}"):
        return None
    name = data[start + 1 : end].decode("utf-8", "replace")
    quotes = data.rfind(b"'", data.rfind(b"\n", 0, start) + 1, start)
    hit = QUOTED.match(data, quotes) if quotes >= 0 else None
    if hit is not None and hit.start("name") == start + 2:
        parts = [f"'{p.decode()}'" if p else "" for p in (hit["before"], hit["after"])]
        whole = [part for part in (parts[0], f"#{name}", parts[1]) if part]
        code = whole[0] if len(whole) == 1 else f"CONCAT({', '.join(whole)})"
        return Edit(hit.start(), hit.end(), code, WHY)
    if _inside(data, start):
        return None
    return Edit(start, end, f"#{name}", WHY)


def _inside(data: bytes, at: int) -> bool:
    """Whether a place stands in quotes, as far as its line and its element tell."""
    begins = max(data.rfind(b"\n", 0, at), data.rfind(b">", 0, at)) + 1
    return data.count(b"'", begins, at) % 2 == 1
