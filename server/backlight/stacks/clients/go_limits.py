"""Give a client of `net/http` a timeout, or a call a client that has one."""

from collections.abc import Iterator
from functools import partial
from posixpath import dirname
from re import IGNORECASE, MULTILINE
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.syntax import Source, field, node_at
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go_imports import imported, last_import
from backlight.stacks.record import Writer

CONSTANT = regex(
    r"^(?:const|var) ((?:\w*(?:http|client|request|default)\w*)?timeout)\b[^=\n]*=.*\btime\.",
    IGNORECASE | MULTILINE,
)
READY = regex(r"^var (\w+)\s*=\s*&http\.Client\{[^}]*Timeout:", MULTILINE)
TESTS = "_test.go"
ELSEWHERE = "The default client is set elsewhere in this package; look there."
NAME, VALUE = "httpClient", "10 * time.Second"


def harden(source: Source, call: Outgoing, project: Project) -> Change | Refused | Writer:
    """Give the client a timeout; what asks by the default one gets a client that has one.

    What the other files of the package have of the kind is looked up when it is done.
    """
    node = node_at(source, call.span)
    if node.has_error:
        return Refused("The call is not complete; finish it first.")
    known = CONSTANT.search(source.text.source)
    value = known[1] if known else VALUE
    more = [] if known else imported(source, "time")
    why = f"`{call.callee}` gives up when the other side does not answer."
    if node.type == "composite_literal":
        return change((source.path, [*_filled(source, node, value, why), *more]))
    function = field(node, "function")
    owner = field(function, "operand")
    if owner is None:
        return Refused("The call is not complete; finish it first.")
    if _elsewhere(source.text.data):
        return Refused(ELSEWHERE)
    return partial(_shared, source, owner, value, more, why, project)


def _shared(
    source: Source, owner: Node, value: str, more: list[Edit], why: str, project: Project
) -> Change | Refused:
    """A call by the client that its package has, or is given."""
    package = _package(source, project)
    texts = list(package.values())
    if any(map(_elsewhere, texts)):
        return Refused(ELSEWHERE)
    ready = _ready(source, package)
    use = Edit(owner.start_byte, owner.end_byte, ready or NAME, why)
    if ready:
        return change((source.path, [use]))
    if any(regex(rb"\b" + NAME.encode() + rb"\b").search(text) for text in texts):
        return Refused(f"`{NAME}` is something else in this package; add the timeout by hand.")
    above = last_import(source)
    if above is None:
        return Refused("`net/http` is not imported here; add the timeout by hand.")
    made = f"\n\nvar {NAME} = &http.Client{{Timeout: {value}}}"
    added = [one for one in more if one.start != above.end_byte]
    made = "".join(one.text for one in more if one.start == above.end_byte) + made
    end = Edit(above.end_byte, above.end_byte, made, "A client that gives up, for all calls here.")
    return change((source.path, [use, *added, end]))


def _elsewhere(text: bytes) -> bool:
    return b"http.DefaultClient =" in text or b"DefaultClient.Timeout" in text


def _filled(source: Source, node: Node, value: str, why: str) -> list[Edit]:
    """`Timeout` as the first field of a client, in line with the fields below it."""
    body = field(node, "body")
    given = [one for one in body.named_children if one.type == "keyed_element"] if body else []
    if body is None:
        return []
    at = body.start_byte + 1
    if not given:
        return [Edit(body.start_byte, body.end_byte, f"{{Timeout: {value}}}", why)]
    first = given[0]
    if first.start_point.row == body.start_point.row:
        return [Edit(at, at, f"Timeout: {value}, ", why)]
    indent, given_value = source.text.indent(first.start_byte), first.named_children[-1]
    alone = first.end_point.row == first.start_point.row
    column = given_value.start_byte - first.start_byte
    gap = " " * max(column - len("Timeout: "), 0) if alone else ""
    written = f"Timeout: {gap}{value},\n{indent}"
    more = " " * max(len("Timeout: ") - column, 0) if alone else ""
    wider = [Edit(at, at, more, why) for at in _values(given)] if more else []
    return [Edit(first.start_byte, first.start_byte, written, why), *wider]


def _values(given: list[Node]) -> Iterator[int]:
    """Where the values of fields stand that are written below each other, a line for each."""
    row = given[0].start_point.row
    for one in given:
        if one.start_point.row != row or one.end_point.row != row:
            return
        yield one.named_children[-1].start_byte
        row += 1


def _ready(source: Source, package: dict[str, bytes]) -> str:
    """A client of the package that has a timeout; those of tests are not built with the rest."""
    tests = source.path.endswith(TESTS)
    seen = (text for path, text in package.items() if tests or not path.endswith(TESTS))
    hits = (READY.search(text.decode("utf-8", "replace")) for text in seen)
    return next((hit[1] for hit in hits if hit is not None), "")


def _package(source: Source, project: Project) -> dict[str, bytes]:
    """The files of the package of a file, as bytes, its own first."""
    home = dirname(source.path)
    found = {
        path: one.text.data
        for path in project.paths
        if path != source.path and path.endswith(".go") and dirname(path) == home
        if (one := project.read(path)) is not None
    }
    return {source.path: source.text.data, **found}
