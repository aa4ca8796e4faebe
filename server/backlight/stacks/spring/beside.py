"""The controller of a Spring project that a new one is written like: one that answers with data."""

from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.java_values import File
from backlight.analysis.java_world import World
from backlight.analysis.syntax import Source
from backlight.edits import Refused

GUARDED = regex(r"@(?:PreAuthorize|Secured|RolesAllowed|PostAuthorize)\b")
MAPPING = regex(r"@\w*Mapping\(\s*(?:(?:value|path)\s*=\s*)?\{?\s*\"(/[^\"{]*)")
ANSWERS = regex(r"@RestController\b|@ResponseBody\b|\bResponseEntity\b")


@dataclass(frozen=True, slots=True)
class Beside:
    """The controller that the new one is written like."""

    source: Source
    package: str
    prefix: str
    """What its paths begin with, before the name of what it serves."""
    suffix: str
    """`Controller`, `Resource`, …"""


def beside(project: Project, world: World, own: File) -> Beside | Refused:
    """A controller that answers with data; one in the package of the entity comes first."""
    if any(e.stack == "spring" and not e.route_file.endswith(".java") for e in project.endpoints):
        return Refused(
            "Routes come from a description of the API here: ask the agent to add to it."
        )
    served = dict.fromkeys(e.file for e in project.endpoints if e.stack == "spring")
    found: list[tuple[bool, str, Source]] = []
    for path in served:
        source, file = project.read(path), world.files.get(path)
        if source is not None and file is not None and ANSWERS.search(source.text.source):
            found.append((file.package != own.package, path, source))
    if not found:
        return Refused("No controller here answers with data: ask the agent for the first one.")
    _, path, source = min(found, key=lambda one: one[:2])
    text, file = source.text.source, world.files[path]
    if GUARDED.search(text):
        return Refused(
            f"{path} says for each route who may ask; that must be decided: ask the agent for it."
        )
    if "reactor.core." in text or "web.reactive" in text:
        return Refused("Controllers are reactive here: ask the agent for it.")
    hit = MAPPING.search(text)
    served_at = hit[1].rstrip("/") if hit is not None else ""
    name = next((t.name for t in file.types if ANSWERS.search(t.name) is None), "Controller")
    ends = [
        end for end in ("RestController", "Resource", "Api", "Controller") if name.endswith(end)
    ]
    feature = any(
        f.package == own.package
        and any(t.name.endswith(("Controller", "Service")) for t in f.types)
        for f in world.files.values()
    )
    package = own.package if feature else file.package
    return Beside(source, package, served_at.rpartition("/")[0], (ends or ["Controller"])[0])
