"""`backlight agents`: the personas that are found, which are used, and what is wrong with them."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from backlight.agent import engine, personas
from backlight.agent.persona import Origin, Persona, parse
from backlight.cli.answer import document, plain
from backlight.cli.projects import absolute, shown
from backlight.workspace import Snapshot, Unreadable

FOLDERS = tuple(f"{folder}/" for folder in personas.OF_WORKSPACE)
MOST = 200
WHY = {
    "bundled": "no action asks for it",
    "user": "no action asks for it",
    "workspace": "off: a workspace is not trusted by being opened, and its agents would be "
    "instructions by checkout",
}
"""Why a persona is not used, by where it comes from."""


def command(args: argparse.Namespace) -> int:
    """Print every agent file that is found; 1 if one has a problem."""
    rows = [*_trusted(), *_of_workspace(absolute(args.folder))]
    if args.json:
        document(rows)
    else:
        for row in rows:
            _print(row)
    return 1 if any(row["problems"] for row in rows) else 0


def _trusted() -> Iterator[dict[str, Any]]:
    """Those that come with Backlight and the user's own, as runs see them."""
    known = personas.roster()
    told: dict[tuple[str, Origin], list[dict[str, Any]]] = {}
    for note in known.notes:
        problem = {"line": max(1, note.problem.line), "message": note.problem.message}
        told.setdefault((note.file, note.origin), []).append(problem)
    for persona in known.personas.values():
        problems = told.pop((persona.path, persona.origin), [])
        yield _described(persona.path, persona.origin, persona, problems)
    for (file, origin), problems in told.items():
        yield _described(file, origin, None, problems)


def _of_workspace(root: Path) -> Iterator[dict[str, Any]]:
    """Those of a workspace, read as data only."""
    snapshot = Snapshot(root)
    found = [path for path in snapshot.paths if path.startswith(FOLDERS) and path.endswith(".md")]
    for path in found[:MOST]:
        file = shown(snapshot, path)
        try:
            persona, odd = parse(file, snapshot.read(path).source, "workspace")
        except Unreadable as error:
            problem = {"line": 1, "message": f"{error}."}
            yield _described(file, "workspace", None, [problem])
            continue
        problems = [{"line": max(1, one.line), "message": one.message} for one in odd]
        if persona is not None or problems:
            yield _described(file, "workspace", persona, problems)


def _described(
    file: str, origin: Origin, persona: Persona | None, problems: list[dict[str, Any]]
) -> dict[str, Any]:
    used = persona is not None and origin == "bundled" and persona.name == engine.PERSONA
    return {
        "file": file,
        "origin": origin,
        "name": persona.name if persona is not None else "",
        "description": persona.description if persona is not None else "",
        "tools": list(persona.tools) if persona is not None else [],
        "model": persona.model if persona is not None else "",
        "used": used,
        "reason": "" if used else WHY[origin],
        "problems": problems,
    }


def _print(row: dict[str, Any]) -> None:
    use = "in use" if row["used"] else f"not used: {row['reason']}"
    print(plain(f"{row['file']}: {row['name'] or 'no agent'} ({row['origin']}; {use})"))
    if row["description"]:
        print(plain(f"    {row['description']}"))
    for problem in row["problems"]:
        print(plain(f"    line {problem['line']}: {problem['message']}"))
