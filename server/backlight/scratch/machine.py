"""What a project's own programs need of the machine: toolchains, never the user's own files."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt", "/nix/store"),
    *("/snap", "/gnu/store", "/sys/fs/cgroup", "/sys/devices/system/cpu", "/var/lib/gems"),
)
CONFIGURED = (
    *("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "ssl/certs", "ssl/openssl.cnf"),
    *("pki/tls/certs", "pki/tls/openssl.cnf", "pki/ca-trust/extracted", "ca-certificates"),
    *("passwd", "group", "nsswitch.conf", "hosts", "host.conf", "gai.conf", "localtime"),
    *("timezone", "mime.types", "services", "protocols", "os-release", "lsb-release"),
    *("debian_version", "locale.alias", "fonts", "java", "perl", "python3", "maven", "nodejs"),
)
"""Below `/etc`; what holds keys is not among them."""
PROCESSES = (
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/loadavg", "/proc/uptime"),
    *("/proc/version", "/proc/filesystems", "/proc/sys/kernel", "/proc/sys/vm"),
)
"""Of `/proc`, where the processes of others can be seen in it."""
TOOLS = (
    *(".pyenv", ".nvm", ".fnm", ".volta/bin", ".volta/tools", ".asdf", ".rbenv", ".rvm", ".goenv"),
    *(".nodenv", ".n", ".rustup", ".cargo/bin", ".cargo/registry", ".sdkman/candidates", ".jenv"),
    *("go/bin", "go/pkg", "sdk/go*", ".local/bin", ".local/lib", ".local/pipx", ".local/share/fnm"),
    *(".local/share/mise/installs", ".local/share/mise/shims", ".local/share/rtx/installs"),
    *(".local/share/rtx/shims", ".local/share/uv/python", ".local/share/uv/tools"),
    *(".local/share/gem/ruby", ".local/share/pnpm", ".local/share/virtualenvs"),
    *(".local/share/hatch/env", ".local/share/hatch/pythons", ".m2/repository", ".gradle/caches"),
    *(".gradle/wrapper", ".virtualenvs", ".gem/ruby", ".deno/bin", ".bun/bin", ".bun/install"),
    *("miniconda3", "anaconda3", "miniforge3", ".cache/pypoetry/virtualenvs", ".cache/pnpm"),
    *(".cache/deno", ".cache/node"),
)
"""Below the user's home, as patterns; never a folder in which a tool keeps credentials as well."""
SHOWN = frozenset(
    {"usr", "bin", "sbin", "lib", "lib32", "lib64", "libx32", "opt", "nix", "snap", "gnu"}
    | {"etc", "dev", "proc", "sys"}
)
"""Folders of `/` that are not covered: any other may hold sockets that somebody listens at."""
LISTENING = Path("/proc/net/unix")
KEPT = ("LANG", "TZ", "JAVA_HOME", "GOROOT")
SAID = {
    "CI": "1",  # no watching, no questions
    "NO_COLOR": "1",
    "TERM": "dumb",
    "PYTHONDONTWRITEBYTECODE": "1",
    "GOPROXY": "off",
    "GOTOOLCHAIN": "local",
    "GIT_CONFIG_NOSYSTEM": "1",
    "npm_config_update_notifier": "false",
}
PROGRAMS = (".venv/bin", "venv/bin", "node_modules/.bin", "vendor/bin", "bin")
"""Where a project has programs of its own; they come before those of the machine."""


def covered(home: str) -> tuple[str, ...]:
    """The folders that a command finds empty, but for what it needs of them."""
    tops = [str(path) for path in sorted(Path("/").iterdir()) if path.name not in SHOWN]
    tops.append("/dev/shm")  # noqa: S108 - it is hidden
    inside = any(f"{home}/".startswith(f"{path}/") for path in tops)
    wanted = tops if inside or home in {"", "/"} else (*tops, home)
    return tuple(path for path in wanted if Path(path).is_dir() and not Path(path).is_symlink())


def readable(root: Path, environ: Mapping[str, str]) -> tuple[str, ...]:
    """What a command may read besides the project, each path once, links followed as well."""
    home = Path(environ.get("HOME") or "/nonexistent")
    found = [*SYSTEM, *(f"/etc/{name}" for name in CONFIGURED)]
    found += [str(home / name) for name in _tools(home)]
    found += [path for path in _path(environ) if path != str(home) and not _astray(root, path)]
    found += list(_environments(root, environ))
    found += list(_interpreters(root, environ))
    named = dict.fromkeys(path for path in found if os.path.exists(path))  # noqa: PTH110 - a text
    named |= dict.fromkeys(map(os.path.realpath, named))
    broad = {"/", str(home), os.path.realpath(home), *covered(str(home))}
    return tuple(path for path in named if path not in broad)


def links(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """What the home of a command shows of the user's: its name there, and where it leads."""
    home = environ.get("HOME", "")
    for name in _tools(Path(home)) if home else ():
        yield name, str(Path(home, name))


def _tools(home: Path) -> Iterator[str]:
    """Those that there are."""
    for pattern in TOOLS:
        yield from (str(path.relative_to(home)) for path in home.glob(pattern))


def sockets(covered: Iterable[str]) -> Iterator[str]:
    """Where others listen, outside of what is covered: no other network keeps a path from them."""
    gone = tuple(f"{path}/" for path in covered)
    try:
        lines = LISTENING.read_bytes().split(b"\n")[1:]
    except OSError:
        return
    for path in {
        os.fsdecode(fields[7]) for line in lines if len(fields := line.split(None, 7)) > 7
    }:
        if path.startswith("/") and not path.startswith(gone) and os.path.lexists(path):
            yield path


def environment(root: str, home: str, environ: Mapping[str, str]) -> dict[str, str]:
    """The environment of a command: no key, no token, no agent, no proxy."""
    own = [f"{root}/{name}" for name in PROGRAMS if Path(root, name).is_dir()]
    virtual = environ.get("VIRTUAL_ENV")
    own += [f"{virtual}/bin"] if virtual else []
    kept = {n: v for n, v in environ.items() if n in KEPT or n.startswith("LC_")}
    path = ":".join([*own, *_path(environ)])
    return kept | SAID | {"PATH": path, "HOME": home}


def _path(environ: Mapping[str, str]) -> list[str]:
    return [path for path in environ.get("PATH", "").split(":") if path.startswith("/")]


def _environments(root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    """Virtual environments of the project and of the user; a link in the project grants nothing."""
    for folder in (f"{root}/.venv", f"{root}/venv", environ.get("VIRTUAL_ENV") or "/.none"):
        if Path(folder).is_dir() and not _astray(root, folder):
            yield folder


def _interpreters(root: Path, environ: Mapping[str, str]) -> Iterable[str]:
    """The Pythons that the user's own settings lead to, never those that only a project names."""
    virtual = environ.get("VIRTUAL_ENV")
    for folder in (*_path(environ), *([f"{virtual}/bin"] if virtual else [])):
        if _inside(root, folder):
            continue
        for python in Path(folder).glob("python*"):
            prefix = Path(os.path.realpath(python)).parents[1:2]
            if prefix and any(prefix[0].glob("lib*/python*/os.py")):
                yield from (f"{prefix[0]}/{name}" for name in ("bin", "lib", "lib64", "include"))


def _inside(root: Path, path: str) -> str | None:
    """A path relative to the project, if it is one in it by its name; links are not followed."""
    name = os.path.abspath(path)  # noqa: PTH100 - without what it leads to
    for top in (str(root), os.path.realpath(root)):
        if f"{name}/".startswith(f"{top}/"):
            return name[len(top) :].strip("/")
    return None


def _astray(root: Path, path: str) -> bool:
    """Whether a path in the project leads elsewhere by a link, which anybody may have put there."""
    name = _inside(root, path)
    return name is not None and os.path.realpath(path) != str(Path(os.path.realpath(root), name))
