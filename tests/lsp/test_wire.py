"""Bytes that are no proper messages: the server answers, or is clear about it, and lives on."""

import json

import pytest


def error(message):
    return message["error"]["code"]


def nameless(message):
    return "error" in message and message["id"] is None


@pytest.mark.parametrize(
    "body",
    [b"{", b"", b"nonsense", b'{"a": "\xff"}', b"[" * 100_000, b'{"a":' * 100_000, b"9" * 5000],
    ids=["cut", "empty", "words", "not utf-8", "deep list", "deep object", "long number"],
)
def test_what_is_not_json_is_a_parse_error(server, body):
    server.send(body)
    assert error(server.until(nameless)) == -32700
    assert server.alive()


@pytest.mark.parametrize(
    "message",
    [
        [],
        [{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}],
        "words",
        1,
        None,
        {"jsonrpc": "2.0"},
        {"jsonrpc": "2.0", "id": None, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": True, "method": "shutdown"},
        {"jsonrpc": "2.0", "id": [1], "method": "shutdown"},
    ],
    ids=lambda message: json.dumps(message)[:30],
)
def test_what_is_no_message_is_an_invalid_request(server, message):
    server.send(message)
    assert error(server.until(nameless)) == -32600
    assert server.alive()


@pytest.mark.parametrize(
    ("message", "key"),
    [
        ({"id": 7, "method": "shutdown"}, 7),
        ({"jsonrpc": "1.0", "id": 7, "method": "shutdown"}, 7),
        ({"jsonrpc": "2.0", "id": 7, "method": 8}, 7),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "shutdown"}, 1.5),
    ],
)
def test_an_odd_request_is_refused_under_its_id(server, message, key):
    server.send(message)
    assert error(server.response(key)) == -32600
    assert server.alive()


def test_an_empty_id_is_an_id(server):
    server.ask("none/such", key="")
    assert error(server.response("")) == -32601


HEADERS = {
    "lower case": b"content-length: %d\r\n\r\n",
    "upper case": b"CONTENT-LENGTH: %d\r\n\r\n",
    "no blank": b"Content-Length:%d\r\n\r\n",
    "bare line feeds": b"Content-Length: %d\n\n",
    "a type": b"Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset=utf8\r\n\r\n",
    "a type first": b"Content-Type: application/vscode-jsonrpc\r\nContent-Length: %d\r\n\r\n",
    "an unknown header": b"X-Colour: blue\r\nContent-Length: %d\r\n\r\n",
    "blanks around": b"Content-Length \t:  %d \r\n\r\n",
    "an empty line before": b"\r\n\r\nContent-Length: %d\r\n\r\n",
}


@pytest.mark.parametrize("header", HEADERS.values(), ids=HEADERS)
def test_every_spelling_of_a_header_is_read(server, header):
    body = json.dumps({"jsonrpc": "2.0", "id": "it", "method": "none/such"}).encode()
    server.write(header % len(body) + body)
    assert error(server.response("it", 2)) == -32601


BROKEN = {
    "negative": b"Content-Length: -5\r\n\r\n{}",
    "no number": b"Content-Length: many\r\n\r\n{}",
    "missing": b"Content-Type: text/plain\r\n\r\n{}",
    "garbage": b"\0\x01 hello\r\n\r\nthere",
    "a header without end": b"x" * 10_000,
    "far too long": b"Content-Length: 10000000000000\r\n\r\n" + b"y" * 100_000,
    "too long": b"Content-Length: 900000000\r\n\r\n" + b"z" * 100_000,
}


@pytest.mark.parametrize("junk", BROKEN.values(), ids=BROKEN)
def test_after_junk_the_next_message_is_answered(server, junk):
    server.write(junk)
    assert error(server.until(nameless)) == -32600
    assert server.alive()


def test_a_length_of_nothing_is_an_empty_message(server):
    server.write(b"Content-Length: 0\r\n\r\n")
    assert error(server.until(nameless)) == -32700
    assert server.alive()


def test_a_body_shorter_than_said_costs_one_message_not_the_conversation(server):
    server.write(b'Content-Length: 30\r\n\r\n{"jsonrpc":"2.0"}')
    server.ask("none/such", key="eaten")
    assert error(server.until(nameless)) == -32700
    assert server.alive()


def test_a_message_may_come_byte_by_byte_and_several_at_once(server):
    one = json.dumps({"jsonrpc": "2.0", "id": "a", "method": "none/such"}).encode()
    for byte in b"Content-Length: %d\r\n\r\n%b" % (len(one), one):
        server.write(bytes([byte]))
    assert error(server.response("a")) == -32601
    framed = b"".join(
        b"Content-Length: %d\r\n\r\n%b" % (len(body), body)
        for body in (one.replace(b'"a"', b'"%d"' % n) for n in range(100))
    )
    server.write(framed)
    assert [error(server.response(str(n))) for n in range(100)] == [-32601] * 100


def test_a_huge_length_takes_no_memory(server):
    server.write(b"Content-Length: 10000000000000\r\n\r\n")
    for _ in range(64):
        server.write(b"y" * (1 << 20))
    assert server.alive()
    assert peak(server) < 300 * 1024


def peak(server):
    """The most memory the server ever had, in kB."""
    with open(f"/proc/{server.process.pid}/status", encoding="utf-8") as status:  # noqa: PTH123
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))


def test_lone_surrogates_nul_and_bom_come_back_as_they_were(server):
    title = "\ud800 \0 \ufeff \U0001f600"
    answer = server.request("codeAction/resolve", {"title": title, "data": {"x": title}})
    assert answer["result"] == {"title": title, "data": {"x": title}}


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"-Infinity", b"1e999", b"-1e999"])
def test_what_is_a_number_only_here_never_comes_back(server, number):
    body = b'{"jsonrpc": "2.0", "id": 5, "method": "codeAction/resolve", "params": {"data": %b}}'
    server.send(body % number)
    assert error(server.until(nameless)) == -32700
    server.send(b'{"jsonrpc": "2.0", "id": %b, "method": "none/such"}' % number)
    assert error(server.until(nameless)) == -32700
    assert server.alive()


def test_a_log_that_nobody_reads_holds_nothing_up(server, app):
    _, uri = app
    server.open(uri, "x = 1\n", 9)
    for _ in range(2000):
        server.change(uri, 1, {"text": "x = 1\n"})
        server.notify(
            "textDocument/didChange", {"textDocument": {"uri": "file:///other/" + "x" * 99}}
        )
    assert server.alive()


def test_an_object_of_the_users_with_our_words_in_it_arrives_whole(server):
    data = {"jsonrpc": "2.0", "id": 5, "method": "shutdown", "params": {"jsonrpc": "2.0"}}
    answer = server.request("codeAction/resolve", {"title": "t", "data": data})
    assert answer["result"]["data"] == data
