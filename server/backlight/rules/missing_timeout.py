"""missing-timeout: a call of another service may wait for ever, and the request with it."""

from collections.abc import Iterator
from re import compile as regex

from backlight.analysis.browser import in_browser
from backlight.analysis.copied import copied
from backlight.analysis.facts import FileFacts, Finding, Project
from backlight.analysis.outgoing import Outgoing
from backlight.analysis.patience import slow
from backlight.analysis.places import is_test
from backlight.analysis.scopes import function_at
from backlight.analysis.serving import shows
from backlight.analysis.starting import starts
from backlight.analysis.syntax import Source, Span
from backlight.rules.report import report

ASIDE = regex(
    r"(^|/)(?:\.[^/]+|scripts?|dev|hack|bin|examples?|demo|docs?|docker|cypress|playwright|e2e|extra|cli|[\w-]+-cli"
    r"|contrib|play|notebooks?|research|experiments?|benchmarks?|samples?|sdks?|[\w-]+-sdk|evaluations?|evals?|training|data_?sets?)/"
    r"|(?:^|/)(?:__main__\.py|boot\w*\.[jt]s)$"
)
"""What somebody runs by hand, and stops."""
TOOLS = regex(r"(^|/)tools?/")
"""So are these, where no handler leads to them."""


def find(facts: FileFacts, source: Source, project: Project) -> Iterator[Finding]:
    """Found where neither the call nor its client has a timeout, and a request waits for it.

    In a project whose endpoints are known, a handler has to lead to the file; elsewhere nobody can
    tell, and what looks like a program of its own is left out.
    """
    endless = [call for call in facts.outgoing if call.endless and not call.doubt]
    if not endless or is_test(source.path) or ASIDE.search(source.path):
        return
    if facts.language != "python" and in_browser(source, project):
        return
    known = project.serving() is not None
    if not shows(source.path, project):
        return
    if not known and (_by_itself(facts, source) or _command(facts, project)):
        return
    if copied(source, project):
        return
    for call in endless:
        if (known and starts(source, call.span)) or _beside(source, call.span):
            continue
        if call.client == "javascript" and _takes_long(source, call):
            continue
        how = "for minutes" if call.callee == "fetch" else "as long as the other side likes"
        message = f"`{call.callee}` waits {how}; give it a timeout."
        yield from report(source, call.span, "missing-timeout", "warning", message, "harden-call")


LOCAL = regex(
    r"\b(\w{1,80})\s{0,9}(?::\s{0,9}\w{1,80}\s{0,9})?=[^;=\n]{0,80}https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])"
)


def _beside(source: Source, span: Span) -> bool:
    """Whether a call asks the machine it runs on: a part of the service, for a job of minutes."""
    call = source.text.slice(span.start, span.end)
    if b"localhost" not in source.text.data and b"0.0" not in source.text.data:
        return False
    names = {hit[1] for hit in LOCAL.finditer(source.text.source)}
    return any(regex(rf"\b{name}\b").search(call) for name in names)


def _takes_long(source: Source, call: Outgoing) -> bool:
    """Whether an answer may take minutes, all of which the clients of JavaScript count.

    Those of other languages count the silence between two pieces of it.
    """
    around = function_at(source, call.span)
    code = source.text.slice(call.span.start, call.span.end)
    kind = slow(f"{around.name if around is not None else ''} {code}")
    return bool(kind) and (FILES in kind or SENDS.search(code) is not None)


FILES = "files"
SENDS = regex(r"\.post\(|\bmethod\s*:\s*[\"'`](?i:post)")
"""What a model is asked with; which models there are is told at once."""


def _by_itself(facts: FileFacts, source: Source) -> bool:
    """Whether a file is a program of its own: it says what runs it, or reads its command line."""
    if TOOLS.search(source.path):
        return True
    if facts.language != "python" or facts.handlers:
        return False
    data = source.text.data
    return data.startswith(b"#!") or PROGRAM.search(data) is not None


def _command(facts: FileFacts, project: Project) -> bool:
    """Whether a package of Node is a command that people run, by what it installs."""
    package = project.read("package.json") if facts.language != "python" else None
    return package is not None and INSTALLS.search(package.text.data) is not None


INSTALLS = regex(rb'(?m)^\s*"bin"\s*:\s*["{]')
"""The commands of a package."""
PROGRAM = regex(
    rb"(?m)^(?:import|from)\s+(?:argparse|typer|click|docopt|fire|optparse)\b|\bsys\.argv\b"
    rb"|^if __name__ ==|^(?:from|import)\s+(?:streamlit|gradio)\b"
)
"""What reads its command line, or is started by itself; nobody else's request waits for it."""
