r"""Whether a file came from another project: its head names an owner whom no file beside it names.

>>> owner("# Copyright 2022-2023 XProbe Inc.\n#\n# Licensed under the Apache License\n")
'xprobe inc'
>>> owner("import json\n")
''
"""

import re
from itertools import islice

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source

HEAD = 1000
"""Characters in which a file says whose it is."""
OWNER = re.compile(
    r"(?i)\bcopyright\b[ \t]*(?:\(c\)|©)?[ \t]*[\d ,–-]*(?:[ \t]by\b)?[ \t]*([^\n\d.,;:*<(]{3,60})"
)
SAMPLE = 8
"""So many files of a project are looked at, spread over all of them."""
FEWEST = 4


def copied(source: Source, project: Project) -> bool:
    """Whether all the others that are looked at belong to somebody else, and to the same one.

    That nobody is named in them is the same for all of them, too.
    """
    own = owner(source.text.source)
    if not own:
        return False
    end = "." + source.path.rpartition(".")[2]
    every = dict.fromkeys((*project.paths, *project.files))
    paths = [path for path in every if path.endswith(end) and path != source.path]
    some = islice(paths, 0, None, max(1, len(paths) // SAMPLE))
    read = (project.read(path) for path in some)
    owners = [owner(one.text.source) for one in read if one is not None]
    return len(owners) >= FEWEST and len(set(owners)) == 1 and owners[0] != own


def owner(text: str) -> str:
    """Whom the head of a file says that it belongs to, in small letters."""
    hit = OWNER.search(text[:HEAD])
    return hit[1].strip().lower() if hit is not None else ""
