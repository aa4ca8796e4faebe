"""Import names into a Java file where the order of its imports has them."""

from backlight.analysis.java import file
from backlight.analysis.syntax import Source
from backlight.edits import Edit


def imported(source: Source, *names: str) -> list[Edit]:
    """The edits that make full names known; none for those that are."""
    said = file(source)
    known = {full for _, full in said.imports}
    places = {*said.stars, said.package}
    wanted = [
        n for n in dict.fromkeys(names) if n not in known and n.rpartition(".")[0] not in places
    ]
    if not wanted:
        return []
    nodes = [
        node
        for node in source.root.named_children
        if node.type == "import_declaration" and not any(c.type == "static" for c in node.children)
    ]
    written = [(_name(source, node.start_byte, node.end_byte), node) for node in nodes]
    if not written:
        return [_first(source, wanted)]
    found: dict[int, list[str]] = {}
    for name in sorted(wanted):
        after = next((node for full, node in written if full > name), None)
        at = after.start_byte if after is not None else _past(source, written[-1][1].end_byte)
        found.setdefault(at, []).append(name)
    return [Edit(at, at, "".join(f"import {n};\n" for n in some)) for at, some in found.items()]


def _first(source: Source, wanted: list[str]) -> Edit:
    """The first imports of a file stand below its package."""
    code = "".join(f"import {name};\n" for name in sorted(wanted))
    package = next((n for n in source.root.named_children if n.type == "package_declaration"), None)
    if package is None:
        return Edit(0, 0, f"{code}\n")
    at = _past(source, package.end_byte)
    return Edit(at, at, f"\n{code}")


def _past(source: Source, end: int) -> int:
    """The start of the line below."""
    return source.text.line_at(end)[1] + len(source.text.eol)


def _name(source: Source, start: int, end: int) -> str:
    return source.text.slice(start, end).removeprefix("import").strip(" ;")
