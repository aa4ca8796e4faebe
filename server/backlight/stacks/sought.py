r"""Which missing rows are a client's mistake: those it asks for by what it sends.

>>> mentions({"user_id"}, "User.id == user_id")
True
>>> mentions({"request"}, "request.user.project_set"), mentions({"request"}, "request.POST['id']")
(False, True)
>>> sorted(made_of({"slug"}, "key = slug.lower()\nnewest = User.query.first()\n"))
['key', 'slug']
>>> made_of({"slug"}, "key" + " " * 200_000)
{'slug'}
"""

import re

from backlight.analysis.facts import Handler
from backlight.analysis.failures import Failure
from backlight.analysis.syntax import Source

REQUEST = frozenset({"request", "req", "kwargs", "ctx", "params"})
GIVEN = re.compile(
    r"(?m)^[ \t]*(?:(?:const|let|var) )?[({\[]?(\w[\w, ]*+)[)}\]]?"
    r"\s*(?::[^=\n]+)?=\s*([^=\n][^\n]*)"
)
OTHER = re.compile(
    r"\breq(?:uest)?\.(?!(?:GET|POST|PUT|data|DATA|body|args|form|get_json|json|values|params|query"
    r"|query_params|FILES|files|headers|cookies|path_params|view_args|resolver_match)\b)\w+"
)
"""What a framework keeps at a request, as who has signed in, and no client sends."""
READS = re.compile(r"\bobjects\.|\bquery\b|get_object|\bselect\(|\.find\w*\(|\.scalar|\.execute\(")
"""What comes from the database is no value of the client's, whatever it was looked up by."""


def sought(source: Source, handler: Handler, failure: Failure) -> bool:
    """Whether a client asks for the row, and the handler cannot go on without it.

    A row that is looked up by constants, or one of any, is missing by no fault of the client's; one
    that is only handed on may be missing on purpose.
    """
    query = failure.query
    if query is None:
        return False
    before = source.text.slice(handler.span.start, query.span.start)
    own = {*REQUEST, *(one.name for one in handler.inputs), *filter(None, (handler.body,))}
    if not mentions(made_of(own, before), source.text.slice(query.span.start, query.span.end)):
        return False
    after = source.text.slice(query.span.end, handler.span.end)
    name = re.escape(failure.name)
    raises = not failure.said.startswith("goes on")
    return raises or re.search(rf"(?<![\w.]){name}(?:\.\w|\[)|\breturn {name}\b", after) is not None


def mentions(names: set[str], code: str) -> bool:
    """Whether one of the names stands in a piece of code, and for what a client sends."""
    return not names.isdisjoint(re.findall(r"\w+", OTHER.sub("", code)))


def made_of(names: set[str], code: str) -> set[str]:
    """The names, and those of the values that code makes of them."""
    found = set(names)
    for given, value in GIVEN.findall(code):
        if mentions(found, value) and not READS.search(value):
            found |= set(re.findall(r"\w+", given))
    return found
