"""What we tell an editor that we do, by what it told us that it can do."""

from typing import Any

from backlight.lsp.announced import Announced
from backlight.lsp.client import SCHEME
from backlight.lsp.commands import COMMANDS
from backlight.lsp.given import seen

KINDS = ("quickfix.backlight", "refactor.extract.backlight", "refactor.rewrite.backlight")
INCREMENTAL, FULL = 2, 1


def capabilities(announced: Announced) -> dict[str, Any]:
    """What we do; older editors count columns in ways of their own and send whole texts."""
    says_how = bool(seen(announced.given, "general", "positionEncodings"))
    offered: dict[str, Any] = {
        "textDocumentSync": {
            "openClose": True,
            "change": INCREMENTAL if says_how else FULL,
            "save": {"includeText": False},
        },
        "codeActionProvider": {"codeActionKinds": list(KINDS), "resolveProvider": False},
        "hoverProvider": True,
        "workspaceSymbolProvider": True,
        "documentSymbolProvider": {"label": "Endpoints"},
        "codeLensProvider": {"resolveProvider": False},
        "executeCommandProvider": {"commands": list(COMMANDS)},
        "workspace": {"workspaceFolders": {"supported": True, "changeNotifications": True}},
    }
    if announced.pulls:
        offered["diagnosticProvider"] = {
            "identifier": "backlight",
            "interFileDependencies": True,
            "workspaceDiagnostics": False,
        }
    if announced.reads_ours:
        offered["workspace"]["textDocumentContent"] = {"schemes": [SCHEME]}
    if says_how:
        offered["positionEncoding"] = announced.encoding
    return offered
