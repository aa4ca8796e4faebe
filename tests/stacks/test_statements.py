"""Chains of mappers as the statements they run, or why that is not certain, one page for each.

The files of a page's first part hold for all of it; those of a `##` part are put in their place.
"""

from pathlib import Path
from re import DOTALL
from re import compile as regex

import pytest

from backlight.edits import Refused
from backlight.stacks import ORMS
from stacks.reading import files, project

FOLDER = Path(__file__).parent
CHAINS = regex(r"^```text chains\n(.*?)^```", DOTALL | 8)
MAPPERS = {orm.name: orm for orm in ORMS}


def cases():
    for page in sorted(FOLDER.glob("*_statements.md")):
        first, *others = page.read_text("utf-8").split("\n## ")
        if "CHAIN" not in first.partition("```text chains")[0].partition("```")[2]:
            continue
        common = files(first)
        for part in (first, *others):
            for line in CHAINS.search(part)[1].splitlines():
                chain, _, said = f"{line} ".partition(" -> ")
                given = {**common, **files(part)}
                name = page.name.removesuffix("_statements.md")
                yield pytest.param(name, given, chain, said.strip(), id=f"{name}: {chain}")


CASES = [*cases()]


def rendered(mapper, given, chain):
    """What the mapper says of the only query in the file that holds `CHAIN`."""
    path = next(path for path, text in given.items() if "CHAIN" in text)
    texts = {p: t.replace("CHAIN", chain) for p, t in given.items() if p != "chains"}
    known = project(texts)
    found = [q for q in known.files[path].queries if q.kind == mapper]
    assert len(found) == 1, "one chain, one query"
    return MAPPERS[mapper].render(known.read(path), found[0], known)


@pytest.mark.parametrize(("mapper", "given", "chain", "said"), CASES)
def test_a_chain_is_the_statement_it_runs(mapper, given, chain, said):
    runs = rendered(mapper, given, chain)
    if said.startswith("!"):
        assert isinstance(runs, Refused), runs
        assert said.removeprefix("!").strip() in runs.reason
    else:
        assert runs == said


@pytest.mark.parametrize(("mapper", "given", "chain", "said"), CASES)
def test_a_chain_that_is_cut_off_is_read_without_a_failure(mapper, given, chain, said):
    for end in range(len(chain) // 2, len(chain), 7):
        path = next(path for path, text in given.items() if "CHAIN" in text)
        texts = {p: t.replace("CHAIN", chain[:end]) for p, t in given.items() if p != "chains"}
        known = project(texts)
        for query in (q for q in known.files[path].queries if q.kind == mapper):
            MAPPERS[mapper].render(known.read(path), query, known)
