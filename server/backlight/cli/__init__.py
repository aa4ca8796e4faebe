"""The same actions without an editor: one command a file, nothing imported before it is needed.

Exit codes: 0 done; 1 findings, or nothing applies here; 2 bad usage or input; 3 refused by a check,
or failed; 130 cancelled.
"""

import argparse
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import NoReturn

from backlight import __version__
from backlight.cli.answer import Stop, document, warn

Command = Callable[[argparse.Namespace], int]

SO_ANYWAY = "accepted and ignored: it is so anyway"
WHICH = "the latest if none is named; `diff N M` compares two"
PLACE = "FILE:LINE[:COL]; lines and columns are counted from 1"


def main(argv: Sequence[str], others: Mapping[str, Command]) -> int:
    """Run one command. `others` are the commands that live elsewhere: `serve` and `demo`."""
    try:
        args = parser().parse_args(argv)
        if args.command in others:
            return others[args.command](args)
        command: Command = import_module(f"backlight.cli.{args.command}").command
        return command(args)
    except Stop as stop:
        return _stopped(stop, as_json="--json" in argv)
    except KeyboardInterrupt:
        return _stopped(Stop("cancelled", "Cancelled."), as_json="--json" in argv)
    except BrokenPipeError:
        # Who reads (`head`) has seen enough; what Python flushes at exit must go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001  # a person is told in a sentence, not in a traceback
        what = f"Backlight itself failed: {type(error).__name__}: {error}; please report it."
        return _stopped(Stop("failed", " ".join(what.split())), as_json="--json" in argv)


def _stopped(stop: Stop, *, as_json: bool) -> int:
    if as_json:
        document({"error": {"code": stop.code, "message": stop.message}})
    else:
        warn(stop.message)
    return stop.exit


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, as every other failure is said."""

    def error(self, message: str) -> NoReturn:
        """Stop with bad usage; the sentence ends in where to read on."""
        raise Stop("usage", f"{message[:1].upper()}{message[1:]}; see `{self.prog} --help`.")


def parser() -> argparse.ArgumentParser:
    """What can be said on the command line."""
    top = Parser(prog="backlight", description="A senior backend developer in your editor.")
    top.add_argument("--version", action="version", version=f"backlight {__version__}")
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True)
    served = commands.add_parser("serve", help="the language server, on standard input and output")
    served.add_argument("--stdio", action="store_true", help=SO_ANYWAY)
    served.add_argument("--tcp", metavar="HOST:PORT", help="on a loopback address, for debugging")
    offered = commands.add_parser("actions", help="what the menu shows at a place")
    offered.add_argument("place", metavar="PLACE", help=f"FILE or {PLACE}")
    run = _run(commands)
    check = commands.add_parser("check", help="the findings")
    check.add_argument("paths", metavar="PATH", nargs="+")
    check.add_argument("--format", choices=("text", "json", "sarif"), default="text")
    check.add_argument("--changed-since", metavar="REV", help="only on lines that changed since")
    check.add_argument("--baseline", metavar="FILE", help="leave out what this list has")
    facts = commands.add_parser("facts", help="endpoints, queries and tables found")
    facts.add_argument("paths", metavar="PATH", nargs="+")
    agents = commands.add_parser("agents", help="personas and actions in Markdown, and their use")
    agents.add_argument("folder", metavar="FOLDER", nargs="?", default=".")
    agents.add_argument("--check", metavar="PATH", help="files that are in no place of theirs yet")
    trust = _trust(commands)
    tried = _evaluation(commands)
    past = commands.add_parser("runs", help="what the editor's runs changed, and how they ended")
    past.add_argument("what", metavar="show|diff", nargs="?", choices=("show", "diff"))
    past.add_argument("numbers", metavar="N", nargs="*", type=int, help=WHICH)
    doctor = commands.add_parser("doctor", help="what is configured, and what is missing")
    doctor.add_argument("folder", metavar="FOLDER", nargs="?", default=".")
    doctor.add_argument("--local", action="store_true", help="look for models on this machine")
    shown = commands.add_parser("demo", help="three actions on a small application; no key needed")
    for each in (offered, run, check, facts, agents, trust, tried, past, doctor, shown):
        each.add_argument(
            "--json", action="store_true", help="one JSON document on standard output"
        )
    return top


def _run(commands: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    run = commands.add_parser("run", help="carry out an action; prints a diff, writes nothing")
    run.add_argument("action", metavar="ACTION", help="an id that `backlight actions` shows")
    run.add_argument("place", metavar="PLACE", help=PLACE)
    run.add_argument("--ask", metavar="TEXT", default="", help="what you want, in words")
    drawn = "draw the plans before and after, in place of a diff"
    run.add_argument("--plan-svg", action="store_true", help=drawn)
    run.add_argument("--plan", action="store_true", help="see the agent's plan before it writes")
    run.add_argument("--engine", choices=("instant", "agent", "auto"), help="who does the work")
    return run


def _trust(commands: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    trust = commands.add_parser("trust", help="let agent files of a workspace be used as they are")
    trust.add_argument("what", metavar="PATH|list|revoke", nargs="+")
    trust.add_argument("--commands", action="store_true", help="let commands be run in a folder")
    return trust


def _evaluation(commands: "argparse._SubParsersAction[Parser]") -> argparse.ArgumentParser:
    tried = commands.add_parser("eval", help="how well a model does: tasks with hidden checks")
    tried.add_argument("tasks", metavar="TASK", nargs="*", help="only tasks with this in their id")
    tried.add_argument("--recorded", action="store_true", help="play replies written by hand")
    tried.add_argument("--list", action="store_true", help="what tasks there are")
    tried.add_argument("--times", metavar="N", type=int, default=1, help="attempts at each task")
    tried.add_argument("--python", metavar="EXE", help="the Python that has what the tests need")
    tried.add_argument("--node-modules", metavar="DIR", help="where packages of Node are")
    tried.add_argument("--projects", metavar="DIR", help="projects of your own")
    return tried
