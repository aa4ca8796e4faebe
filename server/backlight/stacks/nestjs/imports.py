"""Import names into a TypeScript file the way the file writes its imports."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.syntax import Source
from backlight.edits import Edit

LINE = regex(r"^import\b[^;'\"]*?['\"]([^'\"]+)['\"];?[ \t]*\r?\n?", MULTILINE)
NAMES = regex(r"^import\s*\{([^}]*)\}\s*from\s*(['\"])([^'\"]+)\2", MULTILINE)


def imported(source: Source, module: str, *names: str) -> list[Edit]:
    """The edits that make names of a module known; none if they are."""
    text = source.text.source
    for hit in NAMES.finditer(text):
        if hit[3] != module:
            continue
        has = [part.strip() for part in hit[1].split(",") if part.strip()]
        known = {part.split(" as ")[0].strip() for part in has}
        new = [name for name in names if name not in known]
        if not new:
            return []
        end = hit.start(1) + len(hit[1].rstrip().rstrip(","))
        at = _bytes(text, end)
        multi = "\n" in hit[1]
        pad = "\n  " if multi else " "
        return [Edit(at, at, "".join(f",{pad}{name}" for name in new))]
    return [_line(source, module, names)]


def together(source: Source, *wanted: tuple[str, tuple[str, ...]]) -> list[Edit]:
    """The edits that make names of several modules known."""
    if LINE.search(source.text.source) is not None:
        return [edit for module, names in wanted for edit in imported(source, module, *names)]
    lines = (line(module, names, quote(source), semicolon(source)) for module, names in wanted)
    return [Edit(0, 0, "".join(lines) + "\n")]


def quote(source: Source) -> str:
    """The quotes that a file writes its imports in."""
    hit = NAMES.search(source.text.source)
    return hit[2] if hit is not None else "'"


def semicolon(source: Source) -> str:
    """`;` if the file ends its statements so."""
    lines = [line.rstrip() for line in source.text.source.split("\n") if line.startswith("import ")]
    return "" if lines and not any(line.endswith(";") for line in lines) else ";"


def line(module: str, names: tuple[str, ...], mark: str, end: str) -> str:
    """An import as it is written."""
    return f"import {{ {', '.join(names)} }} from {mark}{module}{mark}{end}\n"


def _line(source: Source, module: str, names: tuple[str, ...]) -> Edit:
    text = source.text.source
    hits = list(LINE.finditer(text))
    package = not module.startswith(".")
    before = [hit for hit in hits if not package or not hit[1].startswith(".")]
    last = next(reversed(before or hits), None)
    code = line(module, names, quote(source), semicolon(source))
    if last is None:
        return Edit(0, 0, f"{code}\n")
    at = _bytes(text, last.end() if before or not package else hits[0].start())
    return Edit(at, at, code if text[: last.end()].endswith("\n") else f"\n{code}")


def _bytes(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass"))
