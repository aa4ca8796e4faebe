"""However the editor goes away, the server follows within two seconds and leaves nobody behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from lsp.raw import COMMAND
from waiting import until

HERE = Path(__file__).parent


def test_the_end_of_input_is_the_end(server):
    server.process.stdin.close()
    assert server.gone() == 1


def test_the_end_of_input_after_shutdown_is_a_good_end(server):
    server.request("shutdown")
    server.process.stdin.close()
    assert server.gone() == 0


def test_nobody_reads_any_more(server):
    server.process.stdout.close()
    assert server.gone() == 1


def test_the_editor_was_killed_but_its_pipe_is_held_open(start, tmp_path):
    editor = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    server = start()
    server.request("initialize", {"processId": editor.pid, "capabilities": {}})
    editor.kill()
    editor.wait()
    assert server.gone() == 1


def test_an_editor_that_was_never_seen_alive_is_not_waited_for(start):
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    server = start()
    server.request("initialize", {"processId": gone.pid, "capabilities": {}})
    time.sleep(1)
    assert server.alive()


def test_a_signal_ends_it(server):
    server.process.send_signal(signal.SIGTERM)
    assert server.gone() in {-signal.SIGTERM, 1}
    assert not os.path.exists(f"/proc/{server.process.pid}/cmdline") or server.process.poll()  # noqa: PTH110


def framed(key, method, **params):
    """A request as it goes over the wire."""
    body = json.dumps({"jsonrpc": "2.0", "id": key, "method": method, "params": params}).encode()
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


def test_input_may_be_a_file_and_its_end_is_the_end(tmp_path):
    asked = tmp_path / "asked"
    begins = framed(1, "initialize", processId=None, capabilities={})
    asked.write_bytes(begins + framed(2, "none", long="x" * 20_000_000))
    with asked.open("rb") as stdin:
        ended = subprocess.run(
            COMMAND, stdin=stdin, stdout=subprocess.PIPE, timeout=20, check=False
        )
    assert ended.returncode == 1
    assert b'"id":1' in ended.stdout


def test_where_there_is_no_input_it_ends():
    ended = subprocess.run(
        COMMAND, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
    )
    assert ended.returncode == 1
    assert not ended.stderr


def test_output_may_be_a_file(tmp_path):
    heard = tmp_path / "heard"
    with heard.open("wb") as stdout:
        server = subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=stdout)
    for key, method in enumerate(("initialize", "shutdown"), 1):
        server.stdin.write(framed(key, method, processId=None, capabilities={}))
        server.stdin.flush()
        until(lambda key=key: b'"id":%d' % key in heard.read_bytes())
    server.stdin.close()
    assert server.wait(20) == 0
