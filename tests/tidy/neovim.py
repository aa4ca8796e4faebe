"""The settings in the help of Neovim, made from the table that all editors' settings are made from."""

import textwrap

from backlight import config

START = "*backlight-settings*\n"
END = "vim:tw=78:"
WIDTH = 78
USED = """
Settings go under `settings.backlight`, without the `backlight.`: >lua
    vim.lsp.config('backlight', {
      settings = { backlight = { maxCost = 0.5, diagnostics = false } },
    })
<"""


def help_page(text):
    """The help with its last section, the settings, written anew."""
    before, start, rest = text.partition(START)
    _, end, after = rest.rpartition(END)
    if not start or not end:
        raise ValueError(f"the help needs {START.strip()} and, at its end, {END}")
    rows = [USED.removeprefix("\n"), *(row for name in config.schema() for row in setting(name))]
    return f"{before}{start}\n" + "\n".join(rows) + f"\n\n{end}{after}"


def setting(name):
    """One setting, as help pages of Neovim show options: its tag, its default, what it does."""
    it = config.schema()[name]
    yield f"*{name}*".rjust(WIDTH)
    yield f"{name.removeprefix('backlight.')}   (default: {lua(it['default'])})"
    said = it.get("markdownDescription") or it["description"]
    if it.get("scope") == "window":
        said += " Can also stand in `backlight.toml`."
    lines = textwrap.wrap(said, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
    yield from (f"    {line}" for line in lines)


def lua(value):
    """A default as Lua writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list | dict):
        return "{}" if not value else str(value)
    return f"'{value}'" if isinstance(value, str) else f"{value:.12g}"
