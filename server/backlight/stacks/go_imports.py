"""Import a package of Go's standard library where the imports of a file have it."""

from tree_sitter import Node

from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit


def imported(source: Source, name: str) -> list[Edit]:
    """The edit that makes a package known; none where it is."""
    above = [n for n in source.root.named_children if n.type == "import_declaration"]
    specs = [spec for one in above for spec in descendants(one, "import_spec")]
    why = f"`{name}` is used from here on."
    if any(_path(one) == name for one in specs):
        return []
    group = _standard([one for one in specs if _above(one).type == "import_spec_list"])
    if group:
        after = next((one for one in group if _path(one) > name), None)
        if after is not None:
            return [Edit(after.start_byte, after.start_byte, f'"{name}"\n\t', why)]
        return [Edit(group[-1].end_byte, group[-1].end_byte, f'\n\t"{name}"', why)]
    listed = [one for one in specs if _above(one).type == "import_spec_list"]
    if listed:
        return [Edit(listed[0].start_byte, listed[0].start_byte, f'"{name}"\n\n\t', why)]
    if above:
        return [Edit(above[-1].end_byte, above[-1].end_byte, f'\nimport "{name}"', why)]
    package = next((n for n in source.root.named_children if n.type == "package_clause"), None)
    if package is None:
        return []
    return [Edit(package.end_byte, package.end_byte, f'\n\nimport "{name}"', why)]


def last_import(source: Source) -> Node | None:
    """The last declaration of imports of a file."""
    found = [n for n in source.root.named_children if n.type == "import_declaration"]
    return found[-1] if found else None


def _standard(specs: list[Node]) -> list[Node]:
    """The first imports that stand together and begin with one of the standard library."""
    groups: list[list[Node]] = []
    for one in specs:
        beside = groups and one.start_point.row - groups[-1][-1].end_point.row < 2
        if beside:
            groups[-1].append(one)
        else:
            groups.append([one])
    return next((g for g in groups if "." not in _path(g[0]).partition("/")[0]), [])


def _path(spec: Node) -> str:
    path = field(spec, "path")
    return text_of(path).strip('"`') if path is not None else ""


def _above(node: Node) -> Node:
    return node.parent or node
