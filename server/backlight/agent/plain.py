"""Words of the model made harmless: nothing that a terminal or an editor would act on."""

from re import IGNORECASE
from re import compile as regex

from backlight.text import NEVER_SHOWN

_ESCAPES = regex(r"\x1b(?:\][^\x07\x1b]*(?:\x07|\x1b\\)?|\[[0-?]*[ -/]*[@-~]?|.)?")
_IMAGE = regex(r"!\[([^\[\]\n]*)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_LINK = regex(r"\[([^\[\]\n]+)\](?:\([^()\n]*\)|\[[^\[\]\n]*\])")
_REFERENCE = regex(r"(?m)^[ ]{0,3}\[[^\]\n]+\]:.*$")
_TARGET = regex(r"\](?=[(\[:])")
"""What makes brackets a link, however they are nested."""
_TAG = regex(r"</?[A-Za-z!][^>\n]*>?")
_OPENED = regex(r"<(?=[A-Za-z/!?])")
"""What is left of tags in tags."""
_ADDRESS = regex(
    r"`?(\b(?:[a-z][a-z0-9+.-]{1,20}://|command:|vscode:|data:|javascript:)[^\s`]+)`?", IGNORECASE
)


LONGEST = 20_000
"""Characters of a summary that are shown: the longest a person would read is a tenth of it."""


def plain(text: str) -> str:
    """A text without control, escape, direction and other unseen characters; lines are kept."""
    return NEVER_SHOWN.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n")))


def line(text: str, longest: int = 100) -> str:
    """One plain line, cut to what a status bar shows."""
    words = " ".join(plain(text).split())
    return words if len(words) <= longest else f"{words[: longest - 1]}…"


def markdown(text: str) -> str:
    """Plain Markdown without images, links, tags and addresses: opening it asks no one anything."""
    text = plain(text[:LONGEST])
    for pattern, instead in ((_IMAGE, r"\1"), (_REFERENCE, ""), (_LINK, r"\1"), (_TAG, "")):
        text = pattern.sub(instead, text)
    return _ADDRESS.sub(r"`\1`", harmless(text)).strip()


def harmless(text: str) -> str:
    """Markdown in which nothing is a tag or the target of a link, whoever wrote it.

    Addresses stay as they are; names of files, routes and questions hold none.

    >>> harmless("`<img src=https:x.example>` [a]: //x.example <https://x.example>")
    '`< img src=https:x.example>` [a] : //x.example < https://x.example>'
    """
    return _TARGET.sub("] ", _OPENED.sub("< ", text))
