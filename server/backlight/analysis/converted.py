r"""Whether a value goes through a function before it is kept: what is kept is what that gives.

>>> converted("row.zone = get_zone(data.get('zone'))", "zone")
True
>>> converted("row.zone = str(data.get('zone'))", "zone")
False
>>> converted("row.zone = get_zone(data.get('zone'))\nrow.name = data['zone']", "zone")
False
"""

import re

from backlight.analysis.stored import VERBS

THROUGH = re.compile(
    r"=\s{0,9}(?:await\s{1,9})?(?:self\.|this\.|@)?([a-z]\w{0,60})\(\s{0,9}[\w.]{1,80}(?:\(|\[|\.)[^()]{0,120}\)?\]?\s{0,9}\);?\s{0,9}$"
)
"""A name is given what a function makes of what is read, and nothing else."""
PLAIN = frozenset({"str", "list", "dict", "tuple", "set", "repr", "bool", "len", "print", "next"})
PLAIN |= {"escape", "unescape", "decode", "encode", "loads", "dumps", "string", "append"}
"""Functions that take what comes."""
WORDS = re.compile(r"(?s)\"\"\".{0,20000}?\"\"\"")
"""What is said of a function of Python."""
WRITES = re.compile(rf"(?i)(?:{VERBS})(?:_|(?-i:[A-Z])|$)")


def converted(code: str, name: str) -> bool:
    """Whether each reading of a key is given to one function, which is no writing."""
    key = name.rpartition(".")[2]
    every = WORDS.sub("", code).split("\n")
    quoted = [line for line in every if f'"{key}"' in line or f"'{key}'" in line]
    lines = quoted or [line for line in every if f".{key}" in line]
    through = [hit for line in lines if (hit := THROUGH.search(line))]
    return bool(lines) and len(through) == len(lines) and not any(map(_plain, through))


def _plain(hit: re.Match[str]) -> bool:
    return hit[1] in PLAIN or WRITES.match(hit[1]) is not None
