"""The same server seen by a client library, once for each set of capabilities: typed messages, both ways.

`pytest-lsp` checks on its side that the server only asks for what was announced.
"""

import json
import sys
from pathlib import Path

import pytest
import pytest_lsp
from lsprotocol import converters, types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

from lsp.conftest import FASTAPI

SETS = sorted((Path(__file__).parents[1] / "data" / "capabilities").glob("*.json"))
KNOWN = ["neovim@v0.11.0", "emacs@v29.1", "visual_studio_code@v1.65.2"]
"""Sets that `pytest-lsp` itself took from editors."""


def client():
    """A client that takes every edit, and remembers it as it came."""
    made = make_test_lsp_client()
    made.edits = []

    @made.feature(types.WORKSPACE_APPLY_EDIT)
    def apply(params: types.ApplyWorkspaceEditParams):
        made.edits.append(params)
        return types.ApplyWorkspaceEditResult(applied=True)

    @made.feature(types.CLIENT_REGISTER_CAPABILITY)
    def register(params: types.RegistrationParams):
        made.registrations = params.registrations

    return made


def capabilities(name):
    if name in KNOWN:
        return client_capabilities(name)
    file = next(path for path in SETS if path.stem == name)
    given = json.loads(file.read_text(encoding="utf-8"))["capabilities"]
    return converters.get_converter().structure(given, types.ClientCapabilities)


@pytest_lsp.fixture(
    params=[*(path.stem for path in SETS), *KNOWN],
    config=ClientServerConfig(
        server_command=[sys.executable, "-P", "-m", "backlight", "serve"], client_factory=client
    ),
)
async def editor(request, lsp_client: LanguageClient, tmp_path):
    (tmp_path / "main.py").write_text(FASTAPI, encoding="utf-8")
    params = types.InitializeParams(
        capabilities=capabilities(request.param), root_uri=tmp_path.as_uri()
    )
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest.mark.asyncio
async def test_menu_run_and_edit(editor: LanguageClient, tmp_path):
    uri = (tmp_path / "main.py").as_uri()
    editor.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "python", 0, FASTAPI))
    )
    here = types.Position(7, 0)
    offered = await editor.text_document_code_action_async(
        types.CodeActionParams(
            types.TextDocumentIdentifier(uri),
            types.Range(here, here),
            types.CodeActionContext(diagnostics=[]),
        )
    )
    assert len(offered) >= 2
    argument = {
        "action": "add-validation",
        "engine": "instant",
        "uri": uri,
        "range": {"start": {"line": 7, "character": 0}, "end": {"line": 7, "character": 0}},
        "version": 0,
    }
    answer = await editor.workspace_execute_command_async(
        types.ExecuteCommandParams("backlight.run", [argument])
    )
    assert answer["runId"] if isinstance(answer, dict) else answer.runId
    for _ in range(20):
        if editor.edits:
            break
        await editor.wait_for_notification(types.WINDOW_SHOW_MESSAGE)
    (params,) = editor.edits
    assert params.label.startswith("Add validation")
