"""Files that run on someone's machine, or steer a tool, are changed only when the user agrees."""

from fnmatch import fnmatchcase

from backlight.checks.check import Check
from backlight.edits import Change

FOLDERS = frozenset(
    {".vscode", ".idea", ".git", ".husky", ".github", ".gitlab", ".circleci", ".devcontainer"}
    | {".claude", ".cursor", ".agents", ".ci", ".githooks", ".backlight", ".codex"}
    | {".gemini", ".roo", ".continue", ".windsurf", ".zed", ".fleet", ".helix", ".nvim", ".mvn"}
    | {".cargo", ".yarn", ".buildkite", ".woodpecker", ".teamcity", ".config", ".ssh", "git~1"}
    | {".hg", ".svn", ".jj", ".direnv", ".vs", ".storybook"}
)
"""What stands below a folder of this name is protected, and so is a file of this name."""

TOOLS = (
    *("vite", "vitest", "webpack", "rollup", "jest", "babel", "next", "nuxt", "eslint", "prettier"),
    *("postcss", "tailwind", "playwright", "cypress", "metro", "karma", "commitlint", "tsup"),
)
"""Tools whose configuration is a program that editors and hooks run."""

NAMES = [
    "*.code-workspace",
    ".npmrc",
    ".yarnrc*",
    ".pnpmfile.cjs",
    ".pnp.cjs",
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
    ".gitconfig",
    *(".*rc", ".*rc.js", ".*rc.cjs", ".*rc.mjs", ".*rc.ts", ".*_profile", ".profile", ".zshenv"),
    *(f"{tool}.config.*" for tool in TOOLS),
    *("gulpfile.*", "gruntfile.*", ".nvim.lua", ".exrc", ".vimrc", ".dir-locals.el", ".lldbinit"),
    *(".gdbinit", "*.sublime-project"),
    *("rakefile", "guardfile", "capfile", "gemfile", "vagrantfile", "tiltfile", "procfile"),
    *("gradlew*", "mvnw*", "*.gradle", "*.gradle.kts", "build.rs", "magefile.go", "taskfile.y*ml"),
    *("mise.toml", ".mise.toml", ".tool-versions", "flake.nix", "shell.nix", "*.bazel", "*.bzl"),
    *(".rubocop.y*ml", ".travis.yml", "azure-pipelines.y*ml", "cloudbuild.y*ml", "buildspec.y*ml"),
    *(
        "*lefthook.y*ml",
        "*lefthook.toml",
        "*lefthook.json",
        "lint-staged.config.*",
        "composer.json",
    ),
    *("containerfile*", "*.dockerfile", "bunfig.toml", "pipfile"),
    *(".cursorrules", ".windsurfrules", ".clinerules*", "gemini.md", "qwen.md", ".aider*"),
]
"""So is a file of this name, whatever its case."""


def protected(path: str) -> bool:
    """Whether a file is one that is never changed without asking."""
    *folders, name = path.lower().split("/")
    persona = "agents" in folders and name.endswith(".md")
    known = any(fnmatchcase(name, one) for one in NAMES)
    return persona or known or not FOLDERS.isdisjoint((*folders, name))


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
