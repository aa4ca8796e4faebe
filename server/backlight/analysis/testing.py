r"""What tests say: each test with its code, whether it can fail, and what it asks for.

>>> [test.name for test in tests("def test_it():\n    assert one() == 1\n")]
['test_it']
>>> tests("ROOMS = 1")
()
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

HEADS = re.compile(
    r"^[ \t]*(?:async\s+)?def\s+(test\w*)\s*\("
    r"|\b(?:it|test|specify)(?:\.only|\.each\([^)]*\))?\(\s*[`'\"]([^`'\"]+)|\bfunc\s+(Test\w+)\s*\(|@(?:Test|ParameterizedTest)\b[\s\S]{0,200}?\b(\w+)\s*\("
    r"|^[ \t]*(?:it|test|specify|scenario)\s+[\"']([^\"']+)[\"']\s+do\b",
    re.MULTILINE,
)
"""How a test begins: in pytest and unittest, in JavaScript, Go, JUnit, RSpec and Minitest."""
ASSERTS = re.compile(
    r"\bassert\w*\b|\bexpect\w*\b|\bshould\b|\.raises\(|\brequire\.\w+|\bt\.(?:Error|Fatal|Fail)"
    r"|\bverify\(|\bandExpect\b|\.expect\(|\bmust_\w+|\bpytest\.fail\b|is_expected|self\.fail|\bstatus=\d{3}\b"
)
EMPTY = re.compile(
    r"assert\s+True\b|expect\(true\)|assertTrue\(\s*[Tt]rue\s*\)|assert\s+1\s*==\s*1\b"
)
"""Assertions that hold whatever the code does."""


@dataclass(frozen=True, slots=True)
class Test:
    """One test of a file."""

    name: str
    code: str

    @property
    def can_fail(self) -> bool:
        """Whether it asserts something that is not always so."""
        return ASSERTS.search(EMPTY.sub("", self.code)) is not None


def tests(text: str) -> tuple[Test, ...]:
    """The tests of a file, whatever its language."""
    return tuple(_tests(text))


def _tests(text: str) -> Iterator[Test]:
    hits = list(HEADS.finditer(text))
    for hit, after in zip_longest(hits, hits[1:]):
        name = next(filter(None, hit.groups()))
        end = after.start() if after is not None else len(text)
        yield Test(name, text[hit.start() : end])
