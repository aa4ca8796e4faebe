r"""The head of a file in pieces that typing leaves alone, so that each is searched once.

A pattern over some thousand lines costs about a millisecond, a look into a cache for each of their
paragraphs a tenth of it; on a key one paragraph is another.

>>> paragraphs(b"import os\r\n\r\nx = 1\n")
[b'import os', b'x = 1\n']
"""

HEAD = 65_536
"""Bytes in which a file has named its libraries; to search megabytes on each key would tell."""
KEPT = 4096
"""Paragraphs that a cache keeps: those of a few long files."""


def paragraphs(data: bytes) -> list[bytes]:
    """What stands between empty lines in the head of a file; no line is cut but the last."""
    return data[:HEAD].replace(b"\r\n", b"\n").split(b"\n\n")
