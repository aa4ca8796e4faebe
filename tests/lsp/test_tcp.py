"""`--tcp`: this machine alone, one client alone."""

import contextlib
import json
import re
import socket
import subprocess
import sys

import pytest

SERVE = [sys.executable, "-P", "-m", "backlight", "serve", "--tcp"]


@pytest.mark.parametrize(
    "address",
    ["0.0.0.0:0", "192.168.1.1:0", "example.com:80", ":x", "127.0.0.1:99999", "::0:0", ""],
)
def test_no_other_address_is_listened_on(address):
    done = subprocess.run([*SERVE, address], capture_output=True, timeout=20, check=False)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_the_first_client_is_served_and_a_second_is_turned_away():
    server = subprocess.Popen([*SERVE, "127.0.0.1:0"], stderr=subprocess.PIPE)
    port = int(re.search(rb"listening on 127.0.0.1:(\d+)", server.stderr.readline())[1])
    with socket.create_connection(("127.0.0.1", port), 5) as first:
        body = json.dumps(
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
        ).encode()
        first.sendall(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
        first.settimeout(5)
        assert b'"serverInfo"' in first.recv(1 << 16)
        assert turned_away(port)
    assert server.wait(2) == 1
    server.stderr.close()


def test_a_page_in_a_browser_cannot_speak_to_it():
    server = subprocess.Popen([*SERVE, "127.0.0.1:0"], stderr=subprocess.PIPE)
    port = int(re.search(rb"listening on 127.0.0.1:(\d+)", server.stderr.readline())[1])
    message = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}
    body = json.dumps(message).encode()
    inside = b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
    page = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: %d\r\n\r\n%b%b"
    with socket.create_connection(("127.0.0.1", port), 5) as browser:
        browser.sendall(page % (len(body), body, inside))
        browser.settimeout(5)
        with contextlib.suppress(ConnectionError):
            assert browser.recv(1 << 16) == b""
    assert server.wait(5) == 1
    server.stderr.close()


def turned_away(port):
    """Whether nobody talks to one more client."""
    try:
        with socket.create_connection(("127.0.0.1", port), 5) as second:
            second.settimeout(5)
            return second.recv(1) == b""
    except ConnectionError:
        return True
