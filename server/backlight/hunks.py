"""The hunks of a unified diff, in a time that grows with the texts and not with their square."""

from backlight.diffs import Block, Step, steps


def hunks(before: str, after: str, context: int = 3) -> str:
    r"""What leads from one text to another, so many lines around it; nothing if they are alike.

    >>> print(hunks("a\nb\nc\n", "a\nx\nc\n", 1), end="")
    @@ -1,3 +1,3 @@
     a
    -b
    +x
     c
    """
    old, new = _lines(before), _lines(after)
    return "".join(_hunk(old, new, group, context) for group in _grouped(steps(old, new), context))


def _lines(text: str) -> list[str]:
    r"""The lines as git counts them: only `\n` ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _grouped(found: list[Step], context: int) -> list[list[Block]]:
    """Blocks so near to each other that their context would overlap make one hunk."""
    groups: list[list[Block]] = []
    for block in ((i, j, k, m) for same, i, j, k, m in found if not same):
        if groups and block[0] - groups[-1][-1][1] <= 2 * context:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _hunk(old: list[str], new: list[str], group: list[Block], context: int) -> str:
    first, last = group[0], group[-1]
    before = min(context, first[0])
    after = min(context, len(old) - last[1])
    start, end = first[0] - before, last[1] + after
    rows, at = [], start
    for i, j, k, m in group:
        rows += [_row(" ", line) for line in old[at:i]]
        rows += [_row("-", line) for line in old[i:j]]
        rows += [_row("+", line) for line in new[k:m]]
        at = j
    rows += [_row(" ", line) for line in old[at:end]]
    was = _range(start, end)
    now = _range(first[2] - before, last[3] + after)
    return f"@@ -{was} +{now} @@\n" + "".join(rows)


def _row(sign: str, line: str) -> str:
    if line.endswith("\n"):
        return sign + line
    return f"{sign}{line}\n\\ No newline at end of file\n"


def _range(start: int, end: int) -> str:
    """Where a hunk stands; a range of no lines is named by the line before it."""
    size = end - start
    return f"{start + 1 if size else start},{size}"
