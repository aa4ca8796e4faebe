"""G: files and folders that are made to hang, to fill, or to lead out."""

import os
import socket
import threading
import time
from pathlib import Path

import pytest

from double.messages import calls, say
from faults.ground import COMMENT, ROUTE, children, memory
from lsp.conftest import FASTAPI

HANDLER = 7
RUNS = int(os.environ.get("RUNS", "10000"))
"""Of the benchmark that looks for what runs leave behind."""


def validated(one, uri):
    one.pick(uri, HANDLER, "addValidation")
    return one.said(90)


def test_g02_what_is_no_file_and_what_leads_in_circles_is_passed_over(ground, model, monkeypatch):
    os.mkfifo(ground.root / "pipe.py")
    os.link(ground.root / "other.py", ground.root / "same.py")
    (ground.root / "loop").symlink_to(ground.root, target_is_directory=True)
    (ground.root / "self.py").symlink_to("self.py")
    (ground.root / "null.py").symlink_to("/dev/zero")
    (ground.root / "proc").symlink_to("/proc/self")
    (ground.root / "outside.py").symlink_to(ground.outside / "passwd")
    ground.put("logo.py", b"\0\1\2" * 1000)
    ground.put("bundle.min.js", "var a=1;" * 200_000)
    monkeypatch.chdir(ground.root)
    with socket.socket(socket.AF_UNIX) as made:
        made.bind("s.py")
        names = ["pipe.py", "self.py", "null.py", "proc/environ", "outside.py", "logo.py", "s.py"]
        reads = [("Read", {"path": name}) for name in (*names, "loop/loop/main.py")]
        search = [("Grep", {"pattern": "canary|x = 1"}), ("Glob", {"pattern": "**"})]
        model.script[:] = [calls(*reads, *search), calls(("Edit", ROUTE)), say("Done.")]
        _, said = ground.run()
    assert "main.py is changed" in said
    answers = model.requests[1]["messages"][-1]["content"]
    assert [a.get("is_error", False) for a in answers] == [True] * 8 + [False] * 2
    assert "other.py:1: x = 1" in answers[8]["content"]


def test_g04_a_file_that_is_swapped_for_a_link_again_and_again_never_leads_out(ground, model):
    flip, over = ground.root / "flip.py", threading.Event()

    def flipping():
        while not over.is_set():
            for make in (lambda p: p.write_text("x = 1\n"), lambda p: p.symlink_to(secret)):
                new = ground.root / ".new"
                make(new)
                new.rename(flip)

    secret = ground.outside / "passwd"
    ground.put("flip.py", "x = 1\n")
    thread = threading.Thread(target=flipping)
    thread.start()
    reads = [("Read", {"path": "flip.py", "limit": n + 1}) for n in range(60)]
    greps = [("Grep", {"pattern": f"can.ry|x = {n}"}) for n in range(4)]
    model.script[:] = [calls(*reads, *greps), calls(("Edit", ROUTE)), say("Done.")]
    try:
        _, said = ground.run()
    finally:
        over.set()
        thread.join()
    ground.seal()
    assert "main.py is changed" in said


HOSTILE = {
    "brackets.py": "x = " + "[" * 20_000 + "]" * 20_000,
    "open.py": "f(" * 20_000,
    "sum.py": "x = 'SELECT '" + " + 'a'" * 20_000,
    "chain.py": "x = User.objects" + ".filter(a=1)" * 10_000,
    "query.py": "cur.execute('SELECT a FROM b WHERE " + "NOT " * 20_000 + "a')\n",
    "holes.py": "cur.execute(f'SELECT " + "{a}" * 1_500 + "')\n",
    "doubled.py": "from fastapi import APIRouter, FastAPI\napp = FastAPI()\n"
    + "".join(f"r{n} = APIRouter()\n" for n in range(25))
    + "".join(
        f"r{n}.include_router(r{n + 1}, prefix='/{p}')\n" for n in range(24) for p in ("a", "b")
    )
    + "app.include_router(r0)\n@r24.get('/x')\ndef x():\n    return 1\n",
    "config/routes.rb": "Rails.application.routes.draw do\n"
    + "".join(f"concern :c{n} do\n" + f"concerns :c{n + 1}\n" * 2 + "end\n" for n in range(30))
    + "concern :c30 do\nget :x\nend\nresources :a, concerns: :c0\nend\n",
    "session.py": "requests.Session()\n" + " " * 9_000 + "\n" * 9_000,
    "blanks.py": "x = '" + " " * 1_000_000 + "'\n",
    "line.js": "var a=" + "1;" * 900_000,
    "nested.js": "x=" + "{a:[" * 20_000,
    "types.ts": "type A=" + "B<" * 20_000 + "C" + ">" * 20_000 + ";",
    "deep.sql": "SELECT " + "(" * 20_000 + "1" + ")" * 20_000 + " FROM a;",
    ".gitignore": "*a" * 40 + "b\n" + "**/" * 4000 + "\n" + "[" * 1000 + "\n\\\n!\n/\n",
    "a" * 200 + ".py": "x = 1\n",
}


def test_g05_files_made_to_hang_their_readers_have_a_menu(ground):
    for name, text in HOSTILE.items():
        ground.put(name, text)
    one = ground.editor()
    for name, text in HOSTILE.items():
        one.edit_file(ground.uri(name), text)
        for line in (0, text.count("\n")):
            assert isinstance(one.menu(ground.uri(name), line, len(text) // 2)["result"], list)
    assert [a for a in one.menu(ground.uri(), COMMENT)["result"] if "designEndpoint" in a["kind"]]


def test_g05_a_project_of_such_files_is_read_to_its_end(ground, model):
    for name, text in HOSTILE.items():
        ground.put(name, text)
    ground.put("main.py", FASTAPI)
    one = ground.editor(text=FASTAPI)
    assert "main.py is changed" in validated(one, ground.uri())


def test_g09_a_flood_of_questions_and_marks_is_answered(ground):
    ground.put("main.py", FASTAPI)
    one = ground.editor(text=FASTAPI)
    here = {"start": {"line": 7, "character": 0}, "end": {"line": 7, "character": 0}}
    asked = {"textDocument": {"uri": ground.uri()}, "range": here, "context": {"diagnostics": []}}
    keys = [one.ask("textDocument/codeAction", asked) for _ in range(500)]
    assert all(one.response(key, 60)["result"] for key in keys[-1:])
    mark = {"range": here, "source": "backlight", "code": "unvalidated-input", "message": "x"}
    answer = one.menu(ground.uri(), 7, diagnostics=[mark] * 50_000)
    assert len(answer["result"]) <= 5
    assert len(str(answer)) < 200_000


def test_g09_fifty_thousand_files_that_changed_hold_nobody_up(ground):
    one = ground.editor()
    changes = [
        {"uri": ground.uri(f"src/deep/er/folder{n % 500}/file{n}.py"), "type": 2}
        for n in range(50_000)
    ]
    one.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    assert one.menu(ground.uri(), COMMENT)["result"]


@pytest.mark.benchmark
def test_g05_two_hundred_thousand_files(ground, model):
    for folder in range(200):
        at = ground.root / f"d{folder}"
        at.mkdir()
        for number in range(1000):
            (at / f"f{number}.py").write_text("x = 1\n")
    model.script[:] = [
        calls(("Grep", {"pattern": "nowhere"}), ("Glob", {"pattern": "**/f9*.py"})),
        calls(("Edit", ROUTE)),
        say("Done."),
    ]
    one = ground.editor()
    begin = time.monotonic()
    assert one.menu(ground.uri(), COMMENT)["result"]
    print(f"menu while it is read: {time.monotonic() - begin:.3f} s")
    begin = time.monotonic()
    _, said = ground.run(one, wait=200)
    print(f"a run: {time.monotonic() - begin:.1f} s, {memory(one.process.pid) >> 10} MB, {said}")
    one.begun = memory(one.process.pid)


@pytest.mark.benchmark
def test_g10_runs_leave_nothing_behind(ground, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    names = [f"app{n}/main.py" for n in range(20)]
    for name in names:
        ground.put(name, FASTAPI)
    one = ground.editor(text=None)
    for name in names:
        one.edit_file(ground.uri(name), FASTAPI)
    kept, rows, begin = tmp_path / "state/backlight/runs", [], time.monotonic()
    for number in range(1, RUNS + 1):
        if number % len(names) == 1:  # All are put back at once: a run waits for a pause in typing
            for name in names:
                one.put(ground.uri(name), FASTAPI)
            time.sleep(0.3)
        name = names[number % len(names)]
        assert f"{name} is changed" in validated(one, ground.uri(name))
        one.seen.clear()
        one.edits.clear()
        one.heard = b""
        if number % (RUNS // 10) == 0:
            files = list(kept.iterdir())
            rows.append(
                {
                    "runs": number,
                    "kB": memory(one.process.pid),
                    "files open": len(list(Path(f"/proc/{one.process.pid}/fd").iterdir())),
                    "threads": len(list(Path(f"/proc/{one.process.pid}/task").iterdir())),
                    "processes": len(children(one.process.pid)),
                    "in the journal": len(files),
                    "its kB": sum(file.stat().st_size for file in files) >> 10,
                }
            )
            print(f"{time.monotonic() - begin:6.0f} s {rows[-1]}")
    early, late = rows[0], rows[-1]
    assert late["kB"] - early["kB"] < 10_000 and late["files open"] <= early["files open"]
    assert late["threads"] <= 12 and not late["processes"]  # A pool of threads has a bound
    assert late["in the journal"] <= 201
