"""Watches a process: the server writes nothing below a workspace, and talks to loopback only.

The suite installs it in its own process, `sitecustomize.py` beside it in every Python process below.
`BACKLIGHT_AUDIT_ROOTS` names a file that lists the workspaces, one path a line: a server that is
already running learns of new ones. What is wrong is raised on the spot, and written to the file that
`BACKLIGHT_AUDIT_LOG` names, so that code which swallows exceptions is caught as well.
"""

import ipaddress
import json
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TESTS = f"{HERE.parent}{os.sep}"
PACKAGE = f"{HERE.parents[1] / 'server' / 'backlight'}{os.sep}"
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

WRITES = {
    # event: where among its arguments the paths are that it changes, and the `dir_fd` of each
    "os.chmod": {0: 2},
    "os.chown": {0: 3},
    "os.link": {1: 3},
    "os.mkdir": {0: 2},
    "os.remove": {0: 1},
    "os.removexattr": {0: None},
    "os.rename": {0: 2, 1: 3},
    "os.rmdir": {0: 1},
    "os.setxattr": {0: None},
    "os.symlink": {1: 2},
    "os.truncate": {0: None},
    "os.utime": {0: 3},
    "shutil.chown": {0: None},
    "shutil.copyfile": {1: None},
    "shutil.copymode": {1: None},
    "shutil.copystat": {1: None},
    "shutil.copytree": {1: None},
    "shutil.make_archive": {0: None},
    "shutil.move": {0: None, 1: None},
    "shutil.rmtree": {0: None},
    "shutil.unpack_archive": {1: None},
    "sqlite3.connect": {0: None},
}
LINKS = {"os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"}
"""What changes a link itself, never what it leads to."""
SENDS = {"socket.connect", "socket.sendto", "socket.sendmsg"}
LOOKUPS = {"socket.getaddrinfo", "socket.gethostbyname"}
WATCHED = {"open", "subprocess.Popen", *WRITES, *SENDS, *LOOKUPS}


class Violation(RuntimeError):
    """The process did what the server must never do."""


def install(server, anyone):
    """Watch this process from now on.

    `server` tells whether the code that runs is the server's, `anyone` whether the network is
    watched whoever's the code is.
    """
    roots, log = os.environ["BACKLIGHT_AUDIT_ROOTS"], os.environ["BACKLIGHT_AUDIT_LOG"]

    def hook(event, args):
        if event not in WATCHED:
            return
        what = sent(event, args)
        if what is None or not anyone():
            what = written(event, args, lambda: listed(roots)) or unwatched(event, args)
            if what is None or not server():
                return
        report(log, what)
        raise Violation(what)

    sys.addaudithook(hook)


def written(event, args, roots):
    """What a write changes below one of the roots, as a sentence, or `None`."""
    if event == "open":
        path, _, flags = args
        places = [(path, None)] if flags & WRITING else []
    else:
        fds = WRITES.get(event, {})
        places = [(args[at], args[fd] if fd else None) for at, fd in fds.items()]
    if event == "sqlite3.connect":
        name, _, options = os.fsdecode(args[0]).removeprefix("file:").partition("?")
        harmless = name in {"", ":memory:"} or "mode=ro" in options or "mode=memory" in options
        places = [] if harmless else [(name, None)]
    for path, folder in places:
        for place in resolved(path, folder, follow=event not in LINKS):
            for root in roots():
                if place == root or place.startswith(root + os.sep):
                    return f"{event} writes {place}, below the workspace {root}"
    return None


def resolved(path, folder, *, follow):
    """A path as it stands and as it ends when links are followed; nothing for a file descriptor."""
    if isinstance(path, int) or path is None:
        return ()
    path = os.fsdecode(path)
    if "\0" in path:
        return ()
    if isinstance(folder, int) and folder >= 0:
        path = os.path.join(os.readlink(f"/proc/self/fd/{folder}"), path)  # noqa: PTH115, PTH118 - in a hook
    parent, name = os.path.split(os.path.abspath(path))  # noqa: PTH100 - in a hook
    here = os.path.join(os.path.realpath(parent), name)  # noqa: PTH118 - in a hook
    return {here, os.path.realpath(path)} if follow else {here}


def listed(roots):
    """The workspaces, as the file that lists them has them now."""
    try:
        with open(roots, encoding="utf-8") as lines:  # noqa: PTH123 - in a hook
            return [line.rstrip("\n") for line in lines]
    except FileNotFoundError:  # The suite is over
        return []


def sent(event, args):
    """Where a socket goes if it leaves the machine, as a sentence, or `None`."""
    if event in LOOKUPS:
        host = args[0]
        name = host.decode() if isinstance(host, bytes) else host
        return None if known(name) else f"{event} asks the network for {name}"
    if event in SENDS:
        address = args[1]
        internet = isinstance(address, tuple) and isinstance(address[0], str)
        if internet and not loopback(address[0]):
            return f"{event} leaves the machine for {address[0]}:{address[1]}"
    return None


def known(name):
    """Whether the name of a host is found without asking the network."""
    if not name or name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def loopback(host):
    """Whether an address is this machine's own."""
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return known(host)


def unwatched(event, args):
    """A Python process that would start without this watch, as a sentence, or `None`."""
    if event != "subprocess.Popen":
        return None
    executable, command, _, env = args
    words = [command] if isinstance(command, str | bytes | os.PathLike) else command
    words = [os.fsdecode(word) for word in words]
    if (
        not os.fsdecode(executable or words[0])
        .rpartition("/")[2]
        .startswith(("python", "backlight"))
    ):
        return None
    env = os.environ if env is None else env
    env = {os.fsdecode(key): os.fsdecode(value) for key, value in env.items()}
    flags = "".join(flags_of(words[1:]))
    lost = {"PYTHONPATH", "BACKLIGHT_AUDIT_ROOTS", "BACKLIGHT_AUDIT_LOG"} - set(env)
    if lost or set(flags) & set("IES") or str(HERE) not in env["PYTHONPATH"]:
        why = f"without {', '.join(sorted(lost))}" if lost else "isolated from its environment"
        return f"a Python process starts {why}, where no test can see what it writes: {words}"
    return None


def flags_of(words):
    """The single-letter flags of the interpreter, those of the program left out."""
    for word in words:
        if not word.startswith("-") or word in {"-c", "-m", "-", "--"}:
            return
        yield word.lstrip("-") if not word.startswith(("--", "-X", "-W")) else ""


def report(log, what):
    """Add a line to the log: what was done, in which test, and from where."""
    frames = [f"{frame.f_code.co_filename}:{frame.f_lineno}" for frame in stack()]
    ours = [frame for frame in frames if frame.startswith((PACKAGE, TESTS))]
    test = os.environ.get("PYTEST_CURRENT_TEST", "")
    line = json.dumps({"what": what, "test": test, "from": (ours or frames)[:6]}) + "\n"
    file = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, line.encode())
    finally:
        os.close(file)


def server_is_running():
    """Whether the innermost code that is ours, among the callers, is the server's, not a test's."""
    for frame in stack():
        name = frame.f_code.co_filename
        if name.startswith(PACKAGE):
            return True
        if name.startswith(TESTS) and not name.startswith(str(HERE)):
            return False
    return False


def stack():
    """The frames of the callers, innermost first."""
    frame = sys._getframe(1)
    while frame is not None:
        if frame.f_code.co_filename != __file__:
            yield frame
        frame = frame.f_back
