"""However the editor goes away, the server follows within two seconds and leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

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
