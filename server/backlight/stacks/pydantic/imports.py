"""Add an import to a Python file the way the file writes its imports."""

from collections.abc import Iterator
from itertools import islice

from backlight.analysis.python_expressions import parts
from backlight.analysis.syntax import Source, named, text_of
from backlight.edits import Edit, below
from backlight.stacks.pydantic.import_kinds import Line, kind_of, kinds


def add_import(source: Source, module: str, name: str) -> tuple[Edit, ...]:
    """The edit that makes a name of a module known; none if it is."""
    lines = tuple(_lines(source))
    if any(line.module == module and name in line.names for line in lines):
        return ()
    return _beside(source, lines, module, [name])


def add_imports(source: Source, wanted: dict[str, set[str]]) -> list[Edit]:
    """The edits for several names of several modules, as few as possible."""
    found: list[Edit] = []
    new: dict[int, list[str]] = {}
    lines = tuple(_lines(source))
    for module in sorted(wanted):
        known = {name for line in lines if line.module == module for name in line.names}
        names = sorted(wanted[module] - known)
        kind = kind_of(module, source, lines)
        beside = any(line.module == module or line.kind == kind for line in lines)
        if names and beside:
            found += _beside(source, lines, module, names)
        elif names:
            new.setdefault(kind, []).append(f"from {module} import {', '.join(names)}")
    for _, texts in sorted(new.items()):
        module = texts[0].split(" ")[1]
        found.append(_insert(source, lines, "\n".join(texts), module, "used by the schema"))
    return found


def unimport(source: Source, name: str) -> list[Edit]:
    """The edit that drops an imported name whose one use is about to go; none if it has more."""
    uses = list(islice(named(source, name, "identifier"), 3))
    for line in _lines(source) if len(uses) == 2 else ():
        given = line.node.children_by_field_name("name")
        place = next((n for n, node in enumerate(given) if text_of(node) == name), None)
        if place is not None and len(given) > 1:
            start = given[place].start_byte if place == 0 else given[place - 1].end_byte
            end = given[1].start_byte if place == 0 else given[place].end_byte
            return [Edit(start, end, "", f"`{name}` is used no more")]
    return []


def _lines(source: Source) -> list[Line]:
    found = []
    for node in source.root.named_children:
        if node.type == "import_from_statement":
            module = node.child_by_field_name("module_name")
            names = tuple(text_of(n) for n in node.children_by_field_name("name"))
            if module is not None:
                found.append(Line(node, text_of(module), names))
        elif node.type in {"import_statement", "future_import_statement"}:
            given = node.children_by_field_name("name")
            plain = node.type == "import_statement" and given
            found.append(Line(node, text_of(given[0]) if plain else "__future__", ()))
    return kinds(source, found)


def _beside(
    source: Source, lines: tuple[Line, ...], module: str, names: list[str]
) -> tuple[Edit, ...]:
    """Names into the import of their module, or a new import of them all."""
    listed = ", ".join(f"`{name}`" for name in names)
    why = f"{listed} {'is' if len(names) == 1 else 'are'} imported"
    if _single(lines):
        return tuple(_alone(lines, source, module, names, why))
    merged = next((line for line in lines if line.module == module and line.names), None)
    if merged is not None:
        return tuple(_merged(source, merged, names, why))
    text = f"from {module} import {', '.join(names)}"
    return (_insert(source, lines, text, module, why),)


def _single(lines: tuple[Line, ...]) -> bool:
    """Whether a file imports one name a line: some module stands on several, one name on each."""
    alone = [line.module for line in lines if len(line.names) == 1]
    return len(alone) > len(set(alone)) and all(len(line.names) < 2 for line in lines)


def _alone(
    lines: tuple[Line, ...], source: Source, module: str, names: list[str], why: str
) -> Iterator[Edit]:
    for name in sorted(names):
        text = f"from {module} import {name}"
        same = [line for line in lines if line.module == module and line.names]
        later = next((line for line in same if _fold(line.names[0]) > _fold(name)), None)
        if later is not None:
            yield Edit(later.node.start_byte, later.node.start_byte, f"{text}\n", why)
        elif same:
            yield below(source.text, same[-1].node.end_byte, text, why)
        else:
            yield _insert(source, lines, text, module, why)


def _merged(source: Source, line: Line, names: list[str], why: str) -> Iterator[Edit]:
    """Names into a `from` import that is there: each in its place where the others are in order."""
    given = line.node.children_by_field_name("name")
    texts = [text_of(node) for node in given]
    order = next((key for key in (str, _fold) if texts == sorted(texts, key=key)), None)
    last = given[-1]
    flat = last.start_point.row == given[0].start_point.row == line.node.start_point.row
    places = dict[int, list[str]]()
    for name in sorted(names, key=order):
        later = (n for n in given if order is not None and order(text_of(n)) > order(name))
        places.setdefault(next((n.start_byte for n in later), last.end_byte), []).append(name)
    for at, some in places.items():
        gap = ", " if flat else f",\n{source.text.indent(last.start_byte)}"
        text = gap.join(some)
        yield Edit(at, at, f"{gap}{text}" if at == last.end_byte else f"{text}{gap}", why)


def _insert(source: Source, lines: tuple[Line, ...], text: str, module: str, why: str) -> Edit:
    """A new line: among imports of its kind, in order; else beside the kind before it."""
    kind = kind_of(module, source, lines)
    same = [line for line in lines if line.kind == kind]
    later = [line for line in same if line.names and _fold(line.module) > _fold(module)]
    if later and later == same[-len(later) :]:
        at = later[0].node.start_byte
        return Edit(at, at, f"{text}\n", why)
    if same:
        return below(source.text, same[-1].node.end_byte, text, why)
    before = [line for line in lines if line.kind < kind]
    if before:
        return below(source.text, before[-1].node.end_byte, f"\n{text}", why)
    if lines:
        at = lines[0].node.start_byte
        return Edit(at, at, f"{text}\n\n", why)
    return _first(source, text, why)


def _first(source: Source, text: str, why: str) -> Edit:
    """The first import of a file: below its docstring."""
    statements = parts(source.root)
    inside = parts(statements[0]) if statements else []
    if inside and inside[0].type == "string":
        return below(source.text, statements[0].end_byte, f"\n{text}", why)
    at = statements[0].start_byte if statements else 0
    return Edit(at, at, f"{text}\n\n\n", why)


def _fold(name: str) -> str:
    return name.lower()
