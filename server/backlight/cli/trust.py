"""`backlight trust PATH…|list|revoke PATH…`: which agent files of a workspace may be used.

What is trusted is a file with its content: whoever changes it, the user is asked again.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from backlight.agent.entries import Entry
from backlight.cli.answer import Stop, document, plain
from backlight.cli.projects import absolute, library_of, shown_path
from backlight.state.folder import Unusable
from backlight.state.trust import COMMANDS, Trust, Trusted

HOMES = frozenset({".backlight", ".claude"})
"""Folders of a workspace that hold agent files."""
RUNS = "to run commands, in it and in every folder below it"


def command(args: argparse.Namespace) -> int:
    """Trust, list or revoke; prints what is trusted, or no more."""
    word, *rest = args.what
    store = Trust(os.environ)
    try:
        if args.commands:
            return _told(args, "trusted", [_runs(store, name) for name in args.what])
        if word == "list" and not rest:
            return _told(args, "trusted", store.all())
        if word == "revoke" and rest:
            done = _told(args, "no longer trusted", _revoked(store, rest))
            for still in _still(store, rest):
                print(plain(still), file=sys.stderr)
            return done
        return _told(args, "trusted", _granted(store, args.what))
    except (Unusable, OSError) as error:
        raise Stop("failed", f"This could not be written down: {error}.") from None


def _told(args: argparse.Namespace, how: str, files: Sequence[Trusted]) -> int:
    if args.json:
        document([asdict(one) for one in files])
    for one in () if args.json else files:
        what = RUNS if one.digest == COMMANDS else f"sha256 {one.digest[:12]}"
        print(plain(f"{how}: {shown_path(one.path)} ({what}, since {one.since})"))
    if not files and not args.json:
        print("No file is trusted." if args.what == ["list"] else "Nothing changed.")
    return 0


def _runs(store: Trust, name: str) -> Trusted:
    """Let commands be run in a folder; what is on is for the settings to say."""
    path = absolute(name)
    if not path.is_dir():
        raise Stop("input", f"{_shown(path)} is no folder.")
    real, home = path.resolve(), Path(os.environ.get("HOME") or "/nonexistent").resolve()
    if real.parent == real or home.is_relative_to(real):
        raise Stop(
            "input",
            f"{_shown(path)} is not trusted: that would count for all that is in your home"
            " directory. Name the folder of a project.",
        )
    return store.grant(str(path), COMMANDS)


def _granted(store: Trust, names: Sequence[str]) -> list[Trusted]:
    """Trust what each name stands for: all of it, or nothing at all."""
    entries = [entry for name in names for entry in _named(absolute(name))]
    return [store.grant(one.found.path, one.digest) for one in entries]


def _named(path: Path) -> Iterator[Entry]:
    """The agent files that a path stands for: one file, or all that count in a folder."""
    root = next((up.parent for up in (path, *path.parents) if up.name in HOMES), None)
    known = [one for one in library_of(root or path).every() if one.origin == "workspace"]
    if root is not None:
        known = [one for one in known if _below(os.path.realpath(one.found.path), str(path))]
    if not known:
        raise Stop("input", f"{_shown(path)} holds no agent files of a workspace.")
    for one in known:
        if one.name:
            yield one
        elif not path.is_dir():
            raise Stop("input", f"{_shown(path)} cannot be used: {one.problems[0].message}")


def _below(path: str, top: str) -> bool:
    real = os.path.realpath(top)
    return path == real or path.startswith(real.rstrip(os.sep) + os.sep)


def _revoked(store: Trust, names: Sequence[str]) -> list[Trusted]:
    found = [one for name in names for one in store.revoke(str(absolute(name)))]
    if not found:
        why = f"Nothing at {', '.join(names)} is trusted; `backlight trust list` lists all."
        raise Stop("input", " ".join([why, *_still(store, names)]))
    return found


def _still(store: Trust, names: Sequence[str]) -> Iterator[str]:
    """Where commands may be run all the same, and which folder above is to be revoked for it."""
    for name in names:
        if (up := store.above(str(absolute(name)))) is not None:
            yield f"Commands may still be run in {name}: {up}, above it, is trusted to run them."


def _shown(path: Path) -> str:
    return shown_path(str(path))
