"""Where a statement says which page it wants: `LIMIT … OFFSET …`, and the `LIMIT …, …` of MySQL."""

from collections import Counter
from dataclasses import dataclass

from backlight.edits import Refused
from backlight.sql.shape import Select, Statement


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a statement says which page it wants."""

    rows: int
    """The word that says how many rows there are in a page."""
    skip: int
    gone: tuple[int, int]
    """The characters that say how many are skipped."""


def cut_of(statement: Statement, select: Select) -> Cut | Refused:
    """Where that stands; or why no value that callers give says it."""
    limit, offset = select.clauses.get("limit"), select.clauses.get("offset")
    if limit is None:
        return Refused("A page needs LIMIT: this statement reads all that is left.")
    words = statement.words
    if offset is None and limit[1] - limit[0] == 3 and words[limit[0] + 1].text == ",":
        gone = statement.offset(limit[0]), statement.offset(limit[1] - 1)
        cut = Cut(limit[1] - 1, limit[0], gone)
    elif offset is not None and limit[1] - limit[0] == 1:
        if statement.lower[offset[0] + 1 : offset[1]] not in ([], ["rows"], ["row"]):
            return Refused("How many rows are skipped is reckoned in the statement; bind a number.")
        gone = statement.end(offset[0] - 1), statement.end(offset[1])
        cut = Cut(limit[0], offset[0], gone)
    else:
        return Refused("Its LIMIT and OFFSET are not one value each.")
    word = words[cut.skip]
    if word.kind != "placeholder" or words[cut.rows].kind not in {"placeholder", "number"}:
        return Refused(f"It skips `{word.text}` rows, which is no value that callers give it.")
    if word.text == "?" and statement.sql[word.end : word.end + 1].isdigit():
        return Refused("Its parameters are numbered as `?1`; number them anew by hand.")
    if Counter(one.text for one in words)[word.text] > 1 and word.text not in {"?", "%s"}:
        return Refused(f"`{word.text}` says more than how many rows are skipped.")
    return cut
