"""The only folder that speaks to editors: messages in, menus, edits and receipts out."""

import os
import sys
from typing import NoReturn


def main(tcp: str | None = None) -> NoReturn:
    """Serve one editor, on standard input and output or on a loopback address, and leave.

    A thread that still reads the project, or imports, is not waited for: it holds nothing.
    """
    code = _served(tcp)
    sys.stderr.flush()
    os._exit(code)


def _served(tcp: str | None) -> int:
    if tcp is None:
        from backlight.lsp.server import serve

        return serve()
    from backlight.lsp.tcp import listen

    return listen(tcp)
