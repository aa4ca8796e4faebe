"""The `before_action` by which a Rails controller asks who it is, for one more action."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.guards import signs_in
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.guarded import WHY, usual

SAID = regex(r"^[ \t]*before_action[ (]:(\w+[!?]?)[^\n]*$", MULTILINE)
SYMBOLS = regex(r"\bonly:\s*\[([^\]\n]*)\]")
WORDS = regex(r"\bonly:\s*%i[\[({]([^\])}\n]*)[\])}]")
SOMETIMES = regex(r"\b(?:if|unless):")
ONE = regex(r"\bonly:\s*:(\w+)")


def ask_who(source: Source, handler: Handler, _project: Project) -> Change | Refused:
    """The action joins those that the filter stands before."""
    action = handler.name.partition("#")[2]
    found = [hit for hit in SAID.finditer(source.text.source) if signs_in(hit[1])]
    if len(found) != 1:
        return Refused(
            f"{len(found)} filters of this controller ask who it is; say which is meant."
        )
    line, start = found[0][0], len(source.text.source[: found[0].start()].encode())
    way = usual([(found[0][1],)])
    if isinstance(way, Refused):
        return way
    if SOMETIMES.search(line):
        return Refused(f"`{found[0][1]}` asks only sometimes; say whether it does for `{action}`.")
    if "except:" in line:
        return Refused(f"`{found[0][1]}` leaves `{action}` out by name; take it out of `except`.")
    for pattern, text in ((WORDS, f" {action}"), (SYMBOLS, f", :{action}")):
        hit = pattern.search(line)
        if hit is not None:
            at = start + len(line[: hit.end(1)].rstrip().encode())
            return change((source.path, [Edit(at, at, text if hit[1].strip() else action, WHY)]))
    hit = ONE.search(line)
    if hit is None:
        return Refused("Which actions it stands before is not said by `only`; ask the agent.")
    at, end = (start + len(line[:n].encode()) for n in (hit.start(1) - 1, hit.end(1)))
    return change((source.path, [Edit(at, end, f"%i[{hit[1]} {action}]", WHY)]))
