r"""Names that a file of Python goes on to use though nothing in it says any more what they are.

>>> before = Text("from os import getcwd\nhere = getcwd()\n")
>>> sorted(lost("a.py", before, Text("here = getcwd()\n")) or ())
['getcwd']
"""

import builtins
import symtable
import warnings
from collections.abc import Iterator
from re import MULTILINE
from re import compile as regex

from backlight.analysis.languages import language_of
from backlight.text import Text

LARGEST = 200_000
"""Bytes of both texts that are looked at."""
FUTURE = regex(r"^from __future__ import annotations[ \t]*(?:#.*)?\r?$", MULTILINE)
"""With it, Python's own table leaves out the names of annotations."""
STAR = regex(r"^[ \t]*from[ \t]+\S+[ \t]+import[ \t]+\*", MULTILINE)


def lost(path: str, before: Text, after: Text) -> frozenset[str] | None:
    """Names that one text explains and a later one only uses; `None` if that cannot be told."""
    if language_of(path) != "python" or len(before.data) + len(after.data) > LARGEST:
        return None
    was, now = _python(before.source), _python(after.source)
    return now - was if was is not None and now is not None else None


def _python(code: str) -> frozenset[str] | None:
    """Names that a module uses and does not bind; none where a star may bind any."""
    if STAR.search(code):
        return frozenset()
    code = FUTURE.sub("pass", code.removeprefix("\ufeff"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            module = symtable.symtable(code, "module", "exec")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    tables = [module, *_below(module)]
    every = [(table, symbol) for table in tables for symbol in table.get_symbols()]
    bound = {
        symbol.get_name()
        for table, symbol in every
        if (table is module or symbol.is_declared_global())
        and (symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace())
    }
    used = {s.get_name() for t, s in every if s.is_referenced() and (t is module or s.is_global())}
    return frozenset(name for name in used - bound - {*dir(builtins)} if not name.startswith("__"))


def _below(table: symtable.SymbolTable) -> Iterator[symtable.SymbolTable]:
    for child in table.get_children():
        yield child
        yield from _below(child)
