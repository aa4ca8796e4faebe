"""`initialize` and after: what both sides can do, folders, settings, files that change on disk."""

import asyncio
import gc
import logging
import os
from importlib import import_module
from typing import Any

from backlight import __version__
from backlight.analysis.languages import LANGUAGES
from backlight.config import Config, from_environment, from_toml
from backlight.lsp import given
from backlight.lsp.announced import Announced
from backlight.lsp.capabilities import capabilities
from backlight.lsp.client import Client
from backlight.lsp.peer import INVALID_PARAMS, Failure, Unanswered
from backlight.lsp.readiness import told
from backlight.lsp.session import Session
from backlight.lsp.sync import settled
from backlight.lsp.uris import identities, identity

log = logging.getLogger(__name__)

WATCHED = f"**/*{{{','.join(sorted(LANGUAGES))},.toml}}"

OURS = frozenset({"trusted", "clientCommands"})
"""What `initializationOptions` hold besides settings."""

AGENTS = "**/{.backlight,.claude}/agents/**/*.md"


def initialize(session: Session, params: Any) -> dict[str, Any]:
    """Take in what the editor can do; answer what we do. Unknown words are no errors."""
    if not isinstance(params, dict) or not isinstance(params.get("capabilities"), dict):
        raise Failure(INVALID_PARAMS, "`capabilities` must be an object.")
    name = given.seen(params, "clientInfo", "name")
    called = name if isinstance(name, str) else ""
    announced = Announced(params["capabilities"], called, _commands(params))
    session.client = Client(session.peer, announced)
    session.documents.by = announced.encoding
    session.folders = _folders(params)
    options = params.get("initializationOptions")
    options = options if isinstance(options, dict) else {}
    session.trusted = options["trusted"] if isinstance(options.get("trusted"), bool) else None
    session.options = {name: value for name, value in options.items() if name not in OURS}
    known, _ = given.settings(session.options)  # What is wrong with them is said a moment later
    session.config = Config.of({**from_environment(os.environ), **known})[0]
    parent = params.get("processId")
    session.parent = parent if isinstance(parent, int) and parent > 0 else None
    session.peer.initialized = True
    return {"capabilities": capabilities(announced), "serverInfo": _info()}


def _commands(params: Any) -> frozenset[str]:
    """The commands of its own that an editor lets our messages offer."""
    own = given.seen(params, "initializationOptions", "clientCommands")
    return (
        frozenset(one for one in own if isinstance(one, str))
        if isinstance(own, list)
        else frozenset()
    )


def _info() -> dict[str, str]:
    return {"name": "backlight", "version": __version__}


def initialized(session: Session, _params: Any) -> None:
    """Ask for the settings and for news of files, and begin to read the projects."""
    session.spawn(_prepared(session))


async def _prepared(session: Session) -> None:
    await asyncio.to_thread(_loaded)
    try:
        await configured(session)
    finally:
        session.configured.set()
    from backlight.lsp.recall import recalled

    if not session.careful:
        session.spawn(recalled(session))
    for root in session.projects.roots:
        session.spawn(looked(session, root))
    announced = session.client.announced
    wanted = []
    if announced.has("workspace", "didChangeWatchedFiles") and given.seen(
        announced.given, "workspace", "didChangeWatchedFiles", "dynamicRegistration"
    ):
        watchers = {"watchers": [{"globPattern": WATCHED}, {"globPattern": AGENTS}]}
        wanted.append(_registration("workspace/didChangeWatchedFiles", watchers))
    if given.seen(announced.given, "workspace", "didChangeConfiguration", "dynamicRegistration"):
        wanted.append(_registration("workspace/didChangeConfiguration", {"section": "backlight"}))
    if wanted and not await session.client.register(wanted):
        log.info("the editor did not take the registrations")


async def looked(session: Session, root: Any) -> None:
    """Look at the agent files of a project, behind everything else."""
    from backlight.lsp.agents import look

    await look(session, root)


def _loaded() -> None:
    """Import what the first menu and then the first run need, while nobody waits for it yet."""
    late = ("lsp.running", "lsp.again", "lsp.recall", "lsp.trusting")
    for name in ("lsp.projects", "lsp.offered", "menu", *late):
        import_module(f"backlight.{name}")
    gc.freeze()
    gc.enable()


def _registration(method: str, options: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"backlight-{method}", "method": method, "registerOptions": options}


async def configured(session: Session) -> None:
    """Take the settings: asked for where that works, else as pushed; problems are said."""
    values: Any = session.options
    if session.client.announced.has("workspace", "configuration"):
        try:
            values = await session.client.configuration()
        except Unanswered as silent:
            instead = "those of the start count" if values else "defaults count"
            session.once("warning", f"The settings could not be read ({silent}); {instead}.")
    given_values, problems = given.settings(values)
    above = {**from_environment(os.environ), **given_values}
    session.config, more = Config.of(above, _workspace(session))
    for problem in (*problems, *more):
        session.once("warning", problem)
    if session.config.action_models or session.config.prices:
        from backlight.lsp.agents import unknown

        session.spawn(unknown(session))
    told(session)
    for document in session.documents:
        session.spawn(settled(session, document, 0))
    if session.projects.exclude(session.config.exclude):
        for root in session.projects.roots:
            session.build(root)


def _workspace(session: Session) -> Any:
    """What `backlight.toml` at the first folder that has one says; it is data, never code."""
    from backlight.workspace import Unreadable

    for root in () if session.careful else session.projects.roots:
        try:
            text = root.files.read("backlight.toml").source
        except Unreadable:
            continue
        values, problems = from_toml(text)
        for problem in problems:
            session.once("warning", problem)
        return values
    return None


def configuration_changed(session: Session, params: Any) -> None:
    """`workspace/didChangeConfiguration`: the settings may come along, or must be asked for."""
    pushed = given.seen(params, "settings")
    if pushed is not None:
        session.options = given.seen(pushed, "backlight") or pushed
    session.spawn(configured(session))


def folders_changed(session: Session, params: Any) -> None:
    """`workspace/didChangeWorkspaceFolders`."""
    for folder in given.items(params, "event", "removed"):
        if (path := identity(given.text(folder, "uri"))) is not None:
            session.projects.remove(path)
    for folder in given.items(params, "event", "added"):
        if (path := identity(given.text(folder, "uri"))) is not None:
            session.build(session.projects.add(path))


def files_changed(session: Session, params: Any) -> None:
    """`workspace/didChangeWatchedFiles`: the index follows the disk, many events at once."""
    paths = identities([given.text(each, "uri") for each in given.items(params, "changes")])
    for root in session.projects.around(paths):
        session.build(root)
        if any("/agents/" in path and path.endswith(".md") for path in paths):
            session.spawn(looked(session, root))
    session.spawn(session.looked(paths))
    if any(path.endswith("/backlight.toml") for path in paths):
        session.spawn(configured(session))


def _folders(params: dict[str, Any]) -> list[str]:
    """The folders of the workspace; older editors name one root, as a URI or a path."""
    folders = params.get("workspaceFolders")
    uris = [given.seen(f, "uri") for f in folders] if isinstance(folders, list) else []
    if not uris:
        uris = [params.get("rootUri")]
    if uris == [None] and isinstance(params.get("rootPath"), str):
        uris = ["file://" + params["rootPath"]]
    found = [identity(uri) for uri in uris if isinstance(uri, str)]
    return list(dict.fromkeys(path for path in found if path is not None))
