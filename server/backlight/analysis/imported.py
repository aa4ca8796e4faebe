r"""What a file imports, by the names it gives: so much tells which files run for a request.

>>> imported("python", "from app.rates import ask\nfrom . import models\nimport json\n")
('.', '.models', 'app.rates', 'app.rates.ask')
>>> imported("typescript", 'import { ask } from "./rates";\nimport React from "react";\n')
('./rates',)
>>> imported("go", 'import (\n\t"net/http"\n\tr "shop.test/shop/rates"\n)\n')
('net/http', 'shop.test/shop/rates')
>>> imported("java", "import org.shop.Rates;\nimport java.util.List;\n")
('org.shop.Rates',)
"""

import re
import sys
from collections.abc import Callable, Iterator

from backlight.analysis.facts import FileFacts
from backlight.analysis.python_files import PACKAGES

MODULE = re.compile(
    r"^[ \t]*import[ \t]+([\w.]+(?:[ \t]+as[ \t]+\w+)?(?:[ \t]*,[^\n#]+)?)", re.MULTILINE
)
FROM = re.compile(
    r"^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n#]+)", re.MULTILINE
)
NAME = re.compile(r"\b(\w+)(?:\s+as\s+\w+)?\s*(?=,|$|\))")
COMMENT = re.compile(r"#[^\n]*")
SPECIFIER = re.compile(r"\b(?:from|import|require\(|import\()\s*[\"'`]([^\"'`\n]{2,200})[\"'`]")
PATH = re.compile(
    r'^[ \t]*(?:import[ \t]+)?(?:[\w.]+[ \t]+)?"([\w.~-]+(?:/[\w.~-]+)+)"', re.MULTILINE
)
TYPE = re.compile(
    r"^import[ \t]+(?:static )?((?!javax?\.|jakarta\.|org\.springframework\.)[\w.]+(?:\.\*)?);",
    re.MULTILINE,
)


def imported(language: str, code: str) -> tuple[str, ...]:
    """The names, sorted; nothing for a language whose files name each other without a word."""
    read = READERS.get(language)
    return tuple(sorted(set(read(code)))) if read is not None else ()


def _python(code: str) -> Iterator[str]:
    for hit in MODULE.finditer(code):
        yield from (one.split()[0] for one in hit[1].split(",") if one.split() and _own(one))
    for hit in FROM.finditer(code):
        if _own(hit[1]):
            yield hit[1]
            before = hit[1] if hit[1].endswith(".") else f"{hit[1]}."
            yield from (before + one for one in NAME.findall(COMMENT.sub("", hit[2])))


def _own(module: str) -> bool:
    """Whether a module may be of the project; the standard library and frameworks are not."""
    head = module.strip().partition(".")[0].split(" ")[0]
    return head not in PACKAGES and head not in sys.stdlib_module_names


def _javascript(code: str) -> Iterator[str]:
    return (one for one in SPECIFIER.findall(code) if "/" in one or one.startswith("."))


def _go(code: str) -> Iterator[str]:
    return iter(PATH.findall(code))


def _java(code: str) -> Iterator[str]:
    return iter(TYPE.findall(code))


def speaks(facts: FileFacts) -> bool:
    """Whether a file says more than what it imports, so that a rule may have a word on it."""
    said = facts.handlers or facts.queries or facts.tables or facts.mixins or facts.fragments
    return bool(said or facts.outgoing or facts.blocking or facts.secrets)


READERS: dict[str, Callable[[str], Iterator[str]]] = {
    "python": _python,
    **dict.fromkeys(("javascript", "typescript", "tsx"), _javascript),
    "go": _go,
    "java": _java,
}
