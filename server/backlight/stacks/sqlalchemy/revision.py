"""A new revision of Alembic, behind the one that is the last."""

from hashlib import sha256
from posixpath import basename, dirname
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.edits import Change, Refused

HOME = regex(r"(^|/)versions/[^/]+\.py$")
OWN = regex(r"^revision(?:\s*:[^=\n]+)?\s*=\s*[\"']([\w.-]+)[\"']", MULTILINE)
BEFORE = regex(r"^down_revision(?:\s*:[^=\n]+)?\s*=\s*(.+)$", MULTILINE)
NAME = regex(r"[\"']([\w.-]+)[\"']")


def revision(
    project: Project, slug: str, title: str, up: list[str], down: list[str]
) -> Change | Refused:
    """The file of the revision; no change at all in a project without Alembic."""
    paths = [
        path for path in project.paths if HOME.search(path) and not path.endswith("__init__.py")
    ]
    if not paths:
        return Change()
    own: dict[str, str] = {}
    before: set[str] = set()
    for path in paths:
        source = project.read(path)
        if source is None:
            return Refused(
                f"Which revision is the last is not known, as {path} cannot be read; if its name "
                "has a colon, rename it (Alembic goes by the id inside)."
            )
        if (hit := OWN.search(source.text.source)) is not None:
            own[hit[1]] = path
        for said in BEFORE.findall(source.text.source):
            before.update(NAME.findall(said))
    if not own:
        return Change()
    heads = sorted(own.keys() - before)
    if len(heads) != 1:
        return Refused(
            f"{dirname(paths[0])} has {len(heads)} last revisions, not one; merge them first."
        )
    name = _following(heads[0], slug)
    path = f"{dirname(own[heads[0]])}/{name}_{slug}.py"
    if path in project.paths or name in own:
        return Refused(f"{basename(path)} is there already.")
    lines = [f'"""{title}."""', ""]
    lines += ["import sqlalchemy as sa"] if any("sa." in line for line in up + down) else []
    lines += ["from alembic import op", "", f'revision = "{name}"', f'down_revision = "{heads[0]}"']
    lines += ["branch_labels = None", "depends_on = None", "", "", "def upgrade():"]
    lines += [f"    {line}" for line in up]
    lines += ["", "", "def downgrade():", *(f"    {line}" for line in down), ""]
    return Change({}, {path: "\n".join(lines)})


def _following(head: str, slug: str) -> str:
    """The next number where revisions are numbered, else an id made of what came before."""
    if head.isdigit() and len(head) < 8:
        return str(int(head) + 1).zfill(len(head))
    return sha256(f"{head}:{slug}".encode()).hexdigest()[:12]
