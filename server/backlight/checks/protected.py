"""Files that run on someone's machine, or steer a tool, are changed only when the user agrees."""

from fnmatch import fnmatchcase

from backlight.checks.check import Check
from backlight.edits import Change

FOLDERS = frozenset(
    {".vscode", ".idea", ".git", ".husky", ".github", ".gitlab", ".circleci", ".devcontainer"}
    | {".claude", ".cursor", ".agents", ".ci", "agents", ".githooks"}
)
"""What stands below a folder of this name is protected."""

NAMES = [
    "*.code-workspace",
    ".npmrc",
    ".yarnrc*",
    ".pnpmfile.cjs",
    ".bazelrc",
    "makefile",
    "gnumakefile",
    "*.mk",
    "justfile",
    "package.json",
    "conftest.py",
    "sitecustomize.py",
    "usercustomize.py",
    "*.pth",
    "setup.py",
    "noxfile.py",
    "tox.ini",
    ".envrc",
    ".env",
    ".env.*",
    ".pre-commit-config.yaml",
    ".gitlab-ci.yml",
    "jenkinsfile",
    "dockerfile*",
    "docker-compose*.y*ml",
    "compose.y*ml",
    "backlight.toml",
    "agents.md",
    "claude.md",
    ".mcp.json",
    ".gitattributes",
    ".gitmodules",
]
"""So is a file of this name, whatever its case."""


def protected(path: str) -> bool:
    """Whether a file is one that is never changed without asking."""
    *folders, name = path.lower().split("/")
    return not FOLDERS.isdisjoint(folders) or any(fnmatchcase(name, known) for known in NAMES)


def check(change: Change) -> Check:
    """Name the protected files of a change."""
    found = [path for path in change.files if protected(path)]
    if not found:
        return Check("protected files", ok=True, detail="None is touched.")
    many = len(found) > 1
    return Check(
        "protected files",
        ok=False,
        confirm=True,
        files=tuple(found),
        detail=f"{', '.join(found)} {'run' if many else 'runs'} or {'steer' if many else 'steers'} "
        "tools: needs confirmation.",
    )
