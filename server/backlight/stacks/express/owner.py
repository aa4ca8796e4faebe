"""Whose a row is: the column that says it, and how the project knows who has signed in."""

from collections import Counter
from dataclasses import dataclass
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.tables import Column, Table
from backlight.stacks import sensitive
from backlight.stacks.express.layout import Sibling

PEOPLE = regex(r"(?i)^(auth_?)?(user|account|person|member|author)s?(_?account)?$")
SIGNED_IN = regex(
    r"\breq\??\.(?:(?:auth|user|session|payload|currentUser|token|jwt|decoded)"
    r"(?:\??\.\w+)*?\??\.(?:id|_id|userId|user_id|sub)|userId|user_id)\b(?!\s*=[^=])"
)
"""How handlers say who has signed in: `req.user.id`, `req.auth?.user?.id`."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose a row is."""

    column: str
    signed_in: str
    """The expression of the one who has signed in; empty if the project shows none."""


def owner(project: Project, table: Table, beside: Sibling, *, guarded: bool) -> Owner | None:
    """The owner of a model's rows; set by the program where its routes ask who it is."""
    column = next((c for c in table.columns if _owns(c)), None)
    if column is None:
        return None
    return Owner(column.attribute or column.name, _signed_in(project, beside) if guarded else "")


def _owns(column: Column) -> bool:
    table = column.references.partition(".")[0]
    return bool(sensitive.owner(column.attribute or column.name) and PEOPLE.match(table))


def _signed_in(project: Project, beside: Sibling) -> str:
    """As the sibling says it, else as the other handlers do."""
    near = {beside.source.path, beside.controller} - {""}
    rest = {e.handler_file or e.file for e in project.endpoints if e.stack == "express"} - near
    for paths in (near, rest):
        sources = (project.read(path) for path in sorted(paths))
        found = Counter(
            hit[0] for s in sources if s is not None for hit in SIGNED_IN.finditer(s.text.source)
        )
        if found:
            return found.most_common(1)[0][0]
    return ""
