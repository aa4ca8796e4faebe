"""`backlight doctor`: what is configured, what is missing, and what to do about it."""

import argparse
import asyncio
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec

from backlight import __version__
from backlight.agent import choice
from backlight.analysis.grammars import grammar
from backlight.analysis.languages import LANGUAGES, TREELESS
from backlight.cli.answer import document, plain
from backlight.cli.projects import absolute, config_of
from backlight.config import Config
from backlight.providers import credentials, local, models, platforms, prices
from backlight.scratch import ways
from backlight.sql.lab import maria_server
from backlight.sql.lab.cluster import programs
from backlight.state.spending import Spending


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str
    todo: str = ""
    """What to do, if it is not as it should be."""


def command(args: argparse.Namespace) -> int:
    """Print what was looked at; 1 if something is to be done."""
    lines = [*_lines(args.folder), *(_local(args.folder) if args.local else ())]
    if args.json:
        rows = [{"name": x.name, "ok": x.ok, "detail": x.detail, "todo": x.todo} for x in lines]
        document({"version": __version__, "checks": rows})
    else:
        for line in lines:
            print(plain(f"{'ok ' if line.ok else '-- '} {line.name}: {line.detail}"))
            if line.todo:
                print(plain(f"    {line.todo}"))
    return 0 if all(line.ok for line in lines) else 1


def _lines(folder: str) -> Iterator[Line]:
    yield Line("version", ok=True, detail=f"{__version__}, Python {platform.python_version()}")
    yield _grammars()
    yield _git()
    yield _scratch()
    yield _commands()
    config = config_of(absolute(folder))
    environ = choice.environment(os.environ, config)
    yield _key(environ)
    yield Line("platform", ok=True, detail=platforms.platform(environ).title)
    yield Line("endpoint", ok=True, detail=credentials.shown_url(environ))
    yield _sdk()
    yield Line("model", ok=True, detail=models.resolve("sonnet", environ, config.model)[0])
    yield Line("engine", ok=True, detail=config.engine)
    limits = f"{config.max_turns} turns, {config.max_tokens} tokens, {config.max_cost:g} USD, "
    yield Line("limits of a run", ok=True, detail=f"{limits}{config.max_seconds:g} seconds")
    yield _today(config)


def _local(folder: str) -> Iterator[Line]:
    """The servers of models on this machine, looked for only when it is asked for."""
    ports = config_of(absolute(folder), quiet=True).local_ports
    found = asyncio.run(local.look(ports))
    if not found:
        detail = f"no server answers at the ports {', '.join(ports)}"
        yield Line("models on this machine", ok=True, detail=detail)
    for one in found:
        names = ", ".join(model.id for model in one.models[:12])
        todo = f"To use it: ANTHROPIC_BASE_URL={one.url} ANTHROPIC_MODEL={one.models[0].id}"
        yield Line(f"{one.name} on this machine", ok=True, detail=names, todo=todo)


def _grammars() -> Line:
    names = sorted(set(LANGUAGES.values()) - TREELESS)
    broken = []
    for name in names:
        try:
            grammar(name)
        except (ImportError, ValueError, OSError):
            broken.append(name)
    if broken:
        todo = "Install Backlight again; its grammars come with it."
        return Line("grammars", ok=False, detail=f"missing: {', '.join(broken)}", todo=todo)
    return Line("grammars", ok=True, detail=", ".join(names))


def _today(config: Config) -> Line:
    """What was spent today, and whether that can be counted."""
    spending = Spending()
    tokens, dollars = spending.today()
    most = f"{config.max_tokens_per_day:,} tokens and {config.max_cost_per_day:g} USD"
    detail = f"{tokens:,} tokens, {dollars:.2f} USD of {most} (prices of {prices.AS_OF})"
    return Line("spent today", ok=not spending.problem, detail=detail, todo=spending.problem)


def _git() -> Line:
    if shutil.which("git") is not None:
        return Line("git", ok=True, detail="found")
    todo = "Only `git apply` needs it; the editor does not."
    return Line("git", ok=True, detail="not found", todo=todo)


def _scratch() -> Line:
    """Where rewritten queries are tried before they are shown: a server, and its driver."""
    servers = {
        "PostgreSQL": programs() is not None and find_spec("psycopg") is not None,
        "MariaDB": maria_server.program() is not None and find_spec("pymysql") is not None,
    }
    found = ", ".join(["SQLite", *(name for name, here in servers.items() if here)])
    lacking = "Queries of PostgreSQL are not tried; install `backlight[lab]`."
    todo = "" if servers["PostgreSQL"] else lacking
    return Line("scratch database", ok=True, detail=f"{found} found", todo=todo)


def _commands() -> Line:
    """How commands of the agent would be confined."""
    found = asyncio.run(ways.found())
    if found.way is None:
        return Line("commands", ok=True, detail="not run", todo=found.why)
    copied = "in a copy of the project" if found.copied else "over the project, nothing is copied"
    return Line("commands", ok=True, detail=f"confined by {found.way}, {copied}")


def _key(environ: Mapping[str, str]) -> Line:
    problem = credentials.problem(environ)
    if problem == credentials.MISSING and not environ.get("ANTHROPIC_BASE_URL", "").strip():
        detail = "none; findings, facts and instant actions work without one"
        return Line("key", ok=True, detail=detail, todo=problem)
    if problem is not None:
        return Line("key", ok=False, detail="not accepted; instant actions work", todo=problem)
    named = next((way for way in credentials.WAYS if environ.get(way, "").strip()), None)
    return Line("key", ok=True, detail=f"{named} is set" if named else "none needed here")


def _sdk() -> Line:
    if find_spec("anthropic") is None:
        todo = "Install Backlight again; the package `anthropic` comes with it."
        return Line("client of the model", ok=False, detail="missing", todo=todo)
    return Line("client of the model", ok=True, detail="found")
