"""Whatever a command does, the project stays as it is, nothing of it goes on, and the run goes on."""

import asyncio
import hashlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

import waiting
from backlight.scratch import kernel, landlock, namespaces, process, ways
from backlight.scratch.machine import TOOLS
from backlight.scratch.order import Bounds
from backlight.scratch.room import Room
from backlight.scratch.ways import Found
from backlight.workspace import Overlay, Snapshot, ignore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="commands are run on Linux alone")

WAYS = (
    Found("namespaces", copied=False),
    Found("namespaces", copied=True),
    Found("bubblewrap", copied=True),
    Found("landlock", copied=True),
)
FILES = {
    "app.py": "print('hello')\n",
    "tests/test_app.py": "def test_app():\n    assert True\n",
    ".gitignore": "/private/\n*.log\n/build/\n*.so\n",
    "private/notes.txt": "nobody's business",
    ".env": "KEY=canary",
    ".git/config": "[remote]\n\turl = https://canary@host/x\n",
    "node_modules/left-pad/index.js": "module.exports = 1\n",
    "node_modules/left-pad/.npmrc": "//host/:_authToken=canary",
    "build/.env": "KEY=canary",
    "build/app.js": "built\n",
    "build/cacert.pem": "of authorities\n",
    "fast.so": "native\n",
    "no\udcfftext/.env": "KEY=canary",
    "no\udcfftext/notes.md": "nobody's business",
}


CREDENTIALS = (".gem", ".local/share/gem", ".local/share/uv/credentials", ".cargo", ".m2")
"""Folders of the user's home in which tools keep what is secret."""
READ_ALL = "find -L . -name 'credentials*' -type f -exec cat {} +"
READ_EVERY = "find -L . -type f -exec cat {} +"


def name(found):
    return f"{found.way}{'' if found.copied else ' over the project'}"


KNOWN = {}
"""What was found out of each way: why it cannot be taken, or nothing."""


@pytest.fixture(params=WAYS, ids=name)
async def found(request):
    """A way to confine, where this machine has it."""
    way = request.param
    if way.way == "bubblewrap" and shutil.which("bwrap") is None:
        pytest.skip("there is no bwrap here")
    if way not in KNOWN:
        KNOWN[way] = await ways._holds(way.way, copied=way.copied)
    if KNOWN[way]:
        pytest.skip(KNOWN[way])
    return way


@pytest.fixture
def project(workspace):
    for path, text in FILES.items():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace / path).write_text(text)
    (workspace / "linked").symlink_to("app.py")
    return workspace


@pytest.fixture
async def room(project, found):
    environ = {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": os.environ["HOME"],
        "VIRTUAL_ENV": sys.prefix,
        "ANTHROPIC_API_KEY": "canary",
        "SSH_AUTH_SOCK": "/run/agent",
        "LANG": "C.UTF-8",
    }
    made = Room(Overlay(Snapshot(project)), found=found, environ=environ)
    before = shape(project)
    yield made
    folder = made._claimed and made._claimed.path
    await made.close()
    assert shape(project) == before
    assert folder is None or not folder.exists()


def shape(root):
    """Everything below a folder: names, modes, times and contents."""
    found = {}
    for path in sorted(root.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() and not path.is_symlink() else b""
        found[str(path)] = (
            (status.st_mode, status.st_mtime_ns, status.st_ino, status.st_nlink),
            hashlib.sha256(data).hexdigest(),
        )
    return found


async def test_a_command_finds_the_project_and_its_packages(room):
    seen = await room.run("cat app.py linked node_modules/left-pad/index.js && echo x > new.py")
    assert seen.ended.said == "print('hello')\nprint('hello')\nmodule.exports = 1\n"
    assert (seen.ended.ok, seen.changed, seen.left) == (True, (), ("new.py (new)",))


async def test_secrets_and_what_is_ignored_are_not_there(room):
    seen = await room.run("cat .env private/notes.txt .git/config; env; ls -a")
    assert "canary" not in seen.ended.said and "business" not in seen.ended.said
    assert "SSH_AUTH_SOCK" not in seen.ended.said


async def test_what_was_built_is_there_but_for_its_secrets(room):
    seen = await room.run(
        "cat build/app.js build/cacert.pem fast.so node_modules/left-pad/index.js"
    )
    assert seen.ended.said == "built\nof authorities\nnative\nmodule.exports = 1\n"
    seen = await room.run("cat build/.env node_modules/left-pad/.npmrc; grep -r canary . build/")
    assert "canary" not in seen.ended.said.replace("grep -r canary", "")
    assert not seen.ended.ok


async def test_what_has_a_name_that_is_no_text_is_not_there(room):
    seen = await room.run("cat no*text/.env no*text/*")
    assert "canary" not in seen.ended.said and "business" not in seen.ended.said


async def test_nothing_is_run_where_it_is_not_known_what_must_be_hidden(room, monkeypatch):
    monkeypatch.setattr(ignore, "MAX_FILES", 5)
    seen = await room.run("cat .env app.py")
    assert (seen.ended.started, seen.ended.said) == (False, "")
    assert seen.ended.why == (
        "there are more than 5 files and folders in the project,"
        " too many to know what must be hidden from a command"
    )


async def test_what_a_formatter_changes_is_staged_and_what_was_staged_is_there(room):
    room.overlay.write("app.py", "a  =  1\n")
    seen = await room.run("sed -i 's/  */ /g' app.py; cat app.py")
    assert (seen.ended.said, seen.changed) == ("a = 1\n", ("app.py",))
    assert room.overlay.read("app.py").source == "a = 1\n"
    room.overlay.write("app.py", "b = 2\n")
    seen = await room.run("cat app.py")
    assert (seen.ended.said, seen.changed) == ("b = 2\n", ())


async def test_the_projects_own_python_and_tests_run(room):
    seen = await room.run("python -m pytest -q -p no:cacheprovider -o addopts= --rootdir . tests")
    assert "1 passed" in seen.ended.said and seen.ended.ok


OUT = """\
echo x > {outside}/made
echo x >> {outside}/there
ln -s {outside} out; echo x > out/made
ln {outside}/there here; echo x > here
mv {outside}/there .
truncate -s 0 {outside}/there
chmod 777 {outside}/there; touch -d 2001-01-01 {outside}/there; chown 1:1 {outside}/there
touch /usr/made /etc/made /made
mount -t tmpfs none {outside}; umount -a
unshare -Urm sh -c 'mount -o remount,rw / && echo x > {outside}/made'
exec 3< {outside}/there && cat <&3
rm -rf {outside}
"""
"""Ways out of the scratch, one a line."""
RUIN = """\
chmod -R 000 .; mkfifo pipe; ln -s loop loop
find . -delete; mkdir -p app.py/x
rm -rf .
rm -rf /
"""
"""Ways to ruin what is in it."""


@pytest.mark.parametrize("commands", [OUT, RUIN], ids=["out", "ruin"])
async def test_nothing_outside_the_scratch_is_written(room, tmp_path_factory, commands):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "there").write_text("canary")
    before = shape(outside)
    lines = commands.format(outside=outside).splitlines()
    seen = await room.run("".join(f"( {line} )\n" for line in lines))
    assert shape(outside) == before
    assert "canary" not in seen.ended.said
    assert not any(map(os.path.lexists, ("/usr/made", "/etc/made", "/made")))
    assert (await room.run("echo on")).ended.said.endswith("on\n")


async def test_the_users_home_cannot_be_read(room):
    home = Path(os.environ["HOME"])
    (home / ".ssh").mkdir(exist_ok=True)
    (home / ".ssh/id_rsa").write_text("canary")
    seen = await room.run(
        f"cat {home}/.ssh/id_rsa; cat ~/.ssh/id_rsa; ls -a {home}; cat /etc/shadow"
    )
    assert "canary" not in seen.ended.said and "root:" not in seen.ended.said


async def test_credentials_beside_the_tools_in_the_users_home_cannot_be_read(room, tmp_path):
    room.environ = {**room.environ, "HOME": str(tmp_path)}
    for part in TOOLS:
        (tmp_path / part).mkdir(parents=True, exist_ok=True)
    beside = {up for part in TOOLS for up in Path(part).parents} | {Path(p) for p in CREDENTIALS}
    for folder in beside:
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "credentials.toml").write_text("canary")
    (tmp_path / ".cargo/registry/there").write_text("a tool's own")
    seen = await room.run(
        f"cat ~/.cargo/registry/there; cd ~; {READ_ALL}; cd {tmp_path}; {READ_ALL}"
    )
    assert "a tool's own" in seen.ended.said and "canary" not in seen.ended.said


async def test_of_a_tools_folder_only_its_programs_are_there(room, tmp_path):
    room.environ = {**room.environ, "HOME": str(tmp_path)}
    secret = ("go/src/mine/.netrc", "sdk/keys/a", ".deno/credentials.json", ".bun/auth")
    secret += (".local/share/mise/credentials", ".volta/hooks.json", "go/token")
    programs = ("go/bin/a", "go/pkg/mod/a", "sdk/go1.25/bin/a", ".deno/bin/a", ".bun/bin/a")
    programs += (".local/share/mise/installs/a", ".volta/tools/a")
    for path in (*secret, *programs):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("canary" if path in secret else "program\n")
    seen = await room.run(f"cd ~; {READ_EVERY}; cd {tmp_path}; {READ_EVERY}")
    assert "canary" not in seen.ended.said
    assert seen.ended.said.count("program") in {len(programs), 2 * len(programs)}


ASTRAY = {
    "the folder": {".venv": ".ssh"},
    "the folder, by an activated environment": {"venv": ".ssh"},
    "its Python": {"venv/bin/python": ".config/gh/hosts.yml"},
    "its Python, beside programs on the PATH": {".venv/bin/python": ".config/bin/tool"},
    "its programs": {"venv/bin": ".config/gh"},
    "a part, beside a secret": {".venv/.env": "", ".venv/lib": ".ssh"},
}
"""Links of a project that is not to be trusted, and where in the user's home they lead."""


@pytest.mark.parametrize("links", ASTRAY.values(), ids=ASTRAY)
async def test_a_link_that_is_named_like_an_environment_grants_nothing(
    project, found, tmp_path_factory, links
):
    home = tmp_path_factory.mktemp("home")
    for path in (".ssh/id_rsa", ".config/gh/hosts.yml", ".config/token", ".config/bin/tool"):
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_text("fine" if path == ".config/bin/tool" else "canary")
    for path, to in links.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).symlink_to(home / to) if to else (project / path).write_text("canary")
    (project / ".gitignore").write_text(f"{FILES['.gitignore']}.venv\nvenv\n")
    path = f"{home}/.config/bin:{project}/venv/bin:/usr/bin:/bin"
    environ = {"HOME": str(home), "PATH": path, "VIRTUAL_ENV": f"{project}/venv"}
    room = Room(Overlay(Snapshot(project)), found=found, environ=environ)
    try:
        seen = await room.run(
            f"cat {home}/.config/bin/tool; cd {home}; {READ_EVERY}; cd -; {READ_EVERY}"
        )
    finally:
        await room.close()
    assert "fine" in seen.ended.said and "canary" not in seen.ended.said


def test_bubblewrap_is_not_taken_where_the_kernel_has_no_landlock(monkeypatch):
    monkeypatch.setattr(landlock, "version", lambda: 0)
    why = asyncio.run(ways._holds("bubblewrap", copied=True))
    assert why == "Landlock 1 is not in its kernel"


async def test_there_is_no_network(room):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        code = f"import socket; socket.create_connection(('127.0.0.1', {port}), 3)"
        seen = await room.run(f'python -c "{code}"')
        server.settimeout(0.01)
        with pytest.raises(TimeoutError):
            server.accept()
    assert not seen.ended.ok


async def test_sockets_of_the_machine_cannot_be_reached(room, tmp_path_factory):
    path = tmp_path_factory.mktemp("s") / "s"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen()
        code = f"import socket; socket.socket(socket.AF_UNIX).connect('{path}')"
        assert not (await room.run(f'python -c "{code}"')).ended.ok


async def test_sockets_outside_the_folders_of_users_cannot_be_reached(room):
    tops = ("/srv", "/mnt", "/media", "/var/lib", "/opt", "/usr/local", "/etc", "/dev")
    tops = [top for top in tops if os.access(top, os.W_OK)]
    if not tops:
        pytest.skip("no socket can be made in any of these folders")
    for top in tops:
        with (
            tempfile.TemporaryDirectory(dir=top) as folder,
            socket.socket(socket.AF_UNIX) as server,
        ):
            server.bind(f"{folder}/s")
            server.listen()
            code = f"import socket; socket.socket(socket.AF_UNIX).connect('{folder}/s')"
            assert not (await room.run(f'python -c "{code}"')).ended.ok, top


async def test_other_processes_are_out_of_reach(room):
    mine = await asyncio.create_subprocess_exec("sleep", "60", env={"SECRET": "canary"})
    seen = await room.run(f"cat /proc/{mine.pid}/environ; kill -9 {mine.pid}; kill -9 -1; echo on")
    assert mine.returncode is None and "canary" not in seen.ended.said
    mine.kill()
    assert await mine.wait() == -9


async def test_nothing_that_a_command_started_outlives_it(room):
    mark = f"7{os.getpid()}"
    await room.run(f"setsid sleep {mark} & (trap '' TERM HUP; nohup sleep {mark}) & sleep 0.2")
    assert mark not in processes()


async def test_a_command_that_does_not_end_is_ended(room):
    room.bounds = replace(room.bounds, seconds=1)
    mark = f"8{os.getpid()}"
    seen = await room.run(f"trap '' TERM INT HUP; echo began; sleep {mark}; sleep {mark}")
    assert (seen.ended.said, seen.ended.why) == ("began\n", "it did not end within 1 seconds")
    assert mark not in processes()


async def test_a_cancelled_command_is_gone_at_once(room):
    mark = f"9{os.getpid()}"
    running = asyncio.create_task(room.run(f"trap '' TERM; setsid sleep {mark} & sleep {mark}"))
    await asyncio.to_thread(waiting.until, lambda: running.done() or mark in processes())
    assert not running.done(), running
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert mark not in processes()
    assert (await room.run("echo on")).ended.ok


async def test_a_run_goes_on_when_the_launcher_is_killed(room, monkeypatch):
    monkeypatch.setattr(process, "GRACE", 1)
    room.bounds = replace(room.bounds, seconds=2)
    mark, left = f"6{os.getpid()}", f"5{os.getpid()}"
    running = asyncio.create_task(room.run(f"setsid sleep {left} & exec sleep {mark}"))
    await asyncio.to_thread(waiting.until, lambda: f"sleep\0{mark}" in processes())
    assert killed(lambda said, parent: b"scratch.launch" in said and parent == os.getpid())
    try:
        await asyncio.to_thread(waiting.until, lambda: f"sleep\0{mark}" not in processes())
        seen = await running
        await asyncio.to_thread(waiting.until, lambda: f"sleep\0{left}" not in processes())
    finally:
        killed(lambda said, _: said == f"sleep\0{left}\0".encode())
    assert not seen.ended.ok


def unbounded(found):
    """Whether the kernel sets no bound: of the superuser's processes it counts but their numbers."""
    own = found.way == "namespaces" and kernel.release() >= namespaces.OWN_NUMBERS
    return os.getuid() == 0 and not own


THREADED = """\
import threading
threading.stack_size(65536)
over = threading.Event()
try:
    for number in range(3000):
        threading.Thread(target=over.wait).start()
except RuntimeError:
    print("no more after", number)
over.set()
"""


async def test_the_kernel_starts_no_more_threads_than_may_be(room, found):
    if unbounded(found):
        pytest.skip("the kernel sets no bound here")
    room.bounds = Bounds(seconds=20, processes=40)
    assert "no more after" in (await room.run(f"python -c '{THREADED}'")).ended.said


async def test_a_fork_bomb_goes_off_alone(room, found):
    if unbounded(found):
        pytest.skip("the kernel sets no bound here")
    room.bounds = Bounds(seconds=20, processes=40)
    seen = await room.run("f() { f | f & }; f; sleep 30")
    # It is ended from outside, or by itself where the kernel refuses the shell its next process
    stopped = "more than 40 processes" in seen.ended.why or "not end" in seen.ended.why
    assert stopped or (seen.ended.code and "Cannot fork" in seen.ended.said)
    assert (await room.run("echo on")).ended.said == "on\n"


async def test_memory_is_bounded(room):
    room.bounds = Bounds(seconds=20, memory=300 * 1024**2)
    seen = await room.run("python -c \"x = bytearray(2 * 1024**3); print('had it')\"")
    assert "had it" not in seen.ended.said


async def test_the_disk_is_bounded(room):
    room.bounds = Bounds(seconds=30, file=1024**2, disk=24 * 1024**2)
    seen = await room.run(
        "for i in $(seq 500); do head -c 900000 /dev/zero > big$i; done; echo all"
    )
    assert seen.ended.why == "more than 24 MB of the disk were taken while it ran"
    assert "all" not in seen.ended.said
    seen = await room.run("rm -f big*; head -c 100000000 /dev/zero > one; stat -c %s one")
    assert int(seen.ended.said.split()[-1]) <= 1024**2


async def test_of_much_output_the_beginning_and_the_end_are_kept(room):
    seen = await room.run("echo first; head -c 3000000 /dev/zero | tr '\\0' x; echo last")
    assert seen.ended.ok and len(seen.ended.said) < 20_000
    assert seen.ended.said.startswith("first\n") and seen.ended.said.endswith("last\n")
    assert "bytes left out" in seen.ended.said


async def test_output_without_end_is_ended(room):
    seen = await room.run("yes")
    assert seen.ended.why == "it said more than 8 MB" and len(seen.ended.said) < 20_000


ENDS = [
    ("true", 0, ""),
    ("exit 3", 3, ""),
    ("printf '\\377\\376\\0'", 0, "\ufffd\ufffd\0"),
    ("kill -9 $$", 137, ""),
    ('echo out; echo err >&2; read x; echo "[$x]"', 0, "out\nerr\n[]\n"),
]


async def test_how_it_ended_and_what_it_said_are_told_as_they_are(room):
    ends = [(await room.run(command)).ended for command, _, _ in ENDS]
    assert [(end.code, end.said, end.why) for end in ends] == [(c, s, "") for _, c, s in ENDS]


async def test_a_file_that_becomes_no_text_or_too_large_stays_in_the_scratch(room):
    seen = await room.run(
        "head -c 9000000 /dev/zero | tr '\\0' x > app.py; printf 'a\\0b' > tests/test_app.py"
    )
    assert seen.changed == ()
    assert [text.partition(" ")[0] for text in sorted(seen.left)] == ["app.py", "tests/test_app.py"]
    assert not room.overlay.change().files


async def test_a_deleted_file_is_no_change(room):
    seen = await room.run("rm app.py")
    assert seen.changed == () and not room.overlay.change().files


async def test_a_link_in_place_of_a_file_is_not_followed(room, tmp_path_factory):
    secret = tmp_path_factory.mktemp("x") / "secret"
    secret.write_text("canary")
    seen = await room.run(
        f"rm app.py; ln -s {secret} app.py; rm -r tests; ln -s {secret.parent} tests"
    )
    assert (seen.changed, room.overlay.change().files) == ((), ())
    room.overlay.write("app.py", "x = 1\n")
    room.overlay.write("tests/test_app.py", "y = 1\n")
    assert (await room.run("cat app.py tests/test_app.py")).ended.said == "x = 1\ny = 1\n"
    assert secret.read_text() == "canary" and len(list(secret.parent.iterdir())) == 1


def processes():
    """The command lines of all processes there are."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended meanwhile
            found.append(path.read_bytes())
    return b"\n".join(found).decode("utf-8", "replace")


def killed(which):
    """Kill the processes of which a command line and a parent's number are the ones; how many."""
    count = 0
    for path in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if which((path / "cmdline").read_bytes(), parent):
                os.kill(int(path.name), signal.SIGKILL)
                count += 1
    return count
