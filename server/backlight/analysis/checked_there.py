r"""Values that a handler hands to a service of the project, which checks them in its own file.

>>> handed("return queueService.create(user, body.getName());", ("name",))
(Handed(receiver='queueService', method='create', position=1, whole='body.getName()'),)
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from backlight.analysis.facts import Project
from backlight.analysis.receivers import of_receiver, type_of
from backlight.analysis.refusals import forms, is_tested

CALL = re.compile(r"(?<![\w.$])(?:this\.|self\.|@|await\s{1,9}){0,4}(\w+)(?:\.|::)(\w+[!?]?)\(")
OWN = re.compile(r"(?m)(?:=|\breturn\b|\bawait\b|^)[ \t]*((?:this\.|self\.)?)(\w+[!?]?)\(")
"""A method of the same object, or a function of the same file, called first on its line."""
THROWS = re.compile(r"\b(?:throw|raise|panic|abort)\b|BadRequest|UnprocessableEntity")
"""A method that is given the whole body, and refuses something."""
ENDS = {"(": ")", "[": "]", "{": "}"}
CALLS = re.compile(r"\b(?:return|await|if|throw|else|new|raise|case)\b|[=(,!&|?]\s*$")
"""What stands before a method that is called, and not written, there."""
DEFINES = re.compile(r"\b(?:def|func|function|fun)\b")
OPENS = re.compile(r"[^;{\n]{0,200}\{")
"""What a method is written with: a word before its name, or a block behind its parameters."""
LONGEST, MOST = 2000, 300
"""Characters of a call, and calls of a handler, or places of a method, that are looked at."""
LINES = 60
"""Of a method, so many are looked at."""
FILES = 3
"""The nearest files of a name, and methods of a name in a file, that are looked at."""


@dataclass(frozen=True, slots=True)
class Handed:
    """One value that a method of another object is given."""

    receiver: str
    method: str
    position: int
    whole: str
    """The argument, as it is written."""


def checked_there(code: str, names: tuple[str, ...], project: Project, here: str) -> bool:
    """Whether a service that is given one of some values checks it, or refuses something."""
    own, paths = project.read(here), project.paths or tuple(project.files)
    if own is not None and any(
        _checks(here, own.text.source, one) for one in handed_here(code, names)
    ):
        return True
    for one in handed(code, names):
        files = of_receiver(one.receiver, paths)
        if not files and own is not None:
            files = of_receiver(type_of(one.receiver, own.text.source), paths)
        for path in [path for path in files if path != here][:FILES]:
            source = project.read(path)
            if source is not None and _checks(path, source.text.source, one):
                return True
    return False


def handed(code: str, names: tuple[str, ...]) -> tuple[Handed, ...]:
    """The calls on other objects that are given one of some names."""
    return _handed(CALL, code, names)


def handed_here(code: str, names: tuple[str, ...]) -> tuple[Handed, ...]:
    """The calls of methods beside the handler that are given one of some names."""
    return _handed(OWN, code, names)


def _handed(form: re.Pattern[str], code: str, names: tuple[str, ...]) -> tuple[Handed, ...]:
    words = [way for name in names for way in forms(name)]
    found = []
    for hit in islice(form.finditer(code), MOST):
        for position, given in enumerate(_arguments(code, hit.end())[0]):
            if any(word in given and _named(word).search(given) for word in words):
                found.append(Handed(hit[1], hit[2], position, given))
                break
    return tuple(found)


@lru_cache(maxsize=64)
def _named(word: str) -> re.Pattern[str]:
    """A word by itself, or what gets it; made where it stands, since names change with a key."""
    return re.compile(rf"(?<![\w$])(?:get)?{re.escape(word)}(?![\w$])")


def _arguments(code: str, start: int) -> tuple[list[str], int]:
    """The arguments of a call from behind its bracket on, and where they end."""
    opened, last = [")"], start
    found: list[str] = []
    for at in range(start, min(len(code), start + LONGEST)):
        char = code[at]
        if char in ENDS:
            opened.append(ENDS[char])
        elif char == opened[-1]:
            opened.pop()
            if not opened:
                return [one for one in (*found, code[last:at].strip()) if one], at + 1
        elif char == "," and len(opened) == 1:
            found.append(code[last:at].strip())
            last = at + 1
    return [], start


def bodies(path: str, text: str, one: Handed) -> Iterator[tuple[str, str]]:
    """What a method of a file calls the value that it is given, and its lines."""
    for parameters, end in islice(_written(path, text, one.method), FILES):
        given = [each for each in parameters if each not in {"self", "cls"}]
        if len(given) > one.position:
            name = _parameter(given[one.position], path.endswith((".java", ".kt")))
            yield name, _body(text, end)


def _checks(path: str, text: str, one: Handed) -> bool:
    """Whether a method of a file looks at what it is given there."""
    for name, body in bodies(path, text, one):
        if name and is_tested(body, name, name):
            return True
        if re.fullmatch(r"\w+", one.whole) and len(body) > len(name) and THROWS.search(body):
            return True
    return False


def _written(path: str, text: str, method: str) -> Iterator[tuple[list[str], int]]:
    """The parameters of methods of a name, as they are written, and where they end.

    A file may call one thousands of times: no call is looked at in Python, and few elsewhere.
    """
    needle = re.escape(f"def {method}(" if path.endswith(".py") else f"{method}(")
    for hit in islice(re.finditer(needle, text), MOST):
        before = text[text.rfind("\n", 0, hit.start()) + 1 : hit.start()]
        if (before[-1:].isalnum() or before[-1:] in {"_", "."}) or CALLS.search(before):
            continue
        given, end = _arguments(text, hit.end())
        if DEFINES.search(before) or OPENS.match(text, end):
            yield given, end


def _parameter(given: str, typed: bool) -> str:  # noqa: FBT001 - the two ways to write one
    """The name of a parameter: behind its type in Java, before it elsewhere."""
    words = re.findall(r"[A-Za-z_$][\w$]*", given.partition("=")[0].partition(":")[0])
    return words[-1 if typed else 0] if words else ""


def _body(text: str, start: int) -> str:
    """The lines of a method behind its parameters: those deeper than the one after its end."""
    lines = text[start : start + LINES * 120].split("\n")[1 : LINES + 1]
    first = next((line for line in lines if line.strip()), "")
    depth = len(first) - len(first.lstrip())
    kept = []
    for line in lines:
        if line.strip() and len(line) - len(line.lstrip()) < depth:
            break
        kept.append(line)
    return "\n".join(kept)
