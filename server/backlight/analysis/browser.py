"""Whether a file runs in a browser: its user alone waits, and everybody can read what it holds.

>>> in_page("web/src/api.ts", b"export const one = 1", ("web/package.json", "web/src/A.vue",
...     "web/src/B.vue", "web/src/C.vue", "server/package.json"))
True
>>> in_page("server/api.ts", b"export const one = 1", ("web/package.json", "web/src/A.vue",
...     "web/src/B.vue", "web/src/C.vue", "server/package.json"))
False
"""

import re

from backlight.analysis.facts import Project
from backlight.analysis.places import browses, matching
from backlight.analysis.syntax import Source

SPEAKS = re.compile(
    rb"\bwindow\.|\blocalStorage\b|\bdocument\.(?:getElement|querySelector|createElement|body|cookie|location|addEvent)"
    rb"|[\"']use client[\"']|\bimport\.meta\.env\b"
    rb"|[\"'](?:react|react-dom|vue|vuex|pinia|svelte|obsidian|@angular/core|stimulus|@hotwired/[\w-]+|jquery|alpinejs|@vue/[\w-]+|@/store[\w/-]*)[\"']"
)
"""What a script speaks of that runs in a browser, or in an editor."""
SERVES = re.compile(
    rb"[\"'](?:node:[\w/]+|fs|crypto|server-only|use server|next/server|next/headers|jsonwebtoken"
    rb"|bcrypt(?:js)?|express|pg|mysql2?|mongoose|ioredis|nodemailer|next-auth|@prisma/client)[\"']"
)
"""What a script speaks of that runs on the server, though pages stand beside it."""
SHOWN = r"\.(?:[jt]sx|vue|svelte)$"
PACKAGES = r"(?:^|/)package\.json$"
SERVER = re.compile(r"(?:^|/)(?:pages/api|app/api|server|backend)/")
"""Where a project of both keeps what runs on the server."""
FEWEST = 3
"""So many files of a package must show something for it to run in a browser."""


def in_browser(source: Source, project: Project) -> bool:
    """Whether a file is of a page: by the folder it stands in, or as `in_page` says."""
    paths = (*project.paths, *project.files)
    return browses(source.path) or in_page(source.path, source.text.data, paths)


def in_page(path: str, data: bytes, paths: tuple[str, ...]) -> bool:
    """Whether a script runs in a browser, by what it speaks of and by what stands beside it."""
    if SPEAKS.search(data):
        return True
    package = _package(path, paths)
    if SERVER.search(path.removeprefix(package)) or SERVES.search(data):
        return False
    return sum(one.startswith(package) for one in matching(SHOWN, paths)) >= FEWEST


def _package(path: str, paths: tuple[str, ...]) -> str:
    """The folder of the nearest package; without one below the root, the first that is a part."""
    folders = (one.removesuffix("package.json") for one in matching(PACKAGES, paths))
    above = [folder for folder in folders if folder and path.startswith(folder)]
    first = FIRST.match(path)
    return max(above, key=len, default=first[0] if first is not None else "")


FIRST = re.compile(r"(?:(?:apps|packages|services|libs)/)?[^/]*/")
