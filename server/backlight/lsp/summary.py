"""What the user is told at the end of a run: one sentence, and the details for who wants them."""

from collections.abc import Sequence
from re import compile as regex
from typing import TYPE_CHECKING
from urllib.parse import quote

from backlight.agent.plain import harmless
from backlight.lsp.client import SCHEME, Level, plain
from backlight.lsp.receipt import Receipt
from backlight.lsp.session import Session
from backlight.lsp.unseen import HELD
from backlight.outcome import IDLE
from backlight.providers import Usage
from backlight.runs import Outcome

if TYPE_CHECKING:
    from backlight.lsp.delivery import Delivery
    from backlight.lsp.front import Run

ROOM = 60
"""Characters of a path in a message; editors cut off long ones."""
LONGEST = 1_500
"""Characters of an answer that an editor shows in a message, if it can show no document."""

SET_KEY = "backlight.setKey"
"""What an editor calls its command that asks for a key."""

SAID: dict[str, str] = {
    "applied": "{} is changed",
    "rebased": "{} is changed, with what you typed meanwhile",
    "part": "{} is changed in part; its code actions offer the rest",
    "refused": "the editor did not take the change of {}",
    "other": "{} does not read as it was sent: look at it, and undo if need be",
    "unsure": "{} was changed by you on the same lines; its code actions offer again what it lacks",
    "unseen": "{} was sent, the editor has not shown it yet",
    "made": "{} is new",
    "gone": "{} is gone",
    "stays": "{} stays",
}
UNFINISHED = "What was done until then is kept: the code actions here offer it."
AGAIN = ("Undo", "Redo", "Refine", "Explain", "Try", "Apply", "Finish")
"""How titles of what goes on with a run begin; its own title follows."""
NOTHING = regex("(?:No|None) ")
"""How a check says that there was nothing to look at, or nothing wrong."""
GOOD = frozenset({"applied", "rebased", "unseen", "kept"})
THERE = frozenset({"applied", "rebased", "part", "other"})


def tell(session: Session, run: "Run", outcome: Outcome, delivery: "Delivery") -> str:
    """Say how a run ended; answers the sentence."""
    level, said = sentence(outcome, delivery)
    said = " ".join([said, *run.notes])
    number = run.record.number if run.record is not None else 0
    if number and not all(receipt.state in GOOD for receipt in delivery.receipts):
        said += f" `backlight runs diff {number}` shows what was sent."
    story = harmless(plain(details(run.title, outcome, delivery, (*run.notes, *run.lines))))
    reads = session.client.announced.reads_ours
    worded = _answers(outcome) or outcome.refused == IDLE
    short = f"\n\n{outcome.summary[:LONGEST]}" if worded and not reads else ""
    level = "warning" if run.notes else level
    _say(session, level, f"{brief(outcome.title or run.title)}: {said}{short}", outcome)
    session.client.log("info", story)
    session.stories.keep_plans(outcome.checks)
    if outcome.engine == "agent" and reads:
        uri = f"{SCHEME}:/runs/{run.id}/{quote(run.title, safe='')}.md"
        session.stories.keep(uri, story)
        session.spawn(session.client.show(uri))
    return said


def _say(session: Session, level: Level, text: str, outcome: Outcome) -> None:
    """One message; where only a key is missing, with the editor's own way to give one."""
    if outcome.keyless:
        session.client.offer(text, SET_KEY, "Set API Key…")
    else:
        session.client.message(level, text)


def sentence(outcome: Outcome, delivery: "Delivery") -> tuple[Level, str]:
    """One sentence that is true, and what to do if it is not good news."""
    if outcome.unfinished is not None:
        return "warning", f"{outcome.refused} {UNFINISHED}"
    if outcome.refused:
        return "warning", outcome.refused
    if delivery.refused:
        return "warning", delivery.refused
    if _answers(outcome):
        return "info", "answered; nothing was changed."
    made = {file.path for file in delivery.files if file.made}
    gone = {file.path for file in delivery.files if file.removed}
    told = [_of(r, made=r.path in made, gone=r.path in gone) for r in delivery.receipts]
    states = {receipt.state for receipt in delivery.receipts}
    said = "; ".join(told) + "."
    if "refused" in states and states & THERE:
        said += " The code actions there offer to undo what was changed."
    return ("info" if states <= {"applied", "rebased", "unseen"} else "warning"), said


def unchanged(outcome: Outcome, delivery: "Delivery") -> bool:
    """Whether nothing came of a change that was wanted."""
    none = outcome.refused or delivery.refused
    return bool(
        none or (delivery.receipts and all(r.state == "refused" for r in delivery.receipts))
    )


def brief(title: str) -> str:
    """A title without its evidence, which was true before: `Undo: Add validation`."""
    first, _, rest = title.partition(": ")
    known = rest.partition(": ")[0]
    return f"{first}: {known}" if first.startswith(AGAIN) and known else first


def _answers(outcome: Outcome) -> bool:
    """Whether words are all that came of it, and all that was wanted."""
    return outcome.change is None and not outcome.refused


def details(title: str, outcome: Outcome, delivery: "Delivery", notes: Sequence[str]) -> str:
    """The whole story in Markdown: what was done, checked, spent, and sent to a model."""
    checks = _checks(outcome)
    head, _, evidence = (outcome.title or title).partition(": ")
    lines = [f"# {head}", evidence, outcome.summary, *notes]
    lines += ["## Checks", *checks] if checks else []
    lines += ["## Plans", *plans] if (plans := [c.drawn for c in outcome.checks if c.drawn]) else []
    lines += [f"## Files\n{sentence(outcome, delivery)[1]}"]
    if outcome.usage.requests:
        asked = outcome.usage.requests
        replies = f"{asked} request{'s' * (asked != 1)}"
        lines.append(f"{replies}, {outcome.usage.tokens:,} tokens{_cached(outcome.usage)}.")
    if outcome.sent:
        lines.append("Shown to the model: " + ", ".join(outcome.sent))
    return "\n\n".join(literal(line) for line in lines if line)


def literal(line: str) -> str:
    """Words in which the name `__init__.py` stays as it is; code in them is so anyway."""
    if "```" in line:
        return line
    parts = line.split("`")
    return "`".join(p if at % 2 else p.replace("__", r"\_\_") for at, p in enumerate(parts))


def _checks(outcome: Outcome) -> list[str]:
    """What was checked: a line each, and one for all that found nothing to say."""
    quiet = [c.name for c in outcome.checks if c.ok and NOTHING.match(c.detail)]
    told = [c for c in outcome.checks if c.name not in quiet]
    lines = [f"- {'✓' if c.ok else '✗'} **{c.name}** {c.detail}" for c in told]
    return [*lines, f"- ✓ Nothing to say of: {', '.join(quiet)}."] if quiet else lines


def _cached(usage: Usage) -> str:
    """How much of what was sent the model's server had already."""
    sent = usage.input + usage.cache_read + usage.cache_write
    return f" ({usage.cache_read / sent:.0%} of the input from the cache)" if sent else ""


def _short(path: str) -> str:
    """A path as a message has room for: of a long one the last two parts."""
    return path if len(path) <= ROOM else "…/" + "/".join(path.split("/")[-2:])


def _of(receipt: Receipt, *, made: bool, gone: bool) -> str:
    """What became of one file; one that was to be made or deleted is told so."""
    if receipt.reason == HELD:
        return HELD.format(_short(receipt.path))
    if receipt.state == "kept":
        one = receipt.reason == "1"
        many = "part of the change was" if one else f"{receipt.reason} parts of the change were"
        left = f"{many} left out of {receipt.path}, for you changed the same lines"
        return f"{left}; its code actions offer {'it' if one else 'them'} again"
    done = receipt.state == "applied"
    unsure = receipt.state == "other" and receipt.missing is not None and not receipt.ours
    state: str = "unsure" if unsure else receipt.state
    if gone:
        state = "gone" if done else "stays"
    elif made and done:
        state = "made"
    said = SAID[state].format(_short(receipt.path))
    return f"{said} ({receipt.reason})" if receipt.reason else said
