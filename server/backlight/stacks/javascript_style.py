"""How a JavaScript file is written: quotes, semicolons, indentation, kind of imports."""

import itertools
from collections import Counter
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.javascript_expressions import parts, string
from backlight.analysis.syntax import Source, descendants, field, text_of
from backlight.edits import Edit

INDENT = regex(rb"(?m)^( +|\t+)\S")


@dataclass(frozen=True, slots=True)
class Style:
    """The ways of one file."""

    quote: str = "'"
    semicolon: str = ";"
    indent: str = "  "
    esm: bool = True
    typescript: bool = False
    comma: str = ","
    """After the last item of what stands on several lines."""

    def text(self, said: str) -> str:
        """A string literal."""
        body = said.replace("\\", "\\\\").replace(self.quote, f"\\{self.quote}")
        return f"{self.quote}{body}{self.quote}"

    def imports(self, name: str, module: str) -> str:
        """The statement that binds `name` (`z`, `{ z }`, `* as z`) from a module."""
        if self.esm:
            return f"import {name} from {self.text(module)}{self.semicolon}\n"
        name = name.removeprefix("* as ").replace(" as ", ": ")
        return f"const {name} = require({self.text(module)}){self.semicolon}\n"


def style_of(source: Source, package: dict[str, object]) -> Style:
    """The ways of a file; those of its package where the file shows none."""
    nodes = list(descendants(source.root, "string"))
    quotes = Counter(text_of(node)[:1] for node in nodes)
    ends = [
        text_of(node).endswith(";")
        for node in descendants(source.root, "expression_statement", "lexical_declaration")
    ]
    kinds = {node.type for node in source.root.children}
    requires = any(text_of(node) == "require" for node in descendants(source.root, "identifier"))
    esm = bool(kinds & {"import_statement", "export_statement"})
    return Style(
        quote='"' if quotes['"'] > quotes["'"] else "'",
        semicolon=";" if not ends or 2 * sum(ends) >= len(ends) else "",
        indent=indent_of(source.text.data),
        esm=esm or (not requires and _modern(source, package)),
        typescript=source.language != "javascript",
        comma=_comma(source.root),
    )


def indent_of(data: bytes) -> str:
    """One step of indentation: a tab, or the difference that is seen most."""
    found = [match[1].decode() for match in INDENT.finditer(data)]
    if not found:
        return "  "
    if sum(text[0] == "\t" for text in found) * 2 > len(found):
        return "\t"
    widths = [0, *(len(text) for text in found if text[0] == " ")]
    steps = Counter(b - a for a, b in itertools.pairwise(widths) if 2 <= b - a <= 8)
    return " " * (steps.most_common(1)[0][0] if steps else 2)


def add_import(source: Source, style: Style, name: str, module: str, why: str) -> Edit | None:
    """Bind a name from a module after the imports of a file; `None` if it is bound already."""
    last: Node | None = None
    first_own: Node | None = None
    for node in source.root.children:
        origin = module_of(node)
        if origin is None:
            continue
        if origin == module and _binds(node, name):
            return None
        if module.startswith(".") or not origin.startswith("."):
            last = node
        first_own = first_own or node
    code = style.imports(name, module)
    if last is None and first_own is not None:
        return Edit(first_own.start_byte, first_own.start_byte, code, why)
    if last is not None:
        end = source.text.line_at(last.end_byte)[1]
        return Edit(end, end, f"\n{code.rstrip()}", why)
    first = next((n for n in parts(source.root) if not _prologue(n)), None)
    start = first.start_byte if first is not None else 0
    return Edit(start, start, f"{code}\n", why)


def module_of(node: Node) -> str | None:
    """The module that a top-level statement imports, `None` if it imports none."""
    if node.type == "import_statement":
        return string(field(node, "source"))
    if node.type in {"lexical_declaration", "variable_declaration"}:
        for call in descendants(node, "call_expression"):
            given = field(call, "arguments")
            if text_of(call.children[0]) == "require" and given is not None and parts(given):
                return string(parts(given)[0])
    return None


def _binds(node: Node, name: str) -> bool:
    wanted = name.strip("{} ").removeprefix("* as ")
    return any(
        text_of(n) == wanted
        for n in descendants(node, "identifier", "shorthand_property_identifier_pattern")
    )


def _prologue(node: Node) -> bool:
    return node.type in {"comment", "hash_bang_line"} or (
        node.type == "expression_statement"
        and bool(parts(node))
        and parts(node)[0].type == "string"
    )


def _comma(root: Node) -> str:
    """Whether items on lines of their own end with a comma, the last one too."""
    votes = Counter(
        node.children[-2].type == ","
        for node in descendants(root, "object")
        if len(node.children) > 2 and node.start_point.row != node.end_point.row
    )
    return "," if votes[True] >= votes[False] else ""


def _modern(source: Source, package: dict[str, object]) -> bool:
    if source.path.endswith((".mjs", ".mts", ".ts", ".tsx")):
        return True
    return not source.path.endswith(".cjs") and package.get("type") == "module"
