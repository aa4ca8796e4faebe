r"""Whether a call of its own file hands a function what a request says, by its places.

>>> code = "def rows(column, name):\n    pass\nrows('id', request.args['q'])"
>>> handed_here(code, "rows", ("name",)), handed_here(code, "rows", ("quoted(column)",))
(True, False)
"""

from functools import lru_cache
from re import escape, findall, search

from backlight.analysis.asks import asks


@lru_cache(maxsize=256)
def handed_here(code: str, name: str, values: tuple[str, ...]) -> bool:
    """Whether what is asked for is handed to a parameter that a value names, if it names any."""
    asking = [said for said in findall(rf"\b{escape(name)}\(([^;\n]*)", code) if asks(said)]
    declared = search(rf"\b(?:def|func|function)\s+(?:self\.)?{escape(name)}\(([^()]*)\)", code)
    if not asking or declared is None:
        return bool(asking)
    words = (search(r"\w+", one) for one in declared[1].split(","))
    names = [hit[0] for hit in words if hit is not None and hit[0] not in {"self", "cls"}]
    named = {one for one in names for value in values if search(rf"\b{escape(one)}\b", value)}
    if not named:
        return True
    return any(
        asks(one) and (at >= len(names) or names[at] in named)
        for said in asking
        for at, one in enumerate(said.split(","))
    )
