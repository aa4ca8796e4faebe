"""Who may import whom, and who may touch the world: the table, and the reading of it.

The table is written here once; CONTRIBUTING shows it.
"""

import sys
from pathlib import PurePosixPath

from tidy.source import PACKAGE, Source

EVERYBODY = {"text"}
BELOW = {"text", "config", "edits", "rebase", "analysis", "rules", "stacks", "sql", "action"}
BELOW |= {"actions", "checks", "workspace", "state", "providers", "agent", "index", "menu"}
BELOW |= {"verify", "outcome", "renormalize", "scratch", "survivors"}

LAYERS = {
    # part: the parts it may import, besides itself and `text`
    "__init__": set(),
    "text": set(),
    "config": set(),
    "diffs": set(),
    "edits": {"diffs"},
    "hunks": {"diffs"},
    "rebase": {"edits"},
    "renormalize": {"diffs", "edits"},
    "survivors": {"diffs", "edits"},
    "analysis": set(),
    "rules": {"analysis", "sql"},
    "stacks": {"analysis", "edits"},
    "sql": {"analysis", "edits"},
    "action": {"analysis", "edits", "stacks"},
    "actions": {"action", "analysis", "edits", "sql"},
    "checks": {"analysis", "edits", "sql"},
    "workspace": {"edits"},
    "scratch": {"workspace"},
    "state": set(),
    "providers": set(),
    "index": {"analysis", "edits", "rules", "scratch", "sql", "stacks", "workspace"},
    "menu": {"action", "actions", "analysis", "edits", "index", "stacks"},
    "verify": {"action", "analysis", "checks", "edits", "index", "sql"},
    "agent": {
        *("action", "actions", "analysis", "checks", "config", "diffs", "edits", "hunks"),
        *("index", "providers", "rules", "scratch", "sql", "stacks", "workspace"),
    },
    "outcome": {"action", "analysis", "checks", "edits", "providers"},
    "runs": BELOW,
    "lsp": BELOW | {"runs"},
    "cli": BELOW | {"evaluation", "hunks", "runs"},
    "evaluation": BELOW | {"runs"},
    "demo": {"cli", "edits"},
    "__main__": {"cli", "demo", "lsp"},
}

MEANS = {
    # what touches the world: the modules it is done with
    "files": {"glob", "importlib", "io", "mmap", "os", "pathlib", "shutil", "sqlite3", "tempfile"},
    "processes": {"ctypes", "multiprocessing", "pty", "resource", "signal", "subprocess"},
    "network": {"ftplib", "http", "smtplib", "socket", "socketserver", "ssl", "urllib"},
    "tasks": {"asyncio", "concurrent", "queue", "selectors", "threading"},
    "clock": {"random", "secrets", "time", "uuid"},
    "log": {"logging"},
}
PURE_NAMES = ("io.BytesIO", "pathlib.PurePath", "pathlib.PurePosixPath", "urllib.parse")

TOUCHES = {
    # part, or file of a part: what it may touch; a part without a line here is pure
    "index": {"log"},
    "index/worker": {"files", "processes", "tasks", "log"},
    "index/workers": {"files", "processes", "tasks", "clock", "log"},
    "workspace": {"files"},
    "state": {"files", "clock", "log"},
    "stacks/later": {"files"},  # It imports the stacks themselves, when one is needed
    "sql/lab": set(MEANS) - {"log"},
    "providers": {"files", "processes", "tasks", "clock"},
    "scratch": set(MEANS) - {"log"},  # It takes all of it away from commands
    "agent": {"files", "tasks", "clock"},
    "runs": {"tasks"},
    "lsp": set(MEANS) - {"processes"},
    "cli": set(MEANS) - {"network"},
    "evaluation": {"files", "processes", "tasks", "clock"},
    "demo": {"files", "processes", "tasks", "clock"},
    "__main__": {"log"},
}
WRITERS = ("state", "sql/lab", "demo", "evaluation/sandbox", "scratch")
"""Who may write files: in the user's own directory, and in scratch directories."""

OUTSIDE = {
    # package of others: where it may be imported
    "anthropic": ("providers/anthropic", "providers/clients"),
    "httpx2": ("providers/anthropic",),
    "pathspec": ("workspace",),
    "psycopg": ("sql/lab",),
    "pymysql": ("sql/lab",),
    "re2": ("agent",),
    "sqlglot": ("sql",),
    "tree_sitter": ("analysis", "stacks"),
    "tree_sitter_go": ("analysis",),
    "tree_sitter_java": ("analysis",),
    "tree_sitter_javascript": ("analysis",),
    "tree_sitter_python": ("analysis",),
    "tree_sitter_ruby": ("analysis",),
    "tree_sitter_typescript": ("analysis",),
    "yaml": ("agent", "sql/changelog"),
}

BUILTINS = {"open", "print", "input", "eval", "exec", "__import__", "breakpoint"}
WRITING = {
    *("copy2", "copyfile", "copymode", "copystat", "copytree", "hardlink_to", "make_archive"),
    *("makedirs", "mkdir", "mkdtemp", "mkfifo", "mkstemp", "rmdir", "rmtree", "symlink_to"),
    *("touch", "unlink", "unpack_archive", "write_bytes", "write_text"),
    *("NamedTemporaryFile", "TemporaryDirectory", "TemporaryFile"),
}
WRITING_OF_OS = {"chmod", "chown", "link", "remove", "rename", "replace", "symlink", "truncate"}


def wrong(source):
    """What a file imports or touches against the table, in sentences that say what to do."""
    if source.part not in LAYERS:
        what = (
            f"backlight/{source.path}: `{source.part}` is no part of the package. Put the file "
            "into a part, or give the new part a row in tests/tidy/layers.py that says what it "
            "imports and touches, and its reason in the commit."
        )
        return [what]
    return [
        f"backlight/{source.path}:{line}: {what}"
        for what, line in (*imported(source), *touched(source))
    ]


def imported(source):
    """Imports of other parts and of packages of others, against the table."""
    may = {source.part} | EVERYBODY | LAYERS[source.part]
    for module, line in source.imports():
        package, _, rest = module.partition(".")
        part = rest.partition(".")[0]
        if module == "backlight":
            yield (
                (
                    "imports backlight as a whole. Name what you take, so that this table can be "
                    "read: `from backlight import __version__`."
                ),
                line,
            )
        elif package == "backlight":
            if part not in may and part != "__version__":
                yield (
                    (
                        f"imports {module}, but `{source.part}` may import only "
                        f"{', '.join(sorted(may - {source.part})) or 'nothing'}. Take what you need "
                        "as an argument, or move this code to a part that may (tests/tidy/layers.py)."
                    ),
                    line,
                )
            elif stack := foreign_stack(source, rest):
                yield (
                    (
                        f"imports the stack `{stack}`, but stacks know nothing of each other. Move "
                        f"what both need to a file beside them: backlight/stacks/<what it is>.py."
                    ),
                    line,
                )
        elif package not in sys.stdlib_module_names and package != "__future__":
            where = OUTSIDE.get(package, ())
            if not within(source, where):
                yield (
                    (
                        f"imports {package}, which only {' and '.join(where) or 'nobody'} may. Let "
                        "that part answer in our own values, or, for a new dependency, give it a "
                        "row in OUTSIDE (tests/tidy/layers.py) and pin it."
                    ),
                    line,
                )


def foreign_stack(source, module):
    """The stack that a file of another stack, or a file they share, imports; else `None`."""
    names = module.split(".")
    if source.part != "stacks" or str(source.path) == "stacks/__init__.py" or len(names) < 2:
        return None
    own = source.path.parts[1] if len(source.path.parts) > 2 else None
    stack = names[1]
    return stack if stack != own and is_stack(stack) else None


def is_stack(name):
    """Whether `stacks/<name>` is one that the list of stacks names; other folders are shared."""
    path = PurePosixPath("stacks/__init__.py")
    listed = Source(path, (PACKAGE / path).read_text("utf-8")).imports()
    named = any(f"{module}.".startswith(f"backlight.stacks.{name}.") for module, _ in listed)
    return named and (PACKAGE / "stacks" / name).is_dir()


def touched(source):
    """Files, processes, network, clocks and logs, used where the table does not allow it."""
    may = touches(source)
    for module, line in source.imports():
        for means, modules in MEANS.items():
            pure = module.startswith(PURE_NAMES)
            if module.partition(".")[0] in modules and means not in may and not pure:
                yield (
                    (
                        f"imports {module}, but `{source.part}` touches "
                        f"{', '.join(sorted(may)) or 'nothing outside the program'}. Take what you "
                        "need as an argument, or do it in the part that may (TOUCHES in "
                        "tests/tidy/layers.py). Paths as names are `posixpath` or `PurePosixPath`."
                    ),
                    line,
                )
    for names, node in source.calls():
        if names[-1] in BUILTINS and len(names) == 1 and "files" not in may:
            yield (
                f"calls {names[0]}, but `{source.part}` is pure. Answer with a value.",
                node.lineno,
            )
        elif writes(names, node) and not within(source, WRITERS):
            yield (
                (
                    f"calls {'.'.join(filter(None, names))}, but only {', '.join(WRITERS)} may write. "
                    "A change of the user's files is a `Change`, and goes out through the editor."
                ),
                node.lineno,
            )


def touches(source):
    """What the table lets a file touch: the line of the file, else that of its part."""
    lines = [name for name in TOUCHES if within(source, (name,))]
    return TOUCHES[max(lines, key=len)] if lines else set()


def within(source, places):
    """Whether a file is one of the parts, folders or files that are named."""
    path = str(source.path).removesuffix(".py")
    return any(path == place or path.startswith(f"{place}/") for place in places)


def writes(names, node):
    """Whether a call writes a file, as far as its name and its mode tell."""
    if names[-1] == "open":
        words = [*node.args, *(k.value for k in node.keywords if k.arg in {"mode", "flags"})]
        modes = [word.value for word in words if isinstance(getattr(word, "value", None), str)]
        return any(set(mode) & set("wax+") and set(mode) <= set("rwxab+t") for mode in modes)
    if names[0] == "os" and names[-1] in WRITING_OF_OS:
        return True
    return names[-1] in WRITING
