r"""Whether a handler itself writes a value for certain: to a row, by a statement, or to a file.

A function that is only named for writing is no proof: what it does stands elsewhere.

>>> writes("Note.create(text=word)", ("word",))
True
>>> writes("note.text = word\nnote.save()", ("word",))
True
>>> writes("noteService.create(word)", ("word",)), writes("rename(word)", ("word",))
(False, False)
"""

import re
from collections.abc import Iterator
from itertools import islice

from backlight.analysis.standing import stands
from backlight.analysis.stored import FIELD, FILES, HOLDERS, MADE, SQL, given

VERBS = (
    r"(?i:add|bulk|create|find_?(?:one_?and|or)|insert|merge|patch|persist|put|push|replace|save|set|store|update|upsert)"
    r"(?:_\w+|[A-Z]\w*)?!?"
)
VERB = re.compile(VERBS)
WRITE = re.compile(
    r"(?<![\w$])(?<![\w$]\.)((?:[\w$@]{1,120}(?:\[[^\[\]]*\])?[?!]?(?:\.|::|->)){1,6})"
    rf"({VERBS})\s*\("
)
"""A method that writes, of something that has a name."""
STORE = re.compile(
    r"(?:^|\.|::|->)(?:(?:[A-Z]?\w*(?:[rR]epo(?:sitory|sitories|s)?|[dD]ao|DAO|[mM]apper|[mM]odel|[cC]ollection))"
    r"|session|prisma(?:\.\w+)?|knex|entityManager|em|objects|query|db|tx)(?:\.|::|->)$"
)
"""What keeps rows, by the names that every mapper has for it."""
MODEL = re.compile(r"^(?:[\w$]+\.)?([A-Z][a-z]\w*)(?:\.objects|\.query)?(?:\.|::)$")
"""A class that is no helper: a model is asked to write a row of its own."""
HELPER = re.compile(
    r"(?<=[a-z\d])(?:Service|Helpers?|Utils?|Manager|Controller|Handler|Client|Factory|Builder|Provider|Validator|Parser"
    r"|Mailer|Job|Worker|Task|Event|Request|Response|Args?|Command|Dto|DTO|Exception|Error|Query|Options|Params?|Config"
    r"|Context|Form|Cache|Session|Filter|Serializer)$|^(?:Map|List|Set|Array|Object|J[Ss][Oo][Nn]|Promise|String|Number"
    r"|Path|Date|Decimal|Logger|Log|Query|Response|Request|Error|Exception|ResponseEntity|URL|File|Files)$"
)
"""Classes by whose names nobody can tell that what they are given is kept."""
ROWS = re.compile(r"(?i)(?:\.|->|\b)(?:save|commit|flush|persist|bulk_(?:create|update))!?\s*\(")
"""Something that was changed or made is written."""
SAFE = re.compile(r"\bsecure_filename\(|\.basename\(|\bsafe_join\(")
"""A name is made one of a file that stands in its folder."""
MOST = 200


def writes(code: str, words: tuple[str, ...]) -> bool:
    """Whether one of some names is written where it stands."""
    return any(stands(words, one) for one in _written(code))


def models(code: str, words: tuple[str, ...]) -> frozenset[str]:
    """The models to whose rows one of some names is written: they may have rules of their own."""
    calls = islice(WRITE.finditer(code), MOST)
    called = [(hit, MODEL.match(hit[1])) for hit in calls]
    asked = {one[1] for hit, one in called if one and stands(words, given(code, hit.end()))}
    made = {
        one[1].removeprefix("new ").removesuffix(".new").rpartition(".")[2]
        for one in islice(MADE.finditer(code), MOST)
        if stands(words, given(code, one.end()))
    }
    return frozenset(asked | made)


def _written(code: str) -> Iterator[str]:
    """What is put into rows, statements and files."""
    for hit in islice(WRITE.finditer(code), MOST):
        model = MODEL.match(hit[1])
        if STORE.search(hit[1]) or (model and not HELPER.search(model[1])):
            yield given(code, hit.end())
    for one in SQL.finditer(code):
        yield code[one.start() : one.start() + 1500]
    if SAFE.search(code) is None:
        for one in FILES.finditer(code):
            yield given(code, one.end())
    if ROWS.search(code) or STORED.search(code):
        yield from _put(code)


def _put(code: str) -> Iterator[str]:
    """What is put into rows that are written: their fields, and what they are made of."""
    for one in FIELD.finditer(code):
        if not HOLDERS.match(one[1]):
            yield one[3]
    for one in islice(MADE.finditer(code), MOST):
        if not HELPER.search(one[1].removesuffix(".new")):
            yield given(code, one.end())


STORED = re.compile(
    r"(?:session|\.objects|[rR]epo\w*|[dD]ao|[mM]apper|\bdb)\.(?:add|insert|update|merge)\w*\("
)
"""A session is given a row, or a mapper."""
