"""How a method of a repository is told to load relations with its rows, in the project's words."""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.java_fetched import named
from backlight.analysis.java_values import Method, Type
from backlight.analysis.syntax import Source, Span, descendants, node_at, text_of
from backlight.edits import Edit, Refused
from backlight.stacks.java_imports import imported

WHY = (
    "The relation is loaded with the rows, by one query in place of one more for each row; whoever"
    " else calls the method loads it as well."
)
GRAPH = "org.springframework.data.jpa.repository.EntityGraph"
PLAIN = regex(
    r"\s*select\s+(?P<distinct>distinct\s+)?(?P<what>\w+)\s+from\s+\w+\s+"
    r"(?:as\s+)?(?!where\b|order\b)(?P<alias>\w+)(?=\s+where\b|\s+order\s+by\b|\s*$)",
    IGNORECASE,
)
FAR = regex(r"(?i)\border\s+by\b.*?\w\.\w+\.")
"""An order by what is not a column of the row: `DISTINCT` cannot be asked with it."""


def graph(repository: Source, said: Method, names: tuple[str, ...]) -> list[Edit]:
    """`@EntityGraph` above a method whose query is made from its name."""
    code = f"{_annotation(names)}\n{repository.text.indent(said.span.start)}"
    return [
        *imported(repository, GRAPH),
        Edit(said.span.start, said.span.start, code, WHY),
    ]


def added(
    repository: Source, kind: Type, entity: str, names: tuple[str, ...]
) -> tuple[list[Edit], str]:
    """A method beside `findAll` that loads relations, and its name; other callers stay as they are.

    What stands between `find` and `By` is a remark to Spring Data, so it must not hold a `By`.
    """
    big = "And".join(f"{one[:1].upper()}{one[1:]}" for one in names)
    name = f"findAllWith{big}By" if "By" not in big else "findAllLoadedBy"
    end = kind.span.end - 1
    indent = repository.text.indent(kind.span.start)
    before = "" if repository.text.slice(end - 1, end) == "\n" else "\n"
    first = kind.methods[0].span.start if kind.methods else -1
    inner = repository.text.indent(first) if first >= 0 else f"{indent}    "
    gap = "\n" if kind.methods else ""
    code = f"{before}{gap}{inner}{_annotation(names)}\n{inner}List<{entity}> {name}();\n{indent}"
    at = end - len(indent) if not before else end
    code = code if before else code.removesuffix(indent)
    return [*imported(repository, GRAPH, "java.util.List"), Edit(at, at, code, WHY)], name


def joined(
    repository: Source, said: Method, names: tuple[str, ...], *, once: bool
) -> list[Edit] | Refused:
    """`LEFT JOIN FETCH` in the JPQL of a method; `once` asks for each row only once."""
    query = named(said, "Query")
    found = _literal(repository, query.span) if query is not None else None
    if query is None or found is None or query.get("nativeQuery", "countQuery") is not None:
        return Refused("Its query is native, counted apart, or not one text; write the join there.")
    if any("Pageable" in one.type for one in said.parameters):
        return Refused("Its rows come in pages, and would be counted by a query with the join.")
    start, code = found
    hit = PLAIN.match(code)
    if hit is None or hit["what"] != hit["alias"]:
        return Refused("Its JPQL has joins of its own, or asks for more than rows; join it there.")
    if once and not hit["distinct"] and FAR.search(code):
        return Refused("Its rows are sorted by another table, and so cannot be told to come once.")
    large = code.lstrip().startswith("SELECT")
    word = " LEFT JOIN FETCH " if large else " left join fetch "
    at = start + len(code[: hit.end()].encode())
    joins = "".join(f"{word}{hit['alias']}.{one}" for one in names)
    edits = [Edit(at, at, joins, WHY)]
    if once and not hit["distinct"]:
        at = start + len(code[: hit.start("what")].encode())
        edits.insert(0, Edit(at, at, "DISTINCT " if large else "distinct ", WHY))
    return edits


def _literal(repository: Source, span: Span) -> tuple[int, str] | None:
    """Where the text of the one literal of an annotation starts, and what it is."""
    texts = list(descendants(node_at(repository, span), "string_literal"))
    code = text_of(texts[0]) if len(texts) == 1 else ""
    mark = '"""' if code.startswith('"""') else '"'
    if len(texts) != 1 or "\\" in code:
        return None
    return texts[0].start_byte + len(mark), code[len(mark) : -len(mark)]


def _annotation(names: tuple[str, ...]) -> str:
    said = ", ".join(f'"{one}"' for one in names)
    return f"@EntityGraph(attributePaths = {said if len(names) == 1 else f'{{{said}}}'})"
