"""The build of a Spring project: whether it has validation, and which names that goes by."""

from collections import Counter
from dataclasses import dataclass
from posixpath import basename, dirname, join
from re import DOTALL
from re import compile as regex
from typing import Literal

from backlight.analysis.facts import Project
from backlight.edits import Edit
from backlight.stacks.spring.fragment import Code

NAMES = ("pom.xml", "build.gradle", "build.gradle.kts")
HAS = regex(r"spring-boot-starter-validation|hibernate-validator|validation-api")
VERSION = regex(
    r"spring-boot-starter-parent</artifactId>\s*<version>(\d+)\.(\d+)"
    r"|org\.springframework\.boot['\"]\)?\s+version\s*\(?\s*['\"](\d+)\.(\d+)"
    r"|spring-boot-dependencies</artifactId>\s*<version>(\d+)\.(\d+)"
    r"|<spring-boot\.version>(\d+)\.(\d+)|springBootVersion\s*=\s*['\"](\d+)\.(\d+)"
)
WEB = regex(
    r"(?P<pad>[ \t]*)<dependency>\s*<groupId>org\.springframework\.boot</groupId>\s*"
    r"<artifactId>spring-boot-starter-web\w*</artifactId>.*?</dependency>[ \t]*\r?\n",
    DOTALL,
)
GRADLE = regex(
    r"(?m)^(?P<pad>[ \t]*)(?P<how>implementation|api|compile)(?P<open>[ (]+)(?P<mark>['\"])"
    r"org\.springframework\.boot:spring-boot-starter-web\w*(?P<version>:[^'\"]+)?['\"]\)?"
    r"[ \t]*\r?\n"
)
VALIDATION = regex(r"^(?:jakarta|javax)\.validation\b")
Flavour = Literal["jakarta", "javax", ""]
WHY = "What reads the rules of validation."


@dataclass(frozen=True, slots=True)
class Build:
    """The build file of a module."""

    path: str
    text: str
    above: str
    """What the build files of the folders above say, and those of modules that it depends on."""

    @property
    def version(self) -> tuple[int, int]:
        """The version of Spring Boot, (0, 0) if it is not known."""
        for text in (self.text, self.above):
            if (hit := VERSION.search(text)) is not None:
                major, minor = [int(part) for part in hit.groups() if part is not None][:2]
                return major, minor
        return 0, 0

    @property
    def validates(self) -> bool:
        """Whether validation is among the dependencies; the web starter brought it once."""
        return HAS.search(self.text + self.above) is not None or (0, 0) < self.version < (2, 3)


def build_of(project: Project, path: str) -> Build | None:
    """The build file nearest to a file."""
    found: list[tuple[str, str]] = []
    folder = dirname(path)
    while True:
        for name in NAMES:
            at = join(folder, name)
            source = project.read(at) if at in project.paths else None
            if source is not None:
                found.append((at, source.text.source))
        if not folder:
            break
        folder = dirname(folder)
    if not found:
        return None
    beside = _modules(project, found[0][1], frozenset({found[0][0]}))
    return Build(*found[0], above="\n".join([*(text for _, text in found[1:]), *beside]))


def _modules(project: Project, text: str, seen: frozenset[str], depth: int = 4) -> list[str]:
    """The build files of the modules of this project that a module depends on."""
    found: list[str] = []
    for path in project.paths if depth else ():
        folder = basename(dirname(path))
        if basename(path) not in NAMES or path in seen or not folder:
            continue
        if f"<artifactId>{folder}</artifactId>" in text or f":{folder}" in text:
            source = project.read(path)
            said = source.text.source if source is not None else ""
            found += [said, *_modules(project, said, seen | {path}, depth - 1)]
    return found


def flavour(project: Project, build: Build | None) -> Flavour:
    """Whether the project says `jakarta` or `javax`, by what it imports, else by its version."""
    counted: Counter[str] = Counter()
    for facts in project.files.values():
        fragment = facts.fragments.get("spring")
        if not isinstance(fragment, Code):
            continue
        for full in (*(f for _, f in fragment.file.imports), *fragment.file.stars):
            first, _, rest = f"{full}.".partition(".")
            if rest.startswith(("validation.", "persistence.", "servlet.", "annotation.")):
                counted[first] += 100 if rest.startswith("validation.") else 1
    jakarta, javax = counted["jakarta"], counted["javax"]
    if jakarta or javax:
        return "jakarta" if jakarta >= javax else "javax"
    major = build.version[0] if build is not None else 0
    return "" if not major else "jakarta" if major >= 3 else "javax"


def used(project: Project, build: Build) -> bool:
    """Whether a file of the module imports validation: what compiles has its dependency."""
    folder = dirname(build.path)
    for path, facts in project.files.items():
        fragment = facts.fragments.get("spring")
        if isinstance(fragment, Code) and path.startswith(f"{folder}/" if folder else ""):
            said = (*(full for _, full in fragment.file.imports), *fragment.file.stars)
            if any(VALIDATION.match(full) for full in said):
                return True
    return False


def depend(build: Build) -> Edit | None:
    """Validation beside the web starter; `None` where the file is not laid out so."""
    maven = build.path.endswith("pom.xml")
    hit = (WEB if maven else GRADLE).search(build.text)
    if hit is None:
        return None
    name = "spring-boot-starter-validation"
    if maven:
        pad = hit["pad"]
        step = "\t" if "\t" in pad else "    " if len(pad) % 4 == 0 else "  "
        rows = (
            *(f"{pad}<dependency>", f"{pad}{step}<groupId>org.springframework.boot</groupId>"),
            *(f"{pad}{step}<artifactId>{name}</artifactId>", f"{pad}</dependency>"),
        )
        code = "".join(f"{row}\n" for row in rows)
    else:
        close = ")" if "(" in hit["open"] else ""
        version = hit["version"] or ""
        mark, said = hit["mark"], f"org.springframework.boot:{name}{version}"
        code = f"{hit['pad']}{hit['how']}{hit['open']}{mark}{said}{mark}{close}\n"
    at = len(build.text[: hit.end()].encode("utf-8", "surrogatepass"))
    return Edit(at, at, code, WHY)
