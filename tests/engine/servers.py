"""Two servers of the Messages API that are not by us, each in a process of its own.

`llama_cpp`: llama.cpp's own HTTP server, with a real (tiny) model in it. `aimock`: a scripted server,
written by others from the documents of the API.
"""

import contextlib
import json
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
AIMOCK = HERE.parent / "aimock"
CLI = AIMOCK / "node_modules" / "@copilotkit" / "aimock" / "dist" / "cli.js"
KEY = "sk-local-0123456789"


@dataclass(frozen=True)
class Server:
    """A server that is up."""

    name: str
    url: str
    model: str

    @property
    def environ(self):
        """What a client needs to come here; the `/v1` is what people copy."""
        return {
            "ANTHROPIC_BASE_URL": f"{self.url}/v1",
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_MODEL": self.model,
        }

    def get(self, path):
        """The JSON at a path."""
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:  # noqa: S310 - loopback
            return json.load(answer)


@contextlib.contextmanager
def llama_cpp(*words):
    """The real engine; its log is thrown away. With the word `whole` the model reads the persona, too."""
    command = [sys.executable, HERE / "serve.py", *words]
    with running(command, subprocess.DEVNULL) as process:
        told = json.loads(process.stdout.readline())
        yield Server("llama.cpp", told["url"], told["model"])


@contextlib.contextmanager
def aimock():
    """The scripted server; it says where it listens in its log."""
    fixtures = AIMOCK / "fixtures.json"
    command = ["node", CLI, "--port", "0", "--strict", "--fixtures", fixtures, "--validate-on-load"]
    with running(command, subprocess.STDOUT) as process:
        heard = ""
        for line in process.stdout:
            heard += line
            if "http://" in line:
                url = "http://" + line.partition("http://")[2].split()[0].strip().rstrip("/")
                yield Server("aimock", url, "claude-sonnet-5-5")
                return
        raise AssertionError(f"aimock did not start: {heard}")


@contextlib.contextmanager
def running(command, errors):
    """A process, which is gone afterwards."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=errors, stdin=subprocess.DEVNULL, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        process.stdout.close()
