r"""Names that a file goes on to use though nothing in it says any more what they are.

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

from tree_sitter import Node

from backlight.analysis.languages import language_of
from backlight.analysis.syntax import Source, ancestors, descendants, parse, text_of
from backlight.text import Text

LARGEST = 200_000
"""Bytes of both texts that are looked at."""
FUTURE = regex(r"^from __future__ import annotations[ \t]*$", MULTILINE)
"""With it, Python's own table leaves out the names of annotations."""
STAR = regex(r"^[ \t]*from[ \t]+\S+[ \t]+import[ \t]+\*", MULTILINE)
LEAVES = (
    "identifier",
    "type_identifier",
    "package_identifier",
    "constant",
    "shorthand_property_identifier",
    "shorthand_property_identifier_pattern",
)
IMPORTS = frozenset({"import_statement", "import_declaration", "import_spec"})
NAMING = frozenset({"name", "pattern", "parameter", "alias"})
"""The fields of nodes that stand for what is named there, but for those that only speak of it."""
SPEAKS = regex(r"jsx|annotation|call|invocation|access|member|selector|qualified|attribute|scope")
PARAMETERS = regex(r"parameters|inferred|short_var|range_clause|for_in|_spec$|^assignment$")
VERSION = regex(r"/v\d+$")


def lost(path: str, before: Text, after: Text) -> frozenset[str] | None:
    """Names that one text explains and a later one only uses; `None` if that cannot be told."""
    if len(before.data) + len(after.data) > LARGEST:
        return None
    if language_of(path) == "python":
        was, now = _python(before.source), _python(after.source)
        return now - was if was is not None and now is not None else None
    old, new = parse(path, before), parse(path, after)
    if old.tree is None or new.tree is None:
        return None
    if new.root.has_error and not old.root.has_error:
        return None
    gone = _named(old) - _named(new)
    return frozenset(gone.intersection(map(text_of, descendants(new.root, *LEAVES))))


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


def _named(source: Source) -> frozenset[str]:
    """Every name that is brought, declared or taken somewhere in a file."""
    found = {text_of(node) for node in descendants(source.root, *LEAVES) if _names(node)}
    for path in descendants(source.root, "import_spec"):
        where = text_of(path).rpartition(" ")[2].strip('"')
        found.add(VERSION.sub("", where).rpartition("/")[2])
    return frozenset(found)


def _names(node: Node) -> bool:
    """Whether a name stands where something gets it."""
    parent = node.parent
    if parent is None:
        return False
    if node.type.endswith("_pattern") or PARAMETERS.search(parent.type):
        return True
    if not SPEAKS.search(parent.type) and any(
        node == each for field in NAMING for each in parent.children_by_field_name(field)
    ):
        return True
    near = zip(range(5), ancestors(node), strict=False)
    return any(above.type in IMPORTS for _, above in near)
