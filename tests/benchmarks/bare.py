"""What the menu is measured against: a server on pygls as it comes, with one trivial action."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("bare", "1")


@server.feature(types.TEXT_DOCUMENT_CODE_ACTION)
def code_action(ls: LanguageServer, params: types.CodeActionParams):
    """One entry that looks at one line."""
    document = ls.workspace.get_text_document(params.text_document.uri)
    line = document.lines[params.range.start.line]
    return [types.CodeAction(title=f"A line of {len(line)}", kind=types.CodeActionKind.Refactor)]


if __name__ == "__main__":
    server.start_io()
