"""Files to read, in batches of which a pipe takes one while nobody reads it."""

from collections.abc import Iterable, Iterator

Job = tuple[str, bytes]
"""A path, and the digest that is known of it."""
Batch = tuple[Job, ...]
MOST, LONGEST = 24, 4_000
"""Files in a batch, and characters of their paths: what a pipe takes while nobody reads it."""


def batches(jobs: Iterable[Job]) -> Iterator[Batch]:
    """Files in their order, in batches of a few."""
    batch: list[Job] = []
    for job in jobs:
        batch.append(job)
        if len(batch) == MOST or sum(len(path) for path, _ in batch) > LONGEST:
            yield tuple(batch)
            batch = []
    if batch:
        yield tuple(batch)
