"""Whose a new row is: the one who has signed in, never whom the body names."""

import pytest

from backlight.edits import Refused, applied
from backlight.stacks.express import EXPRESS
from stacks.express.pages import cases, files, project

TITLE = "Prisma in TypeScript, below a router of routers, errors by field"
GIVEN = files(
    next(text for title, text in cases("resource.md") if title == TITLE).split("\n-> ")[0]
)
SIBLING = "src/routes/article/article.controller.ts"
NEW = "src/routes/category/category.controller.ts"
MODELS = """model Category {
  id       Int    @id @default(autoincrement())
  name     String
  shelfId  Int
  authorId Int
  author   User   @relation(fields: [authorId], references: [id])
  shelf    Shelf  @relation(fields: [shelfId], references: [id])
}
model User {
  id    Int    @id
  email String
}
model Shelf {
  id Int @id
}
"""


def made(body, guard="auth.required, "):
    """The change that serves `Category` beside a sibling with a body, and the project."""
    sibling = GIVEN[SIBLING].replace("  next();\n", f"  {body}\n").replace("auth.required, ", guard)
    known = project(GIVEN | {SIBLING: sibling, "prisma/schema.prisma": MODELS})
    table = known.schema.of_model("Category")
    found = EXPRESS.create_resource(known.read(table.file), table, known)
    assert not isinstance(found, Refused)
    return known, found


@pytest.mark.parametrize(
    "said",
    ["req.user.id", "req.auth?.user?.id", "req.session.userId", "req.userId", "req.payload.sub"],
)
def test_the_owner_is_the_one_who_has_signed_in(said):
    _, found = made(f"await mine({said});")
    code = found.created[NEW]
    assert f"data: {{ ...parsed.data, authorId: {said} }}" in code
    assert "authorId:" not in code.partition("router.get")[0]
    assert "shelfId: z.int()," in code
    assert code.count(f"String({said})") == 2


def test_a_row_of_somebody_else_is_not_found():
    code = made("await mine(req.user.id);")[1].created[NEW]
    assert "if (!found || String(found.authorId) !== String(req.user.id)) {" in code
    assert "if (!category || String(category.authorId) !== String(req.user.id)) {" in code


@pytest.mark.parametrize(
    ("body", "guard"),
    [
        ("next();", "auth.required, "),
        ("req.user.id = find(token);", "auth.required, "),
        ("await mine(req.user.id);", ""),
    ],
)
def test_where_it_is_not_known_who_has_signed_in_it_is_said(body, guard):
    known, found = made(body, guard)
    assert "  authorId: z.int()," in found.created[NEW]
    (why,) = (e.why for edits in found.edits.values() for e in edits if "session" in e.why)
    assert "`authorId` comes from the body" in why
    assert applied(found, lambda path: known.read(path).text)
