"""Amazon's binary framing of events, by its published form; botocore, not by us, decodes and checks it.

A frame: total length, length of the headers, checksum of both, headers, payload, checksum of all.
"""

import base64
import json
from binascii import crc32
from struct import pack


def chunk(_name, data):
    """An event of the Messages API, as Bedrock wraps it."""
    payload = {"bytes": base64.b64encode(json.dumps(data).encode()).decode()}
    return frame({":message-type": "event", ":event-type": "chunk"}, payload)


def failure(kind, message):
    """An exception in the middle of a stream."""
    return frame({":message-type": "exception", ":exception-type": kind}, {"message": message})


def frame(headers, payload):
    body = json.dumps(payload).encode()
    named = {**headers, ":content-type": "application/json"}
    head = b"".join(header(name, value) for name, value in named.items())
    prelude = pack(">II", 16 + len(head) + len(body), len(head))
    front = prelude + pack(">I", crc32(prelude)) + head + body
    return front + pack(">I", crc32(front))


def header(name, value):
    """A name, the type 7 (text), and a value."""
    return pack(">B", len(name)) + name.encode() + pack(">BH", 7, len(value)) + value.encode()
