r"""Whether a place runs when a program starts, or for every request that it answers.

>>> from backlight.analysis.syntax import parse
>>> from backlight.text import Text
>>> source = parse("a.py", Text("ask(1)\n\ndef setup():\n    ask(2)\n\ndef rates():\n    ask(3)\n"))
>>> [starts(source, Span(at, at + 6)) for at in (0, 25, 50)]
[True, True, False]
"""

import re

from tree_sitter import Node

from backlight.analysis.queries_callers import name_of
from backlight.analysis.scopes import FUNCTIONS
from backlight.analysis.syntax import Source, Span, ancestors, field, node_at, text_of

UNNAMED = frozenset({"arrow_function", "function_expression", "lambda", "func_literal"})
UNNAMED |= {"lambda_expression", "block", "do_block", "function", "generator_function"}
"""Functions that are called by what they are given to, or named by what they are put into."""
STARTS = re.compile(
    r"(?i)^_{0,2}(?:main|boot\w*|init|init(?:iali[sz])?e?_?(?:app|db|database|server|plugins?)|initiali[sz]e"
    r"|set_?up(?:_?\w*)?|(?:on_?)?start_?up\w*|install\w*|seed\w*|migrate\w*|on_?module_?init"
    r"|on_?application_?bootstrap|lifespan|configure_?app|create_?app)$"
)
"""What a program calls once, before anybody is served."""


def starts(source: Source, span: Span) -> bool:
    """Whether no function is around a place, or the one with a name is called at the start."""
    if source.tree is None or source.language == "java":
        return False
    inside = False
    for node in ancestors(node_at(source, span)):
        if node.type in FUNCTIONS or (node.type in UNNAMED and not _of_go(source, node)):
            inside = True
            if name := name_of(node):
                return STARTS.match(name) is not None
    return not inside


def _of_go(source: Source, node: Node) -> bool:
    """A block of Go is the body of whatever it stands in."""
    return node.type == "block" and source.language != "ruby"


def kept(source: Source, span: Span) -> bool:
    """Whether what a call gives is asked for once and kept: `if (!page) page = read()`."""
    if source.tree is None:
        return False
    code = source.text.before(span.start)
    if KEEPS.search(code):
        return True
    hit = GIVEN.search(code)
    if hit is None:
        return False
    name = re.escape(hit[1])
    nothing = re.compile(
        rf"!\s*{name}\b|\bnot {name}\b|\b{name}\s*(?:===?|is)\s*(?:null|undefined|None)"
    )
    return any(
        nothing.search(text_of(asked))
        for node in ancestors(node_at(source, span))
        if node.type == "if_statement" and (asked := field(node, "condition")) is not None
    )


KEEPS = re.compile(r"(?:\?\?|\|\|)=?[^;\n]*$")
"""`page ??= read()`, `page = page || read()`."""
GIVEN = re.compile(r"(?<![\w.$])([\w.$]{1,200})\s{0,9}=[^=;\n]*$")
