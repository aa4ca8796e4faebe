"""The arguments of `bwrap` for an order: the same view of the machine that namespaces give."""

import os
import sys
from pathlib import Path

from backlight.scratch.order import Order


def arguments(order: Order) -> tuple[str, ...]:
    """Everything read only, the user's folders covered, and put back what the command needs."""
    said = ["--unshare-all", "--die-with-parent", "--new-session", "--ro-bind", "/", "/"]
    said += ["--dev", "/dev", "--proc", "/proc"]
    for path in order.covered:
        said += ["--tmpfs", path]
    said += ["--bind", order.temporary, "/tmp"]  # noqa: S108 - it is ours there
    covered = tuple(f"{path}/" for path in order.covered)
    ours = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[1]))
    back = [path for path in (*ours, *order.read) if f"{path}/".startswith(covered)]
    for path in sorted(back, key=len):
        said += ["--ro-bind-try", path, path]
    said += ["--bind", order.copy, order.root, "--bind", order.home, order.home]
    for source, path in order.linked:
        said += ["--ro-bind", source, path]
    for path in filter(os.path.lexists, order.hidden):
        said += ["--ro-bind", os.devnull, path]
    return (*said, "--")
