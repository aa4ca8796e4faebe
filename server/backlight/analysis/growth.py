"""Whether a table grows with those who use the service, by what the project itself says of it.

A list that somebody sets up once is short for good; nothing about speed is worth a word there.
"""

from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.subject import is_added, is_long, is_short
from backlight.analysis.tables import Table

PEOPLE = (
    r"(?:users?|accounts?|owners?|authors?|customers?|members?|clients?|creators?|created_?by"
    r"|profiles?|people|persons?|sender|recipient|reporter|assignee|actors?|submitters?|students?"
    r"|employees?|patients?|subscribers?|buyers?|sellers?|guests?|players?|volunteers?)"
)
WHOSE = regex(rf"(?i)(?:^|_|(?-i:(?<=[a-z])(?=[A-Z]))){PEOPLE}(?:_?id|_?uuid)?$")
"""A column that says whose a row is."""
LEADS = regex(rf"(?i)(?:^|[._]){PEOPLE}(?:\.\w+)?$")
"""A table of people that a column points to."""


def grows(rows: str, table: Table | None, project: Project) -> bool:
    """Whether rows are added by those who use the project: by evidence, and not for want of it."""
    if not rows or is_short(rows):
        return False
    return is_long(rows) or is_owned(table) or is_added(rows, project.endpoints)


def is_owned(table: Table | None) -> bool:
    """Whether each row of a table belongs to one of those who use the service.

    >>> from backlight.analysis.tables import Column
    >>> is_owned(Table(name="pets", file="", line=1, columns=(Column(name="owner_id"),)))
    True
    >>> is_owned(Table(name="towns", file="", line=1, columns=(Column(name="powner"),)))
    False
    """
    if table is None:
        return False
    if any(WHOSE.search(one.name) or LEADS.search(one.references) for one in table.columns):
        return True
    return any(map(WHOSE.search, table.relations))
