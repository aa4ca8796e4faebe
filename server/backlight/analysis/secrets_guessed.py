r"""Passwords that are no more than words: what one is compared with, or has by default.

>>> [said for said, _, _ in guessed("if password == 'root':\n    pass\n")]
['password']
>>> [said for said, _, _ in guessed("def login(user, password='letmein'):\n    pass\n")]
['password']
>>> list(guessed("if field == 'password' or password == '':\n    pass\n"))
[]
"""

import re
from collections.abc import Iterator

from backlight.analysis.secrets_lines import on_lines
from backlight.analysis.secrets_signing import OPEN, TEXT, text_in

NAME = (
    r"(?P<name>(?:\w{1,60}[._])?(?i:passw(?:or)?d|pwd|passphrase)"
    r"|\w{0,60}[a-z](?:Password|Passwd|Pwd|Passphrase))"
)
COMPARED = re.compile(rf"(?<![\w\"'-]){NAME}\s{{0,9}}(?:[=!]==?|\.equals\()\s{{0,9}}{TEXT}")
TURNED = re.compile(rf"{TEXT}\.equals\(\s{{0,9}}{NAME}\s{{0,9}}\)")
"""`password == "…"`, `"…".equals(password)`."""
WHOSE = (
    r"(?:(?i:db|database|e?mail|smtp|mysql|postgres(?:ql)?|pg|redis|mongo|ldap|ftp|ssh"
    r"|admin|root|master|my|login|auth|basic)_)?"
)
PASSWORD = rf"(?P<name>{WHOSE}(?i:passw(?:or)?d|pwd|passphrase))"
DEFAULT = re.compile(rf"(?P<before>[(,]\s*){PASSWORD}(?:\s*:\s*str)?\s*=\s*{TEXT}")
"""In Python: what a parameter is by default, or an argument is given."""
ASSIGNED = re.compile(
    rf"^[ \t]*(?:\w{{1,60}}\.){{0,5}}{PASSWORD}"
    rf"(?:\[[\"']\w+[\"']\])?[ \t]*=[ \t]*{TEXT}[ \t]*(?:#.*)?$",
    re.MULTILINE,
)
ITEM = re.compile(rf"[{{,]\s*[\"']{PASSWORD}[\"']\s*:\s*{TEXT}")
BESIDE = re.compile(r"[\"'](?:server|host|hostname|port|database)[\"']\s*:\s*(?![\"'][A-Z ])")
"""What stands beside a password that is used, and not beside the label of a field."""
LABEL = re.compile(
    r"(?i)pass_?w|pwd|\bpass\b|required|string|str$|field|text|invalid|wrong|hidden|change|example"
    r"|your|placeholder|dummy|test|none|null|undefined|false|true|whatever|x{3}|\.|:|/|^[^\w]|[|>]|^\W*$|\s\w+\s\w+\s\w+\s"
)
MARK = re.compile(
    r"(?i)^(?:pass(?:w(?:or)?d)?|pwd|string|text|none|null|default|undefined|false|true|\d{1,3})$|^\W|^(.)\1*$"
)
"""What a password is compared with that is no password, as are words in capitals: `LDAP`."""
LEAST = 3
NEAR = 160
WORDS = ("passw", "pwd", "passphrase")


def guessed(code: str, language: str = "python") -> Iterator[tuple[str, int, int]]:
    """What is said of each, and where; what is given by default is looked for in Python alone."""
    for hit in (*on_lines(COMPARED, code, WORDS), *on_lines(TURNED, code, WORDS)):
        value = text_in(hit)
        if not (len(value) < LEAST or value.isupper() or MARK.search(value)):
            yield hit["name"], hit.start(), hit.end()
    if language != "python":
        return
    for hit in on_lines(DEFAULT, code, WORDS):
        if not _shown(text_in(hit)) and " " not in text_in(hit):
            yield hit["name"], hit.start() + len(hit["before"]), hit.end()
    for hit in on_lines(ASSIGNED, code, WORDS):
        value = text_in(hit)
        if not _shown(value) and " " not in value and not value[:1].isupper():
            yield hit["name"], hit.start("name"), hit.end()
    for hit in on_lines(ITEM, code, WORDS):
        value, before = text_in(hit), code[max(0, hit.start() - NEAR) : hit.start() + 1]
        near = before.rpartition("{")[2] + code[hit.end() :][:NEAR].partition("}")[0]
        if not OPEN.search(value) and (value.isdigit() or BESIDE.search(near)):
            yield hit["name"], hit.start("name"), hit.end()


def _shown(value: str) -> bool:
    """Whether a text is a label, a message, or what is to be filled in."""
    return len(value) < LEAST or bool(LABEL.search(value) or OPEN.search(value))
