"""`backlight run ACTION FILE:LINE[:COL]`: one action from start to diff; nothing is written."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path

from backlight.agent.library import Library
from backlight.agent.means import Means
from backlight.analysis.facts import Project
from backlight.analysis.syntax import Span
from backlight.checks import plan, rehearsal, rows
from backlight.cli.answer import Stop, document, plain, warn
from backlight.cli.diff import named, unified
from backlight.cli.places import Place, place
from backlight.cli.projects import absolute, config_of, known, library_of
from backlight.cli.roots import root_of
from backlight.cli.unfinished import keep
from backlight.edits import Change
from backlight.menu import context, offered
from backlight.runs import Outcome, Request, run

PROOFS = frozenset({plan.NAME, rehearsal.NAME, rows.NAME})
"""The checks that say something of a change that one cannot see in it."""


class Terminal:
    """The person at the terminal; standard output is kept for the answer."""

    def __init__(self, *, asks: bool) -> None:
        self.asks = asks

    def report(self, message: str) -> None:
        """Say what is being done, where somebody watches."""
        if sys.stderr.isatty():
            warn(message)

    async def ask(self, question: str, choices: Sequence[str], default: str) -> str | None:
        """Ask, where somebody can answer; elsewhere the default is taken."""
        if not self.asks:
            return default
        shown = f" [{' / '.join(choices)}]" if choices else ""
        print(plain(f"{question}{shown} ({default}) "), end="", file=sys.stderr, flush=True)
        answer = (await asyncio.to_thread(sys.stdin.readline)).strip()
        return answer or default


def command(args: argparse.Namespace) -> int:
    """Run an action and print its diff, or the whole outcome as JSON."""
    library = library_of(root_of(absolute(args.place)) or Path.cwd())
    if library.find(args.action) is None:
        names = ", ".join(action.id for action in library.actions())
        raise Stop("usage", f"There is no action `{args.action}`; there are: {names}.")
    where = place(args.place)
    if where.span is None:
        raise Stop("usage", f"Say where: {args.place}:LINE.")
    project = known(where.snapshot)
    args.ask = args.ask or _wish(args, where, where.span, library, project)
    outcome = asyncio.run(_carried_out(args, where, where.span, library, project))
    if outcome.unfinished is not None:
        raise Stop("refused", f"{outcome.refused} {keep(outcome, where)}")
    if outcome.refused:
        raise Stop("refused" if outcome.applicable else "nothing", outcome.refused)
    made = outcome.change or Change()
    diff = unified(made, lambda path: outcome.base[path], partial(named, where.snapshot.root))
    if args.json:
        document(_answer(outcome, diff))
        return 0
    if args.plan_svg:
        drawn = next((check.picture for check in outcome.checks if check.picture), "")
        if not drawn:
            raise Stop("nothing", "No plans were compared here, so there is none to draw.")
        sys.stdout.write(drawn)
        return 0
    for check in outcome.checks:
        verdict = "ok" if check.ok else "look at this before you apply it"
        warn(f"{verdict}: {check.name}: {check.detail}")
    if story := _story(outcome):
        print(plain(story), file=sys.stderr)
    sys.stdout.flush()
    sys.stdout.buffer.write(diff.encode("utf-8", "surrogatepass"))
    return 0


def _wish(
    args: argparse.Namespace, where: Place, span: Span, library: Library, project: Project
) -> str:
    """What is wanted, where neither the place nor the command says it; nothing where one does."""
    action, source = library.find(args.action), project.read(where.path)
    if action is None or not action.asks or source is None:
        return ""
    offer = offered(action, context(source, span, project))
    if offer is None or offer.evident or offer.said or offer.rewrite or offer.disabled:
        return ""
    if sys.stdin.isatty() and not args.json:
        print(plain(f"{action.asks} "), end="", file=sys.stderr, flush=True)
        if wish := sys.stdin.readline().strip():
            return wish
    raise Stop("usage", f"Say what is wanted by `--ask TEXT`. {action.asks}")


async def _carried_out(
    args: argparse.Namespace, where: Place, span: Span, library: Library, project: Project
) -> Outcome:
    config = config_of(where.snapshot.root)
    request = Request(
        action=args.action,
        path=where.path,
        span=span,
        engine=args.engine or ("agent" if args.plan else config.engine),
        ask=args.ask,
        plan=args.plan,
    )
    front = Terminal(asks=sys.stdin.isatty() and not args.json)
    return await run(request, where.snapshot, project, config, front, Means(library))


def _answer(outcome: Outcome, diff: str) -> dict[str, object]:
    return {
        "action": outcome.action,
        "engine": outcome.engine,
        "diff": diff,
        "checks": [{"name": c.name, "ok": c.ok, "detail": c.detail} for c in outcome.checks],
        "summary": _story(outcome),
        "usage": asdict(outcome.usage),
    }


def _story(outcome: Outcome) -> str:
    """What was done, how it was proven, and which files a model was shown for it."""
    shown = f"Shown to the model: {', '.join(outcome.sent)}" if outcome.sent else ""
    proofs = "\n".join(f"- {c.name}: {c.detail}" for c in outcome.checks if c.name in PROOFS)
    drawn = (check.drawn for check in outcome.checks)
    return "\n\n".join(filter(None, (outcome.summary, proofs, *drawn, shown)))
