"""The project's own ways, whatever its framework, as sentences with their evidence."""

import re
from collections import Counter
from collections.abc import Iterator
from posixpath import basename, dirname

from backlight.agent.desk import Desk, ToolFailure
from backlight.analysis.facts import Project
from backlight.analysis.guards import signs_in
from backlight.analysis.languages import language_of
from backlight.analysis.places import FAMILIES, is_migration, is_test

FORMATTERS = (
    # what formats or lints, the file that says so, and what that file says of it
    ("Ruff", r"^(\.?ruff\.toml|pyproject\.toml)$", r"\[tool\.ruff|^line-length|\[lint\]"),
    ("Black", r"^pyproject\.toml$", r"\[tool\.black\]"),
    ("flake8", r"^(\.flake8|setup\.cfg|tox\.ini)$", r"\[flake8\]"),
    ("Prettier", r"^(\.prettierrc[\w.]*|prettier\.config\.\w+)$", ""),
    ("Biome", r"^biome\.jsonc?$", ""),
    ("ESLint", r"^(\.eslintrc[\w.]*|eslint\.config\.\w+)$", ""),
    ("RuboCop", r"^\.rubocop\.yml$", ""),
    ("golangci-lint", r"^\.golangci\.ya?ml$", ""),
    ("Checkstyle", r"^checkstyle[\w.-]*\.xml$", ""),
    ("Spotless", r"^build\.gradle(\.kts)?$", r"spotless"),
    ("EditorConfig", r"^\.editorconfig$", ""),
)
MIGRATIONS = (
    # the tool, and how the paths of its files are made
    ("Alembic", r"(^|/)(alembic|migrations)/versions/\w+\.py$"),
    ("Prisma Migrate", r"(^|/)prisma/migrations/\d+_\w+/migration\.sql$"),
    ("Flyway", r"(^|/)db/migration/[VR][\d._]*__\w+\.sql$"),
    ("Liquibase", r"(^|/)db/changelog/.+\.(xml|ya?ml|sql)$"),
    ("Active Record", r"(^|/)db/migrate/\d{14}_\w+\.rb$"),
    ("pairs of up and down files", r"\.up\.sql$"),
    ("Django", r"(^|/)migrations/\d{4}_\w+\.py$"),
    ("numbered files", r"(^|/)migrations?/[\w.-]+\.(js|ts|sql|py)$"),
)
LAYERS = re.compile(
    r"(^|/)(services?|repositor(?:y|ies)|controllers?|handlers|use_?cases|selectors|domain|dao|dtos?"
    r"|serializers|schemas|middlewares?|interactors|policies|validators)(?=/|\.\w+$)"
)
ERRORS = re.compile(
    r"(^|/)\w*(errors?|exceptions?|error[-_.]?handler|problem)\w*\.\w+$", re.IGNORECASE
)
WIDTH = re.compile(
    r"(?:line[-_]length|max[-_]line[-_]length|printWidth|\"lineWidth\")\"?\s*[=:]\s*(\d+)"
)


def customs(project: Project, desk: Desk) -> Iterator[str]:
    """Formatter, tests, migrations, layers, errors, guards and names, each in a sentence."""
    yield from _formatted(project, desk)
    yield from _tested(project)
    yield from _migrated(project)
    yield from _layered(project)
    if found := [path for path in _served(project) if ERRORS.search(path)]:
        yield f"Errors are defined in {_some(sorted(found, key=len), 2)}."
    yield from _checked(project)
    yield from _named(project)


def _formatted(project: Project, desk: Desk) -> Iterator[str]:
    """What formats and lints, and how wide a line may be."""
    names, width = [], ""
    for tool, file, says in FORMATTERS:
        path = next((p for p in project.paths if re.search(file, p)), "")
        text = _text(desk, path) if path else ""
        if path and (not says or re.search(says, text, re.MULTILINE)):
            names.append(f"{tool} ({path})")
            width = width or next(iter(WIDTH.findall(text)), "")
    if names:
        wide = f"; lines have at most {width} characters" if width else ""
        yield f"Code is formatted and linted by {', '.join(names[:4])}{wide}."


def _tested(project: Project) -> Iterator[str]:
    """Where tests are, and how their files are named."""
    files = [p for p in project.paths if is_test(p) and language_of(p) is not None]
    if files:
        folder, count = Counter(dirname(p) or "." for p in files).most_common(1)[0]
        example = next(p for p in files if (dirname(p) or ".") == folder)
        yield f"Tests: {len(files)} files, {count} of them in `{folder}`, for example `{example}`."


def _migrated(project: Project) -> Iterator[str]:
    """Which tool changes the database, where, and what the last step is."""
    for tool, made in MIGRATIONS:
        files = [p for p in project.paths if re.search(made, p) and not p.endswith("__init__.py")]
        if files and all(map(is_migration, files[:1])):
            newest = max(files, key=basename)
            yield f"Migrations are made by {tool}: {len(files)} files, the last is `{newest}`."
            return


def _layered(project: Project) -> Iterator[str]:
    """The layers that folders and files are named for."""
    found: dict[str, list[str]] = {}
    for path in _served(project):
        if hit := LAYERS.search(path):
            found.setdefault(hit[2], []).append(path)
    said = [f"{name} in {_some(paths, 1)} ({len(paths)})" for name, paths in sorted(found.items())]
    if said:
        yield f"Layers: {', '.join(said[:6])}."


def _served(project: Project) -> list[str]:
    """The code in the languages that endpoints are written in, tests left out; else all code."""
    spoken = {language_of(e.file) for e in project.endpoints}
    own = {each for family in FAMILIES if family & spoken for each in family}
    code = [(p, language_of(p)) for p in project.paths if not is_test(p)]
    return [path for path, spoke in code if spoke is not None and (spoke in own or not own)]


def _checked(project: Project) -> Iterator[str]:
    """What finds out who asks, and what checks bodies, by how often it is used."""
    known = {(path, h.name): h for path, f in project.files.items() for h in f.handlers}
    guards: Counter[str] = Counter()
    asked = 0
    for endpoint in project.endpoints:
        own = known.get((endpoint.handler_file or endpoint.file, endpoint.handler))
        mine = {g for g in (*endpoint.guards, *(own.guards if own else ())) if signs_in(g)}
        guards.update(mine)
        asked += bool(mine)
    if guards:
        names = ", ".join(f"`{name}`" for name, _ in guards.most_common(3))
        yield f"{asked} of {len(project.endpoints)} endpoints ask who it is, by {names}."
    checked = Counter(h.validated for h in known.values() if h.validated)
    if checked:
        names = ", ".join(f"`{name}`" for name, _ in sorted(checked.items())[:3])
        yield f"{checked.total()} handlers have their request checked, as by {names}."


def _named(project: Project) -> Iterator[str]:
    """How paths are spelled."""
    parts = [p for e in project.endpoints for p in e.path.split("/") if p and "{" not in p]
    kinds = Counter(
        "kebab-case" if "-" in p else "snake_case" if "_" in p else "camelCase"
        for p in parts
        if re.search(r"[-_]|[a-z][A-Z]", p)
    )
    if kinds:
        kind, count = kinds.most_common(1)[0]
        yield f"Words in paths are joined in {kind} ({count} of {kinds.total()})."


def _some(paths: list[str], most: int) -> str:
    return ", ".join(f"`{path}`" for path in paths[:most])


def _text(desk: Desk, path: str) -> str:
    """A file of settings; what may not be shown says nothing."""
    try:
        return desk.read(path).source[:50_000]
    except ToolFailure:
        return ""
