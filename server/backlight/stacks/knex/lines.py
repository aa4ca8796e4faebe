"""The lines of a function that describes a table of Knex, and the names in them."""

from collections.abc import Iterator

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import descendants, text_of
from backlight.analysis.syntax import field as part
from backlight.stacks.javascript_bound import Link, bare


def lines(body: Node) -> Iterator[list[Link]]:
    """The chains of a function that describes a table, each from its first method on."""
    for call in descendants(body, "call_expression"):
        above = call.parent
        if above is not None and above.type == "member_expression":
            continue
        steps: list[Link] = []
        at = call
        while at.type == "call_expression":
            function, given = part(at, "function"), part(at, "arguments")
            of = part(function, "object") if function is not None else None
            if function is None or given is None or of is None or given.type != "arguments":
                break
            steps.insert(0, (text_of(part(function, "property") or function), parts(given)))
            at = of
        if steps and at.type == "identifier":
            yield steps


def names_in(node: Node) -> tuple[str, ...]:
    """A name, or each of a list; nothing where one of them stands fast only when it runs."""
    held = bare(node)
    found = [string(one) for one in (parts(held) if held.type == "array" else [held])]
    return () if None in found else tuple(one for one in found if one is not None)
