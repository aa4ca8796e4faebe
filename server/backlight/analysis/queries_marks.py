r"""Placeholders that code makes, one for each of many values; no value is a part of them.

>>> is_list("','.join('?' for _ in ids)"), is_list("names.map(n => `:${n}`).join(',')")
(True, False)
"""

from re import compile as regex

MARKS = regex(
    r"\.map\(\s*(?:\((?:(?P<each>[\w$]+)(?:\s*,\s*(?P<index>[\w$]+))?[\w$, ]*)?\)|(?P<only>[\w$]+))"
    r"\s*=>\s*(?:\{\s*return\s+)?(?:'[^'$]*'|\"[^\"$]*\"|`(?>[^`$]"
    r"|\$\$\{(?![^{}]*(?<![\w$])(?:(?P=each)|(?P=only))(?![\w$]))[\w\s()]*[-+*][-\w\s+*()]*\}"
    r"|\$\{(?:[-\d\s+*()]|(?<![\w$])(?P=index)(?![\w$]))*\}|\$(?!\{))*`)"
    r"\s*;?\s*\}?\s*\)(?:\s*\.join\(\s*['\"`]?[^'\"`()]*['\"`]?\s*\))?$"
)
"""A placeholder for each of many: `ids.map((_, i) => `$${i + 1}`)`; its hole holds the index, or
counts behind a `$`."""
MARK = regex(r"['\"`]\s*(?:%s|\?|:)[^'\"`\n]*")
FILLED = regex(r"\{\s*([A-Za-z_]\w*)")
"""What is written into a placeholder: `:${name}`."""
EACH = (
    r"\(\s*\(?\s*{0}\s*(?:[,)]|=>)|\|\s*{0}\s*[,|]|\bfor\s+\w+\s*,\s*{0}\s+in\b"
    r"|\bfor\s+{0}(?:\s*,\s*\w+)?\s+in\s+(?!range\b|enumerate\b|[\w.]+\.keys\(\))"
)
"""A name stands for each of the values, and not for its number or for a key: the keys are columns,
which the statement names beside them."""

KEYED = regex(r"\bf['\"]:\{(\w+)\}['\"]\s+for\s+\1\s+in\s+[\w.]+\.keys\(\)")
"""A placeholder for each key, by which what is bound is found."""


def is_list(code: str) -> bool:
    """A list of placeholders made to fit: `",".join("?" for _ in ids)`; no value names them."""
    if regex(r"join\(").search(code) is None or regex(r"%s['\"]+\s*%\s*\(?\w").search(code):
        return False
    names = {name for mark in MARK.findall(code) for name in FILLED.findall(mark)}
    if any(regex(EACH.format(name)).search(code) for name in names):
        return False
    return regex(r"['\"`]\s*(?:%s|\?|\$(?!\{)|:)|\bf['\"]\$\{|\"%s\"|'\?'").search(code) is not None
