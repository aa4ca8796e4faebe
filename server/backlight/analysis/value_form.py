"""Whether a value has a form that it can miss: free text that is a string for certain has none."""

import re

from backlight.analysis.facts import Handler, Input

FORMED = re.compile(
    r"(?i)(?:^|[_.\-\[]|(?<=[a-z])(?-i:(?=[A-Z])))"
    r"(?:names?|titles?|e?mails?|ur[il]s?|link|host|domain|website|webhook|endpoint|pass(?:word|wd|phrase)?|amount|price|cost|fee|total|balance"
    r"|quantity|qty|count|number|num|limit|size|max|min|percent\w*|rate|rating|score|points?|age|weight|height|width|duration|timeout"
    r"|interval|period|days?|hours?|minutes?|seconds?|seedtime|dates?|time|at|on|start|end|expir\w*|deadline|birthday"
    r"|status|state|type|kind|mode|roles?|level|privacy|visibility|permissions?|policy|scopes?|priority|order|position|rank|currency"
    r"|path|file(?:name)?|folder|dir(?:ectory)?|image|phone|mobile|zip|postal_?code|ip|port|lang\w*|locale|time_?zone|country|colou?r"
    r"|user_?name|login|slug|key|latitude|longitude|lat|lng|lon|ssn|iban|regex|pattern|cron|schedule|format|settings?|options?|config\w*)"
    r"\]?$"
)
"""What is a name, a number, a date, an address, a secret, a path, or one of a few words."""
TYPED = frozenset({"go", "java", "kotlin"})
"""Where what is read has the type that is declared for it: other JSON is refused."""


def has_form(one: Input, handler: Handler, language: str) -> bool:
    """Whether a value can be wrong: it may be of any type, or not have the form it needs.

    The body as a whole, and what is read of JSON without a type, may be anything.
    """
    whole = one.name == handler.body.rpartition(".")[2]
    anything = one.place == "body" and language not in TYPED
    return whole or anything or FORMED.search(one.name) is not None
