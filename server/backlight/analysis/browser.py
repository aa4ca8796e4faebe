"""Whether a file runs in a browser: nobody but its user waits for what it asks."""

from backlight.analysis.facts import Project
from backlight.analysis.places import browses, matching
from backlight.analysis.syntax import Source

PAGE = (
    b"window.",
    b"document.",
    b"localStorage",
    b"use client",
    b"react",
    b"vue",
    b"import.meta.env",
    b"'obsidian'",
    b'"obsidian"',
)
"""What a script speaks of that runs in a browser, or in an editor: its user closes the page."""
SHOWN = r"\.(?:[jt]sx|vue|svelte)$"
FEWEST = 3
"""So many files of a part of a project must show something for it to run in a browser."""


def in_browser(source: Source, project: Project) -> bool:
    """Whether a file is of a page: by what it speaks of, or by what stands around it."""
    data, part = source.text.data, source.path.partition("/")[0] + "/"
    if browses(source.path) or any(word in data for word in PAGE):
        return True
    return (
        sum(path.startswith(part) for path in matching(SHOWN, (*project.paths, *project.files)))
        >= FEWEST
    )
