"""How many chains of mappers in real applications are read as the statements they run.

    python tests/benchmarks/chains.py APP [APP …] [--kind NAME] [--most N] [--all]

For each application (a folder) and mapper: reads that are certain, of how many, and the reasons for
the rest, most frequent first; `--all` prints each statement and each reason with its place.
"""

import argparse
import re
from collections import Counter
from pathlib import Path

from backlight.analysis.places import is_test
from backlight.edits import Refused
from backlight.index import built
from backlight.stacks import ORMS
from backlight.workspace import Snapshot

MAPPERS = {orm.name: orm for orm in ORMS}


def main():
    """One block per application and mapper."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("apps", nargs="+", type=Path)
    options.add_argument("--kind", help="one mapper only")
    options.add_argument("--most", type=int, default=8, help="reasons that are printed")
    options.add_argument("--all", action="store_true", help="print every chain")
    given = options.parse_args()
    for app in given.apps:
        tally(app.name, measured(app.resolve()), given)


def measured(root):
    """Each read of a mapper that can be rendered, with what it is rendered to."""
    project = built(Snapshot(root))
    for path, facts in project.files.items():
        if is_test(path):
            continue
        for query in facts.queries:
            orm = MAPPERS.get(query.kind)
            if orm is not None and orm.render is not None and query.returns != "write":
                yield query, f"{path}:{query.line}", orm.render(project.read(path), query, project)


def tally(name, rows, given):
    """Print what came of one application."""
    rows = [row for row in rows if given.kind in {None, row[0].kind}]
    for kind in sorted({query.kind for query, _, _ in rows}):
        mine = [row for row in rows if row[0].kind == kind]
        certain = [row for row in mine if not isinstance(row[2], Refused)]
        print(f"{name} {kind}: {len(certain)} of {len(mine)}")
        why = Counter(shape(said) for _, _, said in mine if isinstance(said, Refused))
        for reason, count in why.most_common(given.most):
            print(f"  {count:4} {reason}")
        for _, place, said in mine if given.all else ():
            print(f"    {place}: {said.reason if isinstance(said, Refused) else said}")


def shape(refused):
    """A reason without the names of this application."""
    said = refused.reason.removeprefix("What it runs is not certain: ")
    return re.sub(r"`[^`]*`", "`…`", said)


if __name__ == "__main__":
    main()
