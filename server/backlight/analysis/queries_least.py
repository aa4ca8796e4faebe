"""From which origin on a value is a danger in its place in a query."""

from tree_sitter import Node

from backlight.analysis.queries_host import Expr, Host
from backlight.analysis.queries_lookup import lookup
from backlight.analysis.queries_origin import Origin
from backlight.analysis.queries_vocabulary import SAME


def least(kind: str, node: Node, host: Host) -> Origin:
    """From which origin on a hole is exposed.

    What an object has, or a function makes, in the place of a name was chosen by the program.
    """
    if kind == "value":
        return Origin.FIELD
    plain = kind == "identifier" and host.strict and not made(node, host)
    return Origin.PARAMETER if plain else Origin.OPEN


def made(node: Node, host: Host) -> bool:
    """Whether a value is what a function gives back, in place or under the one name it has."""
    said = host.expr(node)
    found = (lookup(node, said.word, host) or ()) if said.kind == "name" else ()
    if len(found) != 1 or found[0].kind != "set" or found[0].value is None:
        return _made(said, host)
    said = host.expr(found[0].value)
    while said.kind == "item":
        said = said.parts[0]
    return said.kind == "call" and _made(said, host)


def _made(said: Expr, host: Host) -> bool:
    if said.kind == "choice":
        return all(_made(part, host) or part.kind == "text" for part in said.parts)
    last = said.word.rpartition(".")[2]
    return said.kind == "attr" or (said.kind == "call" and last not in SAME | host.same)
