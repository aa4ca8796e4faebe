"""How long a project takes to be known: `python tests/benchmarks/index.py FOLDER…`.

Each is read cold (by this process alone, and by others), then started warm from what was kept; `rg`
looks for five words in the same files beside it, if it is installed. What counts are the ratios:
they hold on a slow or busy machine, the seconds do not. Nothing is asserted.
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from backlight.index import Index, fitting
from backlight.state.facts import Facts
from backlight.workspace import Snapshot

WORDS = "select|insert|route|request|class"
ROUNDS = 3


def known(root, store=None, helpers=0):
    """Read a project: its files, and the seconds of the clock and of this process."""
    clock, own = time.perf_counter(), time.process_time()
    snapshot, index = Snapshot(root), Index(store, helpers)
    for _ in index.steps(snapshot):
        pass
    index.project(snapshot)
    spent = time.perf_counter() - clock, time.process_time() - own
    index.keep(snapshot)
    return len(snapshot.paths), *spent


def searched(root):
    """Seconds of `rg` over the same tree, the best of some; `None` without it."""
    program = shutil.which("rg")
    if program is None:
        return None
    best = []
    for _ in range(ROUNDS):
        clock = time.perf_counter()
        order = [program, "--no-config", "-c", WORDS, str(root)]
        subprocess.run(order, stdout=subprocess.DEVNULL, check=False)
        best.append(time.perf_counter() - clock)
    return min(best)


def measured(root):
    """One project, as a row."""
    beside = searched(root)
    count, alone, _ = known(root)
    _, shared, own = known(root, helpers=fitting())
    with tempfile.TemporaryDirectory() as cache:
        environ = {**os.environ, "XDG_CACHE_HOME": cache, "LOCALAPPDATA": cache, "HOME": cache}
        known(root, Facts(environ, str(root)), fitting())
        warm = min(known(root, Facts(environ, str(root)))[1] for _ in range(ROUNDS))
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    times = f"{alone:6.2f} {shared:6.2f} {own:6.2f} {warm * 1000:6.0f}"
    ratio = f"{shared / beside:6.1f} {warm / beside:6.2f}" if beside else "     -      -"
    return f"{root.name:24} {count:6} {times} {beside or 0:6.3f} {ratio} {size:5}"


def main():
    """Print a row for each project."""
    print(
        f"{fitting()} processes; seconds cold by one process and by others, seconds this process "
        "was busy meanwhile, milliseconds warm,\nseconds of rg, cold and warm as ratios to it, "
        "and MB of this process"
    )
    print("project                   files  alone others   busy   warm     rg   cold   warm    MB")
    for name in sys.argv[1:]:
        print(measured(Path(name).resolve()), flush=True)


if __name__ == "__main__":
    main()
