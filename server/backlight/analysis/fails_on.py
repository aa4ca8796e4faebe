r"""Whether a handler of Python fails on a value that is no number: a fault of the server's own.

>>> fails_on('age = int(payload["age"])', "age")
True
>>> fails_on('age = int(payload.get("age", 0))', "age")
True
>>> fails_on('try:\n    age = int(payload["age"])\nexcept ValueError:\n    abort(400)', "age")
False
>>> fails_on('age = int(payload["age"] or fallback)', "name")
False
"""

import re

NUMBER = re.compile(
    r"(?<![\w.])(?:int|float|Decimal|decimal\.Decimal)\(\s{0,9}\w{1,60}(?:\.get\(|\[)\s{0,9}[\"'](\w{1,60})[\"']"
)
"""What is read is made a number: of words, of nothing, and of a list there is none."""
CAUGHT = re.compile(r"(?m)^[ \t]*except\b|\bsuppress\(")


def fails_on(code: str, name: str) -> bool:
    """Whether a key of the body is made a number where nothing catches that it is none."""
    key = name.rpartition(".")[2]
    return key in NUMBER.findall(code) and CAUGHT.search(code) is None
