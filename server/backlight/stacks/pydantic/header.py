"""The import lines of a new Python file."""

import sys

from backlight.analysis.python_files import dotted_path
from backlight.analysis.python_modules import Modules


def written(wanted: dict[str, set[str]], own: frozenset[str]) -> str:
    """The import lines of a new file, in three groups; `own` are packages of the project."""
    groups: dict[int, list[str]] = {1: [], 2: [], 3: []}
    for module in sorted(wanted, key=str.lower):
        top = module.split(".")[0]
        kind = 1 if top in sys.stdlib_module_names else 3 if top in own or not top else 2
        groups[kind].append(_from(module, sorted(wanted[module])))
    return "\n".join("".join(sorted(lines, key=_is_from)) for lines in groups.values() if lines)


def _is_from(line: str) -> bool:
    return line.startswith("from")


def _from(module: str, names: list[str]) -> str:
    if not names:
        return f"import {module}\n"
    line = f"from {module} import {', '.join(names)}\n"
    if len(line) <= 89:
        return line
    return f"from {module} import (\n" + "".join(f"    {name},\n" for name in names) + ")\n"


def own_packages(modules: Modules) -> frozenset[str]:
    """The top-level packages of a project, as its files import them."""
    names = {part for path in modules.by_path for part in dotted_path(path)}
    targets = (target for m in modules.by_path.values() for target in m.imports.values())
    return frozenset(names & {target.split(".")[0] for target in targets})
