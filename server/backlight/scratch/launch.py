"""The launcher: confines itself, starts the command, watches it, and ends all that it left.

The order comes as one line on standard input, which stays open: when it is closed, everything ends.
What the command says goes to standard output; how it ended is the last line of standard error.
"""

import json
import os
import select
import signal
import sys
from contextlib import suppress
from time import monotonic

from backlight.scratch import kernel, landlock
from backlight.scratch.machine import PROCESSES
from backlight.scratch.order import UNCONFINED, Order
from backlight.scratch.watch import Watch, below, group_of, limit

PAUSE = 0.03
"""Seconds between two looks at what the command takes."""
READY, LONGEST = b"+", 2000
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


def main() -> None:
    """Carry out one order, and say how it ended."""
    order = Order.of(sys.stdin.buffer.readline())
    try:
        ended = {"code": _run(order), "why": "", "started": True}
    except TimeoutError as bound:
        ended = {"code": -1, "why": str(bound), "started": True}
    except OSError as error:
        ended = {"code": -1, "why": f"{UNCONFINED}: {error}", "started": False}
    os.write(2, json.dumps(ended).encode() + b"\n")


def _run(order: Order) -> int:
    """The command's exit code; raises `TimeoutError` with the bound it broke."""
    kernel.adopt()
    if order.way == "namespaces":
        from backlight.scratch import namespaces

        namespaces.leave()
        namespaces.arrange(order)
    told, tell = os.pipe()
    first = os.fork()
    if first == 0:
        _first(order, tell)
    os.close(tell)
    try:
        ready = os.read(told, LONGEST)
        code = _watched(order, first) if ready == READY else 0
    finally:
        _end(order, first)
    if (why := ready.removeprefix(READY) + os.read(told, LONGEST)) != b"":
        raise OSError(why.decode("utf-8", "replace"))
    return code


def _watched(order: Order, first: int) -> int:
    """Wait for the command, and look at what it takes; raises `TimeoutError`."""
    watch = Watch(order, monotonic() + order.bounds.seconds)
    while True:
        done, status = os.waitpid(first, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if select.select([sys.stdin], [], [], PAUSE)[0]:
            raise TimeoutError("it was cancelled")
        watch.look()


def _first(order: Order, tell: int) -> None:
    """The first process of the namespace: starts the command, takes in orphans, never returns."""
    try:
        _end_with_launcher(order)
        if order.way == "namespaces":
            from backlight.scratch import namespaces

            namespaces.own_processes(order.bounds.threads)
        os.write(tell, READY)
        parent, command = os.getpid(), os.fork()
        if command == 0:
            _command(order, parent)
    except BaseException as error:  # noqa: BLE001 - whatever it is, nothing is run
        os.write(tell, str(error).encode("utf-8", "replace"))
        os._exit(1)
    os.close(tell)
    while True:
        done, status = os.wait()
        if done == command:
            code = os.waitstatus_to_exitcode(status)
            os._exit(code if code >= 0 else 128 - code)


def _end_with_launcher(order: Order) -> None:
    """Where no namespace ends with it, the first process ends what the launcher no longer can."""
    if order.way == "namespaces":
        kernel.end_with_parent(signal.SIGKILL)
        return

    def over(_number: int, _frame: object) -> None:
        _end_below()
        os._exit(1)

    kernel.adopt()
    signal.signal(signal.SIGTERM, over)
    kernel.end_with_parent(signal.SIGTERM)


def _command(order: Order, parent: int) -> None:
    """Become the command; what goes wrong before that is raised in the first process's copy."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.setsid()
    limit(order)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(1, 2)
    if order.way == "landlock":
        from backlight.scratch import seccomp

        seccomp.install()
    seen = PROCESSES if order.way == "landlock" else ("/proc",)
    landlock.restrict((*order.read, *seen), (*order.written, *DEVICES))
    kernel.no_more_rights()
    kernel.end_with_parent(signal.SIGKILL)
    if os.getppid() != parent:  # it ended before it could be said
        os._exit(1)
    os.chdir(order.root)
    with suppress(OSError):
        os.execvpe(order.command[0], order.command, dict(order.environ))  # noqa: S606 - it is one
    os.write(1, f"{order.command[0]}: not found, or not to be run\n".encode())
    os._exit(127)


def _end(order: Order, first: int) -> None:
    """End all that is left: the first process takes its namespace with it; others one by one."""
    with suppress(OSError):
        os.kill(first, signal.SIGKILL)
    with suppress(ChildProcessError):
        os.waitpid(first, 0)
    if order.way != "namespaces":
        _end_below()


def _end_below() -> None:
    """End all that descends from this process, again until nothing is left."""
    while left := below(os.getpid()):
        for group in {group_of(process) for process in left} - {0, os.getpgrp()}:
            with suppress(OSError):  # all of a group at once: none of it has the time to fork
                os.killpg(group, signal.SIGKILL)
        for process in left:
            with suppress(OSError):
                os.kill(process, signal.SIGKILL)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                continue


if __name__ == "__main__":
    main()
