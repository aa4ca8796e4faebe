"""The personas that come with the package."""

from collections.abc import Mapping
from functools import cache

from backlight.action import Persona
from backlight.agent.persona import parse
from backlight.agent.places import package_folder

DEVELOPER = "backend-developer"
"""Who does what names nobody else."""


@cache
def bundled(name: str) -> Persona:
    """A persona that comes with the package; raises `LookupError` if it does not."""
    persona, problems = parse(f"{name}.md", shipped()[f"{name}.md"])
    if persona is None:
        raise LookupError(f"{name}: {problems}")
    return persona


@cache
def shipped() -> Mapping[str, str]:
    """The agent files that come with the package: name of the file and text."""
    found = sorted(package_folder().glob("*.md"))
    return {file.name: file.read_text(encoding="utf-8") for file in found}
