r"""Passwords in what connects: addresses of databases, and what is handed to a driver.

>>> [said for said, _, _ in connecting("URL = 'postgresql://app:tr0ub4dor@db.shop.net/app'\n")]
['the password in `postgresql://app`']
>>> list(connecting("URL = 'postgresql://app:app@localhost/app'\n"))
[]
"""

import re
from collections.abc import Iterator

from backlight.analysis.secrets_lines import CALL, on_lines
from backlight.analysis.secrets_signing import GIVEN, OPEN, TEXT, assigned, text_in

ADDRESS = re.compile(
    r"\b(?P<who>(?:jdbc:)?(?:postgres(?:ql)?|mysql2?|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|https?|ftp)"
    r"(?:\+\w+)?://[\w.%-]{0,60}):(?P<secret>[^\s:@/\"'`<>{}$%()\[\]*]{3,100})@(?P<host>[\w.-]+)"
)
"""`postgresql://user:password@host`."""
PAIRS = re.compile(
    r"(?P<who>jdbc:\w{1,20}:(?:\w{1,20}:)?//(?P<host>[\w.-]{1,100})[^\s\"'`]{0,300}?[?&;])password=(?P<secret>[^\s&;\"'`{}$%<]{3,100})"
)
"""`jdbc:mysql://host/shop?user=app&password=…`."""
DRIVER = re.compile(rf"\bDriverManager\.getConnection\([^,;()]+,[^,;()]+,\s*{TEXT}")
KEYS = re.compile(
    r"\b(?:aws_secret_access_key|secretAccessKey|aws_access_key_id|accessKeyId)[\"']?\s*[:=]\s*"
    + GIVEN
)
SHAPE = re.compile(r"^(?:A[KS]IA[A-Za-z0-9]{16}|(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9/+=]{40})$")
"""A key of AWS: its form tells, though characters of it may be blotted out."""
LOCAL = re.compile(
    r"(?i)^[^.]+$|^\d{1,3}(?:\.\d{1,3}){3}$|\.(?:local|localhost|test|example|internal)$|(?:^|\.)example\."
)
"""Hosts that are reached from one machine or one network alone, and those of examples."""
SHOWN = re.compile(
    r"(?i)^(?:pass\w*|pwd|secret|token|user\w*|\w*password|x+|\*+|\.+|\d{1,6})$|example|change|your|placeholder|dummy|redacted"
)
AT = re.compile(r"://[^\s/]{0,160}@")
KEYED = ("access_key", "accesskey")


def connecting(code: str, whole: str = "", start: int = 0) -> Iterator[tuple[str, int, int]]:
    """What is said of each, and where; a name is looked up in the whole file, as in `signing`."""
    addresses = on_lines(ADDRESS, code, ("://",)) if AT.search(code) else ()
    for hit in (*addresses, *on_lines(PAIRS, code, ("jdbc:",))):
        who = hit["who"].rpartition("//")[2]
        if not (LOCAL.search(hit["host"]) or SHOWN.search(hit["secret"]) or hit["secret"] == who):
            yield f"the password in `{hit['who'].rstrip('?&;')}`", hit.start(), hit.end()
    for hit in on_lines(DRIVER, code, ("getConnection(",), CALL):
        if not (OPEN.search(text_in(hit)) or SHOWN.search(text_in(hit))):
            yield "the password of the database", hit.start(), hit.end()
    for hit in on_lines(KEYS, code, KEYED):
        key = text_in(hit) or (
            assigned(hit["by"], whole or code, start + hit.start()) if hit["by"] else ""
        )
        if SHAPE.search(key) and "EXAMPLE" not in key:
            yield hit[0].partition("=")[0].partition(":")[0].strip(" \"'"), hit.start(), hit.end()
