"""Tasks on excerpts of real applications, and what a model does in each, reply by reply.

The same decisions are carried out by Backlight's agent and by the plain loop it is compared with:
what is read, what is written, and once what the checks send back.
"""

from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "data" / "cost"


@dataclass(frozen=True)
class Edit:
    """A text in place of another, or, without `old`, a new file."""

    path: str
    old: str
    new: str


@dataclass(frozen=True)
class Look:
    """Lines of a file that the model wants to see; `lines` is first and last."""

    path: str
    lines: tuple = ()


@dataclass(frozen=True)
class Find:
    """A search."""

    pattern: str
    glob: str = ""


@dataclass(frozen=True)
class Round:
    """One reply of the model; with `sent_back` it says that it is done, and is told what is wrong."""

    words: str
    does: tuple = ()
    sent_back: str = ""

    @property
    def reads(self):
        """The files that a loop without windows has to send whole."""
        return [each.path for each in self.does if isinstance(each, Look)]

    def applied(self, texts):
        """The files that change, as they read afterwards."""
        found = {}
        for each in self.does:
            if isinstance(each, Edit):
                before = found.get(each.path, texts.get(each.path, ""))
                if each.old and before.count(each.old) != 1:
                    raise ValueError(
                        f"{each.path}: {each.old!r} is there {before.count(each.old)}x"
                    )
                found[each.path] = before.replace(each.old, each.new) if each.old else each.new
        return found

    def calls(self):
        """The same as calls of Backlight's tools."""
        for each in self.does:
            if isinstance(each, Find):
                yield "Grep", {"pattern": each.pattern} | ({"glob": each.glob} if each.glob else {})
            elif isinstance(each, Look) and each.lines:
                first, last = each.lines
                yield "Read", {"path": each.path, "offset": first, "limit": last - first + 1}
            elif isinstance(each, Look):
                yield "Read", {"path": each.path}
            elif each.old:
                words = {"old_string": each.old, "new_string": each.new}
                yield "Edit", {"path": each.path, **words}
            else:
                yield "Write", {"path": each.path, "content": each.new}


@dataclass(frozen=True)
class Task:
    """One thing to do in one application."""

    name: str
    path: str
    at: str
    """A text on the line of the cursor."""
    goal: str
    rounds: tuple

    def texts(self):
        """The files of the application, by path."""
        root = FOLDER / self.name
        paths = (path for path in sorted(root.rglob("*")) if path.is_file())
        return {p.relative_to(root).as_posix(): p.read_text("utf-8") for p in paths}


ARCHIVE = Task(
    name="full-stack-fastapi-template",
    path="app/api/routes/items.py",
    at='@router.delete("/{id}")',
    goal="Design an endpoint: POST /items/{id}/archive puts an item away; lists leave it out.",
    rounds=(
        Round(
            "I look at the model, and at how its tests are written.",
            (
                Look("app/models.py", (66, 113)),
                Look("tests/api/routes/test_items.py", (1, 40)),
                Find("def create_random_item"),
            ),
        ),
        Round(
            "The column first, then the route beside the others.",
            (
                Edit(
                    "app/models.py",
                    '    owner: User | None = Relationship(back_populates="items")\n',
                    '    owner: User | None = Relationship(back_populates="items")\n'
                    "    archived_at: datetime | None = Field(\n"
                    "        default=None,\n"
                    "        sa_type=DateTime(timezone=True),  # type: ignore\n"
                    "    )\n",
                ),
                Edit(
                    "app/api/routes/items.py",
                    '@router.delete("/{id}")\n',
                    '@router.post("/{id}/archive", response_model=ItemPublic)\n'
                    "def archive_item(\n"
                    "    session: SessionDep, current_user: CurrentUser, id: uuid.UUID\n"
                    ") -> Any:\n"
                    '    """\n    Archive an item: it is kept, and left out of lists.\n    """\n'
                    "    item = session.get(Item, id)\n"
                    "    if not item:\n"
                    '        raise HTTPException(status_code=404, detail="Item not found")\n'
                    "    if not current_user.is_superuser and (item.owner_id != current_user.id):\n"
                    '        raise HTTPException(status_code=403, detail="Not enough permissions")\n'
                    "    if item.archived_at is None:\n"
                    "        item.archived_at = get_datetime_utc()\n"
                    "        session.add(item)\n"
                    "        session.commit()\n"
                    "        session.refresh(item)\n"
                    "    return item\n\n\n"
                    '@router.delete("/{id}")\n',
                ),
            ),
        ),
        Round(
            "Now the test: it works, it is there for nobody else, and twice is no error.",
            (
                Edit(
                    "tests/api/routes/test_items.py",
                    "def test_delete_item_not_found(\n",
                    "def test_archive_item(\n"
                    "    client: TestClient, superuser_token_headers: dict[str, str], db: Session\n"
                    ") -> None:\n"
                    "    item = create_random_item(db)\n"
                    "    for _ in range(2):\n"
                    "        response = client.post(\n"
                    '            f"{settings.API_V1_STR}/items/{item.id}/archive",\n'
                    "            headers=superuser_token_headers,\n"
                    "        )\n"
                    "        assert response.status_code == 200\n\n\n"
                    "def test_delete_item_not_found(\n",
                ),
            ),
        ),
        Round(
            "**Done**: items can be archived; the route, the column and a test are there.",
            sent_back="`get_datetime_utc` is not imported in app/api/routes/items.py.",
        ),
        Round(
            "The import is missing.",
            (
                Edit(
                    "app/api/routes/items.py",
                    "from app.models import Item, ItemCreate, ItemPublic, ItemsPublic, ItemUpdate, "
                    "Message\n",
                    "from app.models import (\n    Item,\n    ItemCreate,\n    ItemPublic,\n"
                    "    ItemsPublic,\n    ItemUpdate,\n    Message,\n    get_datetime_utc,\n)\n",
                ),
            ),
        ),
        Round(
            "**Done**: items can be archived; the route, the column and a test are there.\n"
            "**Assumed**: archiving twice is no error.\n**Next**: a migration for `archived_at`."
        ),
    ),
)

VALIDATE = Task(
    name="microblog",
    path="app/api/users.py",
    at="def update_user(id):",
    goal="Add validation to `update_user`: it takes any type and length in three fields.",
    rounds=(
        Round(
            "I read what the columns hold, and how forms and errors are written here.",
            (
                Look("app/models.py", (96, 132)),
                Look("app/models.py", (252, 258)),
                Look("app/auth/forms.py"),
                Look("app/api/errors.py"),
            ),
        ),
        Round(
            "The limits are those of the columns; the error shape is `bad_request`.",
            (
                Edit(
                    "app/api/users.py",
                    "@bp.route('/users/<int:id>', methods=['PUT'])\n",
                    "LENGTHS = {'username': 64, 'email': 120, 'about_me': 140}\n\n\n"
                    "def invalid(data):\n"
                    "    if not isinstance(data, dict):\n"
                    "        return 'must be an object'\n"
                    "    for field, longest in LENGTHS.items():\n"
                    "        if field not in data:\n"
                    "            continue\n"
                    "        if not isinstance(data[field], str):\n"
                    "            return f'{field} must be a text'\n"
                    "        if len(data[field]) > longest:\n"
                    "            return f'{field} must have at most {longest} characters'\n"
                    "    return None\n\n\n"
                    "@bp.route('/users/<int:id>', methods=['PUT'])\n",
                ),
                Edit(
                    "app/api/users.py",
                    "    user = db.get_or_404(User, id)\n    data = request.get_json()\n",
                    "    user = db.get_or_404(User, id)\n    data = request.get_json()\n"
                    "    if message := invalid(data):\n"
                    "        return bad_request(message)\n",
                ),
            ),
        ),
        Round(
            "**Done**: types and lengths are checked.",
            sent_back="`username` may still be empty: the column is unique and not null.",
        ),
        Round(
            "An empty name or address is refused as well.",
            (
                Edit(
                    "app/api/users.py",
                    "        if len(data[field]) > longest:\n",
                    "        if field != 'about_me' and not data[field].strip():\n"
                    "            return f'{field} must not be empty'\n"
                    "        if len(data[field]) > longest:\n",
                ),
            ),
        ),
        Round(
            "**Done**: `update_user` refuses wrong types, empty names and what the columns cannot "
            "hold, as `bad_request` does elsewhere.\n**Other ways**: a WTForms form, as in "
            "`app/auth/forms.py`; it reads form data, not JSON."
        ),
    ),
)

SUSPEND = Task(
    name="node-express-boilerplate",
    path="src/controllers/user.controller.js",
    at="const deleteUser = catchAsync",
    goal="Design an endpoint: POST /v1/users/:userId/suspend; a suspended user cannot log in.",
    rounds=(
        Round(
            "I read the whole way of one request: route, validation, service, model, test.",
            (
                Look("src/routes/v1/user.route.js", (1, 20)),
                Look("src/services/user.service.js", (47, 89)),
                Look("src/models/user.model.js", (1, 50)),
                Look("src/validations/user.validation.js", (29, 54)),
                Look("tests/integration/user.test.js", (1, 45)),
            ),
        ),
        Round(
            "Model, service, controller, validation and route, as the others are.",
            (
                Edit(
                    "src/models/user.model.js",
                    "    isEmailVerified: {\n      type: Boolean,\n      default: false,\n    },\n",
                    "    isEmailVerified: {\n      type: Boolean,\n      default: false,\n    },\n"
                    "    suspendedAt: {\n      type: Date,\n      default: null,\n    },\n",
                ),
                Edit(
                    "src/services/user.service.js",
                    "module.exports = {\n  createUser,\n",
                    "/**\n * Suspend user by id\n * @param {ObjectId} userId\n"
                    " * @returns {Promise<User>}\n */\n"
                    "const suspendUserById = async (userId) => {\n"
                    "  const user = await getUserById(userId);\n"
                    "  if (!user) {\n"
                    "    throw new ApiError(httpStatus.NOT_FOUND, 'User not found');\n  }\n"
                    "  if (!user.suspendedAt) {\n    user.suspendedAt = new Date();\n"
                    "    await user.save();\n  }\n  return user;\n};\n\n"
                    "module.exports = {\n  suspendUserById,\n  createUser,\n",
                ),
                Edit(
                    "src/controllers/user.controller.js",
                    "module.exports = {\n  createUser,\n",
                    "const suspendUser = catchAsync(async (req, res) => {\n"
                    "  const user = await userService.suspendUserById(req.params.userId);\n"
                    "  res.send(user);\n});\n\nmodule.exports = {\n  suspendUser,\n  createUser,\n",
                ),
                Edit(
                    "src/validations/user.validation.js",
                    "module.exports = {\n  createUser,\n",
                    "const suspendUser = {\n  params: Joi.object().keys({\n"
                    "    userId: Joi.string().custom(objectId),\n  }),\n};\n\n"
                    "module.exports = {\n  suspendUser,\n  createUser,\n",
                ),
                Edit(
                    "src/routes/v1/user.route.js",
                    "module.exports = router;\n",
                    "router\n  .route('/:userId/suspend')\n"
                    "  .post(auth('manageUsers'), validate(userValidation.suspendUser), "
                    "userController.suspendUser);\n\nmodule.exports = router;\n",
                ),
            ),
        ),
        Round(
            "Then its test, in the file of the others.",
            (
                Look("tests/integration/user.test.js", (600, 625)),
                Find("deleteUser|expect\\(httpStatus.NOT_FOUND", "tests/**/*.js"),
            ),
        ),
        Round(
            "One test for each answer.",
            (
                Edit(
                    "tests/integration/user.test.js",
                    "describe('User routes', () => {\n",
                    "describe('User routes', () => {\n"
                    "  describe('POST /v1/users/:userId/suspend', () => {\n"
                    "    test('should return 200 and suspend the user', async () => {\n"
                    "      await insertUsers([userOne, admin]);\n\n"
                    "      await request(app)\n"
                    "        .post(`/v1/users/${userOne._id}/suspend`)\n"
                    "        .set('Authorization', `Bearer ${adminAccessToken}`)\n"
                    "        .send()\n        .expect(httpStatus.OK);\n\n"
                    "      const dbUser = await User.findById(userOne._id);\n"
                    "      expect(dbUser.suspendedAt).toBeTruthy();\n    });\n  });\n\n",
                ),
            ),
        ),
        Round(
            "**Done**: users can be suspended; model, service, controller, validation, route and a "
            "test.\n**Next**: refuse the login of a suspended user in `auth.service.js`."
        ),
    ),
)

REASON = Task(
    name="healthchecks",
    path="hc/api/views.py",
    at="def resume(request: ApiRequest, code: UUID)",
    goal="Add error handling to `resume`: its conflict is plain text, all others answer JSON.",
    rounds=(
        Round(
            "I look for how errors are answered here, and for tests of the conflict.",
            (
                Find(r'JsonResponse\(\{"error"', "hc/api/*.py"),
                Find("status=409|not paused"),
                Look("hc/api/decorators.py", (1, 60)),
                Look("hc/api/tests/test_pause.py", (1, 44)),
            ),
        ),
        Round(
            "One shape for all.",
            (
                Edit(
                    "hc/api/views.py",
                    '        return HttpResponse("check is not paused", status=409)\n',
                    '        return JsonResponse({"error": "check is not paused"}, status=409)\n',
                ),
                Edit(
                    "hc/api/tests/test_pause.py",
                    "    def test_it_handles_options(self) -> None:\n",
                    "    def test_resume_of_a_running_check_is_a_conflict(self) -> None:\n"
                    '        url = f"/api/v3/checks/{self.check.code}/resume"\n'
                    "        r = self.csrf_client.post(\n"
                    '            url, "", content_type="application/json", HTTP_X_API_KEY="X" * 32\n'
                    "        )\n"
                    "        self.assertEqual(r.status_code, 409)\n"
                    '        self.assertEqual(r.json()["error"], "check is not paused")\n\n'
                    "    def test_it_handles_options(self) -> None:\n",
                ),
            ),
        ),
        Round(
            "**Done**: the conflict answers `{error: …}`, with a test.\n**Assumed**: no client "
            "compares the text of the body.\n**Next**: say it in the API's changelog."
        ),
    ),
)

PAGES = Task(
    name="miniflux",
    path="internal/api/category_handlers.go",
    at="func (h *handler) getCategoriesHandler",
    goal="Paginate: `getCategoriesHandler` answers all categories at once.",
    rounds=(
        Round(
            "I read the query, and how other lists take a limit.",
            (
                Look("internal/storage/category.go", (94, 116)),
                Find(r'QueryIntParam\(r, "(limit|offset)"'),
                Look("internal/model/category.go", (40, 44)),
            ),
        ),
        Round(
            "The query takes a limit and an offset; the order is made stable by the id.",
            (
                Edit(
                    "internal/storage/category.go",
                    "func (s *Storage) Categories(userID int64) (model.Categories, error) {\n"
                    "\tquery := `SELECT id, user_id, title, hide_globally FROM categories "
                    "WHERE user_id=$1 ORDER BY title ASC`\n"
                    "\trows, err := s.db.Query(query, userID)\n",
                    "func (s *Storage) Categories(userID int64) (model.Categories, error) {\n"
                    "\treturn s.CategoriesPage(userID, 0, 0)\n}\n\n"
                    "// CategoriesPage returns at most limit categories after the first offset; "
                    "no limit means all.\n"
                    "func (s *Storage) CategoriesPage(userID int64, limit, offset int) "
                    "(model.Categories, error) {\n"
                    "\tquery := `SELECT id, user_id, title, hide_globally FROM categories "
                    "WHERE user_id=$1 ORDER BY title ASC, id ASC LIMIT NULLIF($2, 0) OFFSET $3`\n"
                    "\trows, err := s.db.Query(query, userID, limit, offset)\n",
                ),
                Edit(
                    "internal/api/category_handlers.go",
                    "\t\tcategories, err = h.store.Categories(request.UserID(r))\n",
                    '\t\tlimit := request.QueryIntParam(r, "limit", 0)\n'
                    '\t\toffset := request.QueryIntParam(r, "offset", 0)\n'
                    "\t\tif limit < 0 || limit > maxCategories || offset < 0 {\n"
                    '\t\t\tresponse.JSONBadRequest(w, r, errors.New("invalid limit or offset"))\n'
                    "\t\t\treturn\n\t\t}\n"
                    "\t\tcategories, err = h.store.CategoriesPage(request.UserID(r), limit, "
                    "offset)\n",
                ),
            ),
        ),
        Round(
            "**Done**: categories come in pages.",
            sent_back="`maxCategories` is not declared in package api.",
        ),
        Round(
            "The bound belongs beside the handler.",
            (
                Edit(
                    "internal/api/category_handlers.go",
                    "func (h *handler) getCategoriesHandler(",
                    "const maxCategories = 500\n\nfunc (h *handler) getCategoriesHandler(",
                ),
            ),
        ),
        Round(
            "**Done**: categories come in pages of at most 500; without parameters the answer is "
            "as before.\n**Other ways**: a cursor after the last title; the list is short, so an "
            "offset does.\n**Next**: the counts of feeds are still answered whole."
        ),
    ),
)

TASKS = (ARCHIVE, VALIDATE, SUSPEND, REASON, PAGES)
