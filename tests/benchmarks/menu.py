"""How fast the menu is: `python tests/benchmarks/menu.py [LINES]`.

Both servers, Backlight and one on pygls as it comes with one trivial action, are started in turn and
asked the same over standard input and output, on the same file of 10,000 lines of FastAPI. What counts
are the ratios: they hold on a slow or busy machine, the milliseconds do not. Nothing is asserted.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1])]

from lsp.raw import COMMAND, Raw  # noqa: E402 - a script finds its neighbours itself

BARE = [sys.executable, "-P", str(Path(__file__).with_name("bare.py"))]
ABLE = {"general": {"positionEncodings": ["utf-16"]}, "workspace": {"applyEdit": True}}
STARTS = 7
ROUNDS = 300

HEAD = "from fastapi import FastAPI, Request\n\napp = FastAPI()\n\n\n"
HANDLER = """@app.post("/things/{n}")
async def create_thing_{n}(request: Request):
    body = await request.json()
    name = body["name"]
    size = int(body.get("size", 0))
    rows = db.execute(f"SELECT * FROM things WHERE name = '{{name}}'").fetchall()
    for row in rows:
        print(row, size)
    return {{"name": name, "size": size}}


"""


def source(lines):
    """A file of that many lines, and the line of a handler in its middle."""
    size = HANDLER.count("\n")
    count = (lines - HEAD.count("\n")) // size
    text = HEAD + "".join(HANDLER.format(n=n) for n in range(count))
    return text, HEAD.count("\n") + (count // 2) * size + 2


def started(command):
    """Seconds from the start of the process to the answer to `initialize`; the least of some."""
    times = []
    for _ in range(STARTS):
        begin = time.perf_counter()
        server = Raw(command)
        server.request("initialize", {"processId": None, "rootUri": None, "capabilities": ABLE})
        times.append(time.perf_counter() - begin)
        server.close()
    return min(times)


def measured(command, root, text, line):
    """Milliseconds of the first menu, the menus when idle, and those right after a key."""
    server = Raw(command)
    server.initialize(ABLE, root.as_uri())
    uri = (root / "main.py").as_uri()
    begin = time.perf_counter()
    server.open(uri, text)
    first = server.menu(uri, line)
    opened = time.perf_counter() - begin
    assert first["result"], "the menu is empty: nothing would be measured"
    time.sleep(3)
    idle = [timed(lambda: server.menu(uri, line)) for _ in range(ROUNDS)]
    typed = []
    for n in range(ROUNDS):
        place = {"line": line + 1, "character": 4 + n % 2}
        change = {"range": {"start": place, "end": place}, "text": "x"}
        server.change(uri, n + 1, change)
        typed.append(timed(lambda: server.menu(uri, line)))
        time.sleep(0.005)
    server.close()
    return {"first": [opened * 1000], "idle": idle, "after a key": typed}


def timed(action):
    """How long something takes, in milliseconds."""
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def main():
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    text, line = source(lines)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "main.py").write_text(text, encoding="utf-8")
        ours, bare = (measured(command, root, text, line) for command in (COMMAND, BARE))
    begin, bare_begin = started(COMMAND) * 1000, started(BARE) * 1000
    print(f"{lines:,} lines{'':18}Backlight   bare pygls   ratio")
    print(
        f"{'start to initialize':26}{begin:9.0f} ms {bare_begin:9.0f} ms {begin / bare_begin:7.2f}"
    )
    for name, times in ours.items():
        for part, of in ((50, "p50"), (95, "p95")):
            if len(times) > 1 or part == 50:
                a, b = percentile(times, part), percentile(bare[name], part)
                print(f"{'menu, ' + name + ', ' + of:26}{a:9.2f} ms {b:9.2f} ms {a / b:7.2f}")


def percentile(times, part):
    if len(times) == 1:
        return times[0]
    return statistics.quantiles(times, n=100)[part - 1]


if __name__ == "__main__":
    main()
