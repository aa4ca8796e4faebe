r"""Whether a value that a handler reads is kept: given to what writes it, or put into a row.

>>> stored("word = request.form['word']\nNote.create(text=word)", "word")
True
>>> stored("word = request.form['word']\nrow.text = word\nrow.save()", "word")
True
>>> stored("word = request.form['word']\nreturn Note.find(word)", "word")
False
"""

import re
from collections.abc import Iterator
from itertools import islice

from backlight.analysis.refusals import forms, names_of
from backlight.analysis.standing import stands

VERBS = (
    r"add|append|apply|assign|bulk|change|copy|create|edit|enqueue|import|insert|keep|make|merge|modify|move|patch"
    r"|persist|post|publish|push|put|register|rename|replace|save|send|set|store|submit|toggle|touch|update|upload"
    r"|upsert|write|lock"
)
CALL = re.compile(
    rf"(?<![\w$])(?<![\w$]\.)(?<![\w$]::)(?<![\w$]->)((?:[\w$@]{{1,120}}(?:\[[^\[\]]*\])?(?:\?|!)?(?:\.|::|->))*)((?i:{VERBS})(?:_\w+|[A-Z]\w*|Or\w*)?[!?]?)\s*\("
)
"""A call by a name that says that something is written."""
NOT_KEPT = re.compile(
    r"(?i)^(?:set_?(?:cookies?|headers?|status|flash|attribute|title|timeout|interval|state|level|locale|language|(?:page|limit|offset|order|sort)\w*|context\w*|loading)"
    r"|send_?(?:file|status|error|json|response|stream)\w*|send$|write_?(?:head\w*|json|string|response|error)|(?:add|append|put)_?(?:header|cookie|attribute|flash|error|field_?error|message|filter|where|order|param\w*)\w*"
    r"|make_?(?:response|url|absolute\w*|aware)|post_?process\w*|push_?state|set$|put$|post$|patch$|write$|copy_?(?:from|of)?|bulk_?(?:get|find|read)\w*"
    r"|create_?(?:hash|query|error|response|h?mac|verify|sign|cipher\w*|decipher\w*|form|logger|client|session|token|url|context)\w*)$"
)
"""What is no writing of a row: an answer, a header, a filter, a query."""
ANSWERS = re.compile(
    r"(?i)^(?:this\.|self\.)?(?:res|resp|response|reply|ctx|c|w|writer|rw|flash|session|cookies?|headers?|log(?:ger|ging)?|console|messages|model_?map|model_?and_?view|redirect\w*|params?|args|url|query(?!\w*\.)|builder|cache)(?:\.|::|$)"
)
"""What is written to is the answer, or nothing that stays."""
ROW = re.compile(
    r"^(?:[A-Z]\w*|(?i:\w*(?:repo(?:sitory)?|dao|mapper|model|collection|store)))(?:\.|::)"
)
"""A model, a table or a document: whatever its method is called, it writes."""
FIELD = re.compile(
    r"(?m)(?:^|[;{)])[ \t]*(@?[A-Za-z_][\w$]*(?:\.[\w$]+)*)\.(\w+)\s*(?::\s*\w+\s*)?"
    r"=(?![=~>])\s*(.+)$"
)
"""A field of something is given a value."""
HOLDERS = re.compile(
    r"^(?:self|this|cls|res|resp|response|req|request|ctx|c|options?|opts|params?|config|context|args|form|query|window|session|flash|module|exports|logger)(?:\.|$)"
)
SAVES = re.compile(
    r"(?i)(?:\.|->|\b)(?:save|commit|update|create|insert|store|persist|flush|merge|put|write|add)\w*!?\s*\(|\.save!?\b"
)
MADE = re.compile(r"(?<![\w$.@])(?:new\s+)?((?:[A-Za-z_]\w*\.)?[A-Z]\w*(?:\.new)?)\s*[({]")
"""A row is made of values, which is written later on."""
SQL = re.compile(r"(?is)[\"'`]\s*(?:INSERT\s+INTO|UPDATE|REPLACE\s+INTO)\b")
FILES = re.compile(
    r"(?<![\w$])(?:open|fs\.\w+|os\.\w+|shutil\.\w+|Path|Files?\.\w+|unlink|rmtree|rm_rf|writeFile\w*)\("
)
EACH = re.compile(
    r"\bfor\s+\(?(?:const\s+|let\s+|var\s+|_,\s*|\w+\s+)?(\w+)\s*(?:in\b|of\b|:=\s*range\b|:)\s*([^\n]+)"
)
GATHERS = re.compile(
    r"(?<![\w$.])(\w+)\s*(?::\s*+[\w.<>\[\], ]+)?:?=\s*(?:dict\(|&?(?:map\[\w+\])?[\w.]*\{)"
)
"""An object of several values, under a name."""
LONGEST, MOST = 3000, 200
ENDS = {"(": ")", "[": "]", "{": "}"}


def stored(code: str, name: str, body: str = "") -> bool:
    """Whether a value gets into what is kept, as far as the handler itself shows."""
    words = holders(code, name, body)
    return any(stands(words, one) for one in _kept(code))


def holders(code: str, name: str, body: str) -> tuple[str, ...]:
    """The names that hold a value, and the ways to read it of the request."""
    held = names_of(code, name)
    last, camel, small = forms(name)
    whole = (body.rpartition(".")[2],) if body and name == body.rpartition(".")[2] else ()
    fields = (camel,) if f".{camel}" in code else ()  # Of a struct of Go
    words = (*held, *whole, *fields, f"get{camel}", last, small)
    items = (hit[1] for hit in EACH.finditer(code) if stands(words, hit[2]))
    words = (*words, *items)
    gathered = (hit[1] for hit in GATHERS.finditer(code) if stands(words, given(code, hit.end())))
    return tuple(dict.fromkeys((*words, *gathered)))


def _kept(code: str) -> Iterator[str]:
    """What is given to calls that write, put into rows, or used to find a file."""
    for hit in islice(CALL.finditer(code), MOST):
        on, method = hit[1], hit[2]
        line = code[code.rfind("\n", 0, hit.start()) + 1 : hit.start()]
        unclear = NOT_KEPT.match(method) and not ROW.match(on)
        if unclear or ANSWERS.match(on) or DEFINES.search(line):
            continue
        yield "" if _condition(code, hit) else given(code, hit.end())
    for one in FILES.finditer(code):
        yield given(code, one.end())
    if SQL.search(code):
        for one in SQL.finditer(code):
            yield code[one.start() : one.start() + 1500]
    if SAVES.search(code):
        for one in FIELD.finditer(code):
            if not HOLDERS.match(one[1]):
                yield one[3]
        for one in islice(MADE.finditer(code), MOST):
            yield given(code, one.end())


def _condition(code: str, call: re.Match[str]) -> bool:
    """Whether a condition is put together: `filters.append(Row.kind == kind)`."""
    return call[2] in {"append", "push", "add"} and COMPARED.match(code, call.end()) is not None


COMPARED = re.compile(r"\s*[\w.\[\]\"']{1,120}\s*[=!<>]=")
DEFINES = re.compile(
    r"\b(?:def|func|function|class|public|private|protected|async)\s+[^=]*$|^\s*(?:@|#|//)[^\n]*$"
)
"""What stands before a name that is declared there, or only told of."""


def given(code: str, start: int) -> str:
    """What stands between a bracket and its end."""
    opened = [")"]
    for at in range(start, min(len(code), start + LONGEST)):
        char = code[at]
        if char in ENDS:
            opened.append(ENDS[char])
        elif char == opened[-1] or (len(opened) == 1 and char == "}"):
            opened.pop()
            if not opened:
                return code[start:at]
    return code[start : start + 200]
