"""A new revision of Alembic, behind the one that is the last."""

from hashlib import sha256
from posixpath import basename, dirname
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.revisions import heads, histories, nearest, revisions
from backlight.edits import Change, Refused

HOME = regex(r"(^|/)versions/(?!__init__\.py$)[^/]+\.py$")


def revision(
    project: Project, model: str, slug: str, title: str, up: list[str], down: list[str]
) -> Change | Refused:
    """The file of the revision, for the database of a model's file; none without Alembic."""
    unread = [path for path in project.paths if HOME.search(path) and project.read(path) is None]
    if unread:
        return Refused(
            f"Which revision is the last is not known, as {unread[0]} cannot be read; if its name "
            "has a colon, rename it (Alembic goes by the id inside)."
        )
    found = tuple(nearest(histories(revisions(project)), model))
    if not found:
        return Change()
    if len(found) > 1:
        folders = " and ".join(dirname(history[0].path) for history in found)
        return Refused(f"Whether {model} is of {folders} is not known; ask the agent.")
    last = heads(found[0])
    if len(last) != 1:
        return Refused(
            f"{dirname(found[0][0].path)} has {len(last)} last revisions, not one; "
            "merge them first."
        )
    name = _following(last[0].name, slug)
    path = f"{dirname(last[0].path)}/{name}_{slug}.py"
    if path in project.paths or any(one.name == name for one in found[0]):
        return Refused(f"{basename(path)} is there already.")
    head = [f'"""{title}."""', "", *_head(name, last[0].name, sa="sa." in "".join(up + down))]
    return Change({}, {path: "\n".join((*head, *_ways(up, down), ""))})


def _head(name: str, follows: str, *, sa: bool) -> list[str]:
    """What Alembic goes by."""
    lines = ["import sqlalchemy as sa"] if sa else []
    lines += ["from alembic import op", "", f'revision = "{name}"', f'down_revision = "{follows}"']
    return [*lines, "branch_labels = None", "depends_on = None", "", ""]


def _ways(up: list[str], down: list[str]) -> list[str]:
    lines = ["def upgrade():", *(f"    {line}" for line in up), "", ""]
    return [*lines, "def downgrade():", *(f"    {line}" for line in down)]


def _following(head: str, slug: str) -> str:
    """The next number where revisions are numbered, else an id made of what came before."""
    if head.isdigit() and len(head) < 8:
        return str(int(head) + 1).zfill(len(head))
    return sha256(f"{head}:{slug}".encode()).hexdigest()[:12]
