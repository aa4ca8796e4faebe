"""Replays real model edits: `python tests/benchmarks/replay.py FOLDER` (cases.jsonl.gz, texts.json.gz).

Correct: the text that followed in reality. In place: a text that nobody kept, whose edits all stand
where their words stood, white space aside, and nowhere else. Already there: nothing was left to do.
Refused: no change, with a reason. Ambiguous: refused because the words stand in several places, so
that whoever takes one of them guesses. Wrong: any other text. Beside it a plain `str_replace` that
needs a unique match. A replay says nothing of how often a model would write such edits; it says what
becomes of them.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from backlight.agent.matching import Found, replace
from backlight.edits import apply
from backlight.text import Text

VERDICTS = ("correct", "in place", "already there", "ambiguous", "refused", "wrong")


def main(folder, *shown):
    cases, texts = load(folder)
    engines = {"backlight": ours, "unique str_replace": plain}
    rows = {}
    for case in cases:
        became = "applied" if case["kind"].startswith("applied") else "refused"
        for name, engine in engines.items():
            verdict, why = judge(case, texts, engine)
            rows.setdefault((case["format"], became, name), Counter())[verdict] += 1
            if verdict in shown and name == "backlight":
                print(case["id"], case["kind"], case.get("cause"), case["path"], verdict, why)
    print(f"{'format':22} {'then':8} {'engine':19}", *(f"{verdict:>13}" for verdict in VERDICTS))
    for (form, became, name), counted in sorted(rows.items()):
        print(f"{form:22} {became:8} {name:19}", *(f"{counted[v]:13}" for v in VERDICTS))
    for name in engines:
        total = sum((counted for key, counted in rows.items() if key[2] == name), Counter())
        print(f"{'all':22} {len(cases):<8} {name:19}", *(f"{total[v]:13}" for v in VERDICTS))


def load(folder):
    """The cases, and the texts by key."""
    with gzip.open(folder / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    with gzip.open(folder / "texts.json.gz", "rt", encoding="utf-8") as texts:
        return cases, json.load(texts)


def judge(case, texts, engine):
    """What becomes of one case."""
    before = Text(texts[case["before"]])
    after, placed = before, True
    for edit in case["edits"]:
        done = engine(after, edit)
        if not isinstance(done, Text):
            count = bare(after.source).count(bare(edit["search"]))
            many = count > 1 and not edit.get("replace_all") and bare(edit["search"])
            return ("ambiguous" if many else "refused"), done
        placed = placed and in_place(after.source, done.source, edit)
        after = done
    wanted = case.get("after") or case.get("after_retry")
    if wanted and after.source == texts[wanted]:
        return "correct", ""
    if case.get("after") or not placed:
        return "wrong", ""
    return ("already there" if after == before else "in place"), ""


def in_place(before, after, edit):
    """Whether a text is the one before with the edit in every place it can mean, and no other."""
    old, new = bare(edit["search"]), bare(edit["replace"])
    if before == after:
        return new in bare(after)
    many = bool(edit.get("replace_all"))
    return bare(before).count(old) == 1 + many * (bare(before).count(old) - 1) and bare(
        after
    ) == bare(before).replace(old, new)


def bare(text):
    """A text without its white space: what is left says where an edit stands."""
    return "".join(text.replace("\ufeff", "").split())


def ours(text, edit):
    found = replace(text, edit["search"], edit["replace"], every=bool(edit.get("replace_all")))
    return apply(text, found.edits) if isinstance(found, Found) else found.reason


def plain(text, edit):
    count = text.source.count(edit["search"]) if edit["search"] else 0
    if count == 0 or (count > 1 and not edit.get("replace_all")):
        return f"found {count} times"
    return Text(text.source.replace(edit["search"], edit["replace"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
