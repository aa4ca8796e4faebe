"""What runs cost: `python tests/benchmarks/cost.py` prints tokens, shares of the cache, and ratios.

The tasks and the model's replies are `rounds.py`, what it is compared with `plain_loop.py`. Tokens
are counted from what was really sent (`double/meter.py`). It says nothing of how well a model works.
"""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2] / "server")]

from benchmarks.plain_loop import Loop  # noqa: E402 - found by the path above
from benchmarks.rounds import TASKS  # noqa: E402 - found by the path above
from double.meter import Meter  # noqa: E402 - found by the path above


def main():
    print(f"{'task':30} {'loop':8} {'requests':>8} {'tokens':>9} {'of them out':>11}")
    for task in TASKS:
        for keeps in (True, False):
            meter = Meter()
            Loop(meter, keeps=keeps).run(task, task.texts())
            row("whole" if keeps else "latest", task, meter)


def row(name, task, meter):
    total = sum(sum(usage.values()) for usage in meter.usages)
    out = sum(usage["output_tokens"] for usage in meter.usages)
    print(f"{task.name:30} {name:8} {len(meter.usages):8} {total:9,} {out:11,}")


if __name__ == "__main__":
    main()
