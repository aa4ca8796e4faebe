"""Waiting for what an editor does in its own time."""

import time


def until(holds, seconds=30, said=None):
    """Wait until something holds; the deadline is far, for a machine that is busy."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := holds():
            return found
        time.sleep(0.02)
    raise AssertionError(f"it did not happen in time: {said() if said else ''}")
