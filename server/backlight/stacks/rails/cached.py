"""What an action answers, kept in the cache of Rails as the actions beside it keep theirs."""

from collections.abc import Iterator
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.compared import code_of, queries_in
from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, descendants, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.cached import as_beside

KEEPS = regex(r"\bRails\.cache\.fetch\(([^\n]{1,200}?),\s{0,9}(expires_in: [\w.]{1,40})\)")
PLAIN = regex(r"^(?:\"[^\"#]*\"|'[^']*')$")
"""A key that is the same for every request."""
NAMES = ("identifier", "instance_variable", "global_variable", "self", "interpolation")
WHY = "Its answer is kept as those of the actions beside it are."


def keep(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """`Rails.cache.fetch` around the rows of an answer, for as long as the others have it."""

    def kept(other: Handler) -> tuple[str, ...]:
        hit = KEEPS.search(code_of(project, source.path, other))
        return (hit[2],) if hit is not None and PLAIN.match(hit[1]) else ()

    way = as_beside(source, handler, project, kept)
    if isinstance(way, Refused):
        return way
    queries = queries_in(project, source.path, handler)
    if len(queries) != 1 or queries[0].returns not in {"rows", "count"}:
        return Refused(f"`{handler.name}` answers more than the rows of one query; ask the agent.")
    chain = node_at(source, queries[0].span)
    if not _answer(chain):
        return Refused("Only rows that are rendered as JSON are kept at once; ask the agent.")
    if (name := next(_depends(chain), "")) or "params" in code_of(project, source.path, handler):
        return Refused(
            f"It reads `{name or 'params'}`, which must stand in the key: ask the agent."
        )
    key = handler.name.replace("#", "/")
    if f'"{key}"'.encode() in source.text.data:
        return Refused(f"`{key}` is a key of this file already; ask the agent.")
    rows = ".to_a" if queries[0].returns == "rows" else ""
    before = Edit(
        chain.start_byte, chain.start_byte, f'Rails.cache.fetch("{key}", {way[0]}) {{ ', WHY
    )
    return change((source.path, [before, Edit(chain.end_byte, chain.end_byte, f"{rows} }}", WHY)]))


def _answer(chain: Node) -> bool:
    """Whether a chain is what is rendered, and nothing is done with it before."""
    pair = chain.parent
    call = pair.parent.parent if pair is not None and pair.parent is not None else None
    said = text_of(field(call, "method") or chain)
    return pair is not None and text_of(field(pair, "key") or pair) == "json" and said == "render"


def _depends(chain: Node) -> Iterator[str]:
    """Names that a chain takes from elsewhere; those of its own methods are none."""
    inside = descendants(chain, *NAMES)
    return (text_of(n) for n in inside if n != field(n.parent, "method"))
