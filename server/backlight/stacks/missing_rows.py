"""The reads of a handler whose row may not be there, and which of them may be answered with 404."""

from re import IGNORECASE
from re import compile as regex

from backlight.analysis.compared import queries_in
from backlight.analysis.facts import Handler, Project
from backlight.analysis.failures import Failure, failures
from backlight.analysis.syntax import Source
from backlight.edits import Refused
from backlight.stacks.sought import sought

SIGNS = regex(r"log_?in|log_?on|sign_?in|session|password|token|authenticate", IGNORECASE)
"""Who signs in is not told whether somebody of that name is known."""


def missing_rows(source: Source, handler: Handler, project: Project) -> list[Failure] | Refused:
    """What is missing, each with its query; why nothing is answered, where that is so."""
    queries = queries_in(project, source.path, handler)
    found = [one for one in failures(source, handler, queries) if one.kind == "missing"]
    if not found:
        return Refused(f"Every row that `{handler.name}` reads is looked at already.")
    if SIGNS.search(handler.name):
        return Refused(
            f"`{handler.name}` signs somebody in: a 404 would tell who is known; answer by hand."
        )
    return [one for one in found if sought(source, handler, one)] or Refused(
        f"No client asks for the row by what it sends to `{handler.name}`: what is right where "
        "there is none takes judgement, ask the agent."
    )


def words(failure: Failure) -> str:
    """What a client is told: `Order not found`."""
    name = failure.query.model.rpartition(".")[2] if failure.query is not None else ""
    name = name.rpartition("::")[2] or failure.name
    return f"{name[:1].upper()}{name[1:]} not found"
