"""A real Emacs with the package that we ship, in a terminal of its own, driven by its keys."""

import json
import os
import pty
import re
import shutil
import subprocess
import sys
import termios
import threading
from contextlib import ExitStack, suppress
from itertools import count
from pathlib import Path

import pytest

from double.messages import Messages
from waiting import until

PACKAGE = Path(__file__).parents[2] / "editors" / "emacs"
INIT = """
(add-to-list 'load-path "{package}")
(require 'backlight)
(setq backlight-command '("{python}" "-P" "-m" "backlight" "serve"))
{client}
(setq inhibit-startup-screen t server-name "{name}")
(add-hook 'window-setup-hook #'server-start)
"""
CLIENTS = {
    # the client: what its user writes into the init file
    "eglot": """
        (require 'eglot)
        (setq-default eglot-workspace-configuration '(:backlight ({settings})))
        (add-hook 'python-mode-hook #'eglot-ensure)""",
    "lsp-mode": """
        (require 'lsp-mode)
        (setq lsp-auto-guess-root t lsp-enable-snippet nil lsp-auto-execute-action nil)
        (lsp-register-custom-settings '({settings}))
        (add-hook 'python-mode-hook #'lsp)""",
}
MENU = {"eglot": "eglot-code-actions", "lsp-mode": "lsp-execute-code-action"}
ATTACHED = {
    "eglot": "(and (eglot-managed-p) t)",
    "lsp-mode": "(and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces)))))",
}
ANSWER = """
(let ((found (condition-case problem {form} (error (vector (error-message-string problem)))))
      (coding-system-for-write 'utf-8-unix))
  (write-region (json-encode found) nil {path} nil 'silent))
"""
PROMPT = """
(let ((window (active-minibuffer-window)))
  (if window (with-selected-window window (substring-no-properties (minibuffer-prompt))) ""))
"""
CHOICES = """
(with-selected-window (active-minibuffer-window)
  (vconcat (mapcar #'substring-no-properties
    (all-completions "" minibuffer-completion-table minibuffer-completion-predicate))))
"""
WRITE = (
    "(with-selected-window (active-minibuffer-window) (delete-minibuffer-contents) (insert {text}))"
)
IN = "(with-current-buffer (find-file-noselect {path}) {form})"
TEXT = "(save-restriction (widen) (buffer-substring-no-properties (point-min) (point-max)))"
BUFFERS = f"""
(vconcat (delq nil (mapcar (lambda (buffer) (with-current-buffer buffer
    (and buffer-file-name (vector buffer-file-name {TEXT})))) (buffer-list))))
"""
EVENTS = """
(mapconcat (lambda (buffer) (with-current-buffer buffer
    (buffer-substring-no-properties (max (point-min) (- (point-max) 4000)) (point-max))))
  (seq-filter (lambda (buffer) (string-match-p "EGLOT.*events" (buffer-name buffer))) (buffer-list)) "")
"""
MESSAGES = '(with-current-buffer "*Messages*" (buffer-string))'
FORGOTTEN = f"(let ((inhibit-read-only t)) {MESSAGES.replace('(buffer-string)', '(erase-buffer)')})"
numbers = count(1)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.editors)


class Emacs:
    """One Emacs, driven as its user would; `ask` looks inside."""

    def __init__(self, client, folder, home, settings):
        self.client = client
        self.folder = folder
        self.name = f"backlight-{os.getpid()}-{next(numbers)}"
        self.said = home / "said.json"
        lisp_of = home / ".emacs.d"
        lisp_of.mkdir(parents=True)
        (lisp_of / "early-init.el").write_text("(setq native-comp-deferred-compilation nil)")
        (lisp_of / "init.el").write_text(self.init(settings), encoding="utf-8")
        self.keyboard, screen = pty.openpty()
        termios.tcsetwinsize(screen, (45, 180))
        self.process = subprocess.Popen(
            ["setsid", "--ctty", "emacs", "-nw"],
            stdin=screen,
            stdout=screen,
            stderr=screen,
            cwd=folder,
            env=os.environ | {"HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8"},
        )
        os.close(screen)
        self.screen = b""
        threading.Thread(target=self.watch, daemon=True).start()
        until(lambda: self.eval("t") is True, said=self.seen)

    def init(self, settings):
        """The init file: what our README says, and a door for the tests."""
        if self.client == "eglot":
            rows = " ".join(f":{name} {lisp(value)}" for name, value in settings.items())
        else:
            rows = " ".join(f'("backlight.{n}" {lisp(v)})' for n, v in settings.items())
        client = CLIENTS[self.client].replace("{settings}", rows)
        return INIT.format(package=PACKAGE, python=sys.executable, client=client, name=self.name)

    def watch(self):
        """Take what Emacs draws, so that it never waits for us."""
        with suppress(OSError):
            while data := os.read(self.keyboard, 65536):
                self.screen = (self.screen + data)[-20000:]

    def seen(self):
        """The last that was drawn, without the control sequences, and that went between the two."""
        drawn = re.sub(rb"\x1b[^A-Za-z]*[A-Za-z]", b" ", self.screen[-2000:])
        return f"{drawn.decode(errors='replace')}\n{self.eval(EVENTS)}"

    def eval(self, form):
        """What a form of Lisp says, in the Emacs that runs; `None` if it does not answer."""
        form = ANSWER.format(form=form, path=lisp(self.said))
        told = ["emacsclient", "-s", self.name, "--eval", form]
        if subprocess.run(told, capture_output=True, timeout=60, check=False).returncode:
            return None
        return json.loads(self.said.read_text(encoding="utf-8"))

    def keys(self, keys):
        """Press keys, as a terminal sends them."""
        os.write(self.keyboard, keys.encode())

    def command(self, name):
        """Run a command by its name."""
        self.keys(f"\x1bx{name}\r")

    def edit(self, path, text):
        """Open a file, put the cursor on a text, and wait for the server."""
        self.path = path
        self.keys("\x18\x06")  # C-x C-f
        self.prompted("Find file")
        self.answer(self.folder / path)
        until(lambda: self.here("(eq (current-buffer) (window-buffer))"), said=self.seen)
        found = f"(progn (goto-char (point-min)) (search-forward {lisp(text)}) (set-window-point nil (point)))"
        assert self.here(found), self.seen()
        until(lambda: self.here(ATTACHED[self.client]) is True, said=self.seen)

    def here(self, form):
        """What a form says in the buffer of the file."""
        return self.inside(self.path, form)

    def inside(self, path, form):
        """What a form says in the buffer of any file."""
        return self.eval(IN.format(path=lisp(self.folder / path), form=form))

    def text(self, path=None):
        """What a buffer holds."""
        return self.inside(path or self.path, TEXT)

    @property
    def buffers(self):
        """What every buffer with a file holds, by its path."""
        held = self.eval(BUFFERS)
        return {os.path.relpath(path, self.folder): text for path, text in held}

    @property
    def messages(self):
        """What Emacs told its user."""
        return self.eval(MESSAGES)

    def told(self, words):
        """Wait until Emacs has told its user something."""
        until(
            lambda: words in self.messages, said=lambda: f"{self.messages[-2000:]}\n{self.seen()}"
        )

    def forget(self):
        """Begin the messages anew."""
        self.eval(FORGOTTEN)

    @property
    def prompt(self):
        """What Emacs asks in its last line, if anything."""
        return self.eval(PROMPT)

    def prompted(self, words):
        """Wait until Emacs asks something."""
        until(lambda: words in (self.prompt or ""), said=self.seen)

    def open_menu(self):
        """Open the menu at the cursor; answers its entries."""
        self.forget()
        self.command(MENU[self.client])
        until(
            lambda: "action" in (self.prompt or "") or "No code actions" in self.messages,
            said=self.seen,
        )
        return self.choices if self.prompt else []

    @property
    def choices(self):
        """What can be chosen in the last line."""
        return self.eval(CHOICES)

    def answer(self, text):
        """Write into the last line, and press Return."""
        self.eval(WRITE.format(text=lisp(text)))
        self.keys("\r")

    def pick(self, title):
        """Pick the entry of the menu whose title starts so, as soon as the project is read."""
        self.answer(until(lambda: self.entry(title), said=self.seen))

    def entry(self, title):
        """The entry of the menu whose title starts so; without one, the menu is closed."""
        found = [entry for entry in self.open_menu() if entry.startswith(title)]
        if not found:
            self.quit("action")
        assert len(found) < 2, found
        return found[0] if found else None

    def quit(self, words):
        """Quit a question by C-g; where our looking inside took the key away, by another."""
        while words in (self.prompt or ""):
            self.keys("\x07")
            with suppress(AssertionError):
                until(lambda: words not in (self.prompt or words), 2)

    def agree(self):
        """Agree to the change: eglot asks."""
        if self.client == "eglot":
            self.prompted("Server wants to edit")
            self.keys("y")

    def close(self):
        """Leave Emacs; the server ends with it."""
        self.process.kill()
        self.process.wait()
        os.close(self.keyboard)


def lisp(value):
    """A value of Python as Lisp reads it."""
    if isinstance(value, bool):
        return "t" if value else ":json-false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


@pytest.fixture(params=CLIENTS)
def emacs(request, workspace, tmp_path):
    """Start Emacs on files: `emacs({"main.py": "..."}, maxTurns=3)`; once with each client."""
    if shutil.which("emacs") is None:
        pytest.fail("Emacs is missing: `make emacs` installs it, or says how")
    started = []

    def start(files, **settings):
        for path, text in files.items():
            file = workspace / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8", newline="")
        (workspace / ".git").mkdir(exist_ok=True)
        started.append(Emacs(request.param, workspace, tmp_path / "home", settings))
        return started[-1]

    yield start
    for each in started:
        each.close()


@pytest.fixture
def model(monkeypatch):
    """Put a scripted model where the server looks for one: `model(calls(...), say(...))`."""
    with ExitStack() as started:

        def start(*script):
            double = started.enter_context(Messages(script))
            for name, value in double.environ.items():
                monkeypatch.setenv(name, value)
            return double

        yield start
