"""In a real Neovim by the lines of the README: a key is hit in the moment before an edit arrives.

Neovim tells the server of a key 150 ms later, and holds versions against the first text of an edit
only.
"""

import pytest

from double.orders import NARROW, ORDERS, SHORT

TYPES = """
local apply, typed = vim.lsp.handlers['workspace/applyEdit'], false
vim.lsp.handlers['workspace/applyEdit'] = function(err, params, ctx)
  if not typed then
    typed = true
    vim.api.nvim_buf_set_lines(0, 0, 0, false, { '# typed', '# meanwhile' })
  end
  return apply(err, params, ctx)
end
"""
MODELS = """\
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    email = Column(String)


def find(db, email):
    return db.query(User).filter(User.email == email).first()
"""
REVISION = """\
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("email", sa.String()),
    )


def downgrade():
    op.drop_table("users")
"""
INDEXED = {"models.py": MODELS, "alembic/versions/0001_users.py": REVISION}
VALIDATED = (ORDERS, "def create_order", "Add validation")
CASES = {
    # what is open, the last one in sight; the files, the place and the entry
    "beside a file that is not open": (["app.py"], *VALIDATED),
    "beside one that is open": (["app.py", "requirements.txt", "app.py"], *VALIDATED),
    "beside one that is made": (["models.py"], INDEXED, "db.query", "Add index"),
}


@pytest.mark.parametrize("lua", [SHORT, NARROW], ids=["all types", "code alone"])
@pytest.mark.parametrize(("opened", "files", "line", "title"), CASES.values(), ids=CASES)
def test_a_change_is_whole_and_around_what_was_typed(
    neovim, until, workspace, lua, opened, files, line, title
):
    def ended(typed):
        vim = neovim(files, lua)
        for path in opened:
            vim.nvim.command(f"hide edit {path}")
        vim.edit(opened[-1], line)
        if typed:
            vim.nvim.exec_lua(TYPES)
        assert "did not" not in vim.run(title)
        made = vim.buffers
        for path in made.keys() - files.keys():
            (workspace / path).unlink()
        return made

    alone, both = ended(typed=False), ended(typed=True)
    here = opened[-1]
    assert alone.keys() > {here}
    assert alone[here] != files[here]
    assert both == alone | {here: f"# typed\n# meanwhile\n{alone[here]}"}
