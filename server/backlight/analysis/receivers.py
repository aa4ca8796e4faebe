"""What a method is called on: the type that its file declares for it, and the files of its name."""

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import islice

TYPED = re.compile(r"\b([A-Z]\w+)\s+\Z")
ENDED = re.compile(r"\s*[;,)=]")
DECLARED = re.compile(r"\s*:\s*([A-Z]\w+)|\s*=\s*(?:new\s+)?([A-Z]\w+)\(")
"""A type before a name, as in Java, and what follows then; a type or a value behind one."""
ALONE = re.compile(r"(?<![\w.])")
LONGEST_NAME = 200
MOST = 300
"""Places of a name that are looked at."""
IMPLEMENTS = re.compile(r"(?:impl|implementation)$")


@lru_cache(maxsize=4)
def type_of(receiver: str, text: str) -> str:
    """The type that a file declares for what a method is called on, whatever it is called.

    A menu asks after every key, in files of any length: the name is sought as it stands, and
    only around its first places is there more to look at.

    >>> type_of("rows", "    private final OrderMapper rows;")
    'OrderMapper'
    >>> type_of("orders", "constructor(private orders: OrderService)")
    'OrderService'
    >>> type_of("mail", "const hotmail = new Hotmail(); const mail = new Mailer();")
    'Mailer'
    """
    for hit in islice(re.finditer(re.escape(receiver), text), MOST):
        before = ENDED.match(text, hit.end()) and TYPED.search(
            text, max(0, hit.start() - LONGEST_NAME), hit.start()
        )
        if before:
            return before[1]
        after = DECLARED.match(text, hit.end())
        if after is not None and ALONE.match(text, hit.start()):
            return after[1] or after[2]
    return ""


def of_receiver(receiver: str, paths: tuple[str, ...]) -> tuple[str, ...]:
    """The files that are named after what a method is called on: its service, its helper.

    >>> of_receiver("queueService", ("api/QueueServiceImpl.java", "api/QueueMapper.java"))
    ('api/QueueServiceImpl.java',)
    """
    return _by_name(paths).get(_plain(receiver), ())


@lru_cache(maxsize=2)
def _by_name(paths: tuple[str, ...]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in paths:
        stem = path.rpartition("/")[2].rpartition(".")[0]
        found.setdefault(_plain(stem), []).append(path)
    return {name: tuple(sorted(some, key=len)) for name, some in found.items()}


def _plain(name: str) -> str:
    return IMPLEMENTS.sub("", re.sub(r"[^a-z0-9]", "", name.lower()))
