"""Files and lines of `init.lua` for a Neovim whose run changes files that nobody has open."""

import re

from readme import fence

ORDERS = {
    "app.py": (
        "from flask import Flask, request\n\napp = Flask(__name__)\n\n\n"
        '@app.post("/orders")\ndef create_order():\n    return {"name": request.json["name"]}\n'
    ),
    "requirements.txt": "flask>=3\n",
}
SHORT = "local _, python = ...\n" + fence("lua", "Neovim 0.11 or newer, in `init.lua`").replace(
    "vim.fn.expand('~/.local/share/backlight/bin/backlight')", "python, '-P', '-m', 'backlight'"
)
NARROW = re.sub(r"filetypes = \{.*?\}", "filetypes = { 'python' }", SHORT, flags=re.DOTALL)
"""The same for code alone: what else a run changes, the server never hears of."""
