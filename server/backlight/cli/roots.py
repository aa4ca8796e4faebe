"""Where the project of a file begins: the folder of the manifest that speaks for it."""

import os
from pathlib import Path

MANIFESTS = {
    "python": (
        *("pyproject.toml", "setup.py", "setup.cfg"),
        *("requirements.txt", "Pipfile", "manage.py"),
    ),
    "javascript": ("package.json",),
    "java": (
        *("pom.xml", "build.gradle", "build.gradle.kts"),
        *("settings.gradle", "settings.gradle.kts"),
    ),
    "go": ("go.mod",),
    "ruby": ("Gemfile",),
    "": (),
}
"""Files that stand at the root of a project, by the language that they speak for."""
ENDS = {".py": "python", ".js": "javascript", ".ts": "javascript", ".tsx": "javascript"}
ENDS |= {".jsx": "javascript", ".mjs": "javascript", ".cjs": "javascript", ".java": "java"}
ENDS |= {".go": "go", ".rb": "ruby", ".rake": "ruby"}
SAID = {
    "package.json": (b'"name"', b'ependencies"', b'"scripts"'),
    "setup.py": (b"setuptools", b"distutils", b"skbuild"),
}
"""What is said in manifests whose names other files have as well."""


def root_of(file: Path) -> Path | None:
    """The nearest folder above that holds a manifest of the file's language, or `.git`.

    A manifest of another language (`package.json` beside Python) counts only where there is no
    better one below the repository. A build of several Java modules is one project, and so are
    the packages of JavaScript below one: what stands in one is required by its path in another.
    """
    language = ENDS.get(file.suffix.lower(), "")
    second: Path | None = None
    for folder in file.parents:
        if any(_speaks(folder / name) for name in MANIFESTS[language]):
            return OUTERMOST[language](folder) if language in OUTERMOST else folder
        if second is None and any(_is_file(folder / n) for ns in MANIFESTS.values() for n in ns):
            second = _packages(folder) if _is_file(folder / "package.json") else folder
        if os.path.exists(folder / ".git"):  # noqa: PTH110 - it says no where one may not look
            return folder if language else second or folder
    return second


def _is_file(path: Path) -> bool:
    """Whether a file is there; in a folder in which one may not look there is none."""
    return os.path.isfile(path)  # noqa: PTH113 - `Path.is_file` raises there


def _speaks(manifest: Path) -> bool:
    """Whether a manifest is one of a project, and no other file of that name.

    `{"type": "commonjs"}` only says it of a folder, and `setup.py` may be any module.
    """
    words = SAID.get(manifest.name)
    if words is None or not _is_file(manifest):
        return _is_file(manifest)
    try:
        data = manifest.read_bytes()
    except OSError:
        return True
    return any(word in data for word in words)


def _build(module: Path) -> Path:
    """The outermost folder of the build that a module of it stands in."""
    for above in module.parents:
        if (module / ".git").exists() or not any(
            _is_file(above / name) for name in MANIFESTS["java"]
        ):
            break
        module = above
    return module


def _packages(package: Path) -> Path:
    """The outermost package of the repository above one; settings of its own keep it apart."""
    outermost = package
    for folder in (package, *package.parents):
        if any(_speaks(folder / name) for name in MANIFESTS["javascript"]):
            outermost = folder
        if _is_file(folder / "backlight.toml"):
            return outermost
        if os.path.exists(folder / ".git"):  # noqa: PTH110 - it says no where one may not look
            return outermost
    return package


OUTERMOST = {"java": _build, "javascript": _packages}
"""Languages whose projects hold others, and how the outermost of them is found."""
