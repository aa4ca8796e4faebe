"""Replays real model edits: `python tests/benchmarks/replay.py FOLDER` (cases.jsonl.gz, texts.json.gz).

Correct: the text that followed in reality. Refused: no change, with a reason. Wrong: any other text.
Beside it a plain `str_replace` that needs a unique match. A replay says nothing of how often a model
would write such edits; it says what becomes of them.
"""

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

from backlight.agent.matching import Found, replace
from backlight.edits import apply
from backlight.text import Text


def main(folder, *shown):
    cases, texts = load(folder)
    rows = {"backlight": Counter(), "unique str_replace": Counter()}
    for case in cases:
        for name, engine in (("backlight", ours), ("unique str_replace", plain)):
            verdict, why = judge(case, texts, engine)
            rows[name][case["kind"].partition(":")[0].split(" ")[0], verdict] += 1
            if verdict in shown and name == "backlight":
                print(case["id"], case["kind"], case.get("cause"), case["path"], verdict, why)
    print(f"{len(cases)} cases")
    for name, counted in rows.items():
        total = Counter()
        for (_, verdict), number in counted.items():
            total[verdict] += number
        print(
            f"{name:20}",
            dict(sorted(total.items())),
            {" ".join(k): v for k, v in sorted(counted.items())},
        )


def load(folder):
    """The cases, and the texts by key."""
    with gzip.open(folder / "cases.jsonl.gz", "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    with gzip.open(folder / "texts.json.gz", "rt", encoding="utf-8") as texts:
        return cases, json.load(texts)


def judge(case, texts, engine):
    """What becomes of one case."""
    before = Text(texts[case["before"]])
    after, why = before, ""
    for edit in case["edits"]:
        done = engine(after, edit)
        if not isinstance(done, Text):
            return "refused", done
        after = done
    wanted = case.get("after") or case.get("after_retry")
    if wanted is None:
        return "unknown", why
    if after.source == texts[wanted]:
        return "correct", why
    return ("wrong" if case.get("after") else "differs from retry"), why


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
