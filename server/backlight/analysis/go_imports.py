"""What a Go file imports, and the names it does that by."""

from re import compile as regex

from tree_sitter import Node

from backlight.analysis.go_expressions import string
from backlight.analysis.syntax import descendants, field, text_of


def imports_of(root: Node) -> dict[str, str]:
    """The names of imported packages, with their paths."""
    found: dict[str, str] = {}
    for node in root.named_children:
        for spec in descendants(node, "import_spec") if node.type == "import_declaration" else ():
            path, name = field(spec, "path"), field(spec, "name")
            if path is not None:
                written = string(path)
                found[text_of(name) if name is not None else package_name(written)] = written
    return found


def package_name(path: str) -> str:
    """What a package is most likely called: the last part of its path that is no version."""
    parts = [part for part in path.split("/") if not regex(r"^v\d+$").match(part)]
    last = (parts or [path])[-1]
    return regex(r"^go-|[.-]go$|\.v\d+$").sub("", last)
