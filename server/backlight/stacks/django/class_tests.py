"""Tests of a class of views as a class of Django's own `TestCase`, or that of REST framework."""

from collections.abc import Sequence
from posixpath import dirname, join
from re import compile as regex

from backlight.analysis.facts import Project
from backlight.analysis.places import free_path, own_tests, tests_in
from backlight.analysis.syntax import Source
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.django.class_cases import Case
from backlight.stacks.django.rest_tests import user_with
from backlight.stacks.pydantic.imports import add_import

CASES = regex(r"TestCase\b")
SIGNS = regex(r"force_authenticate|force_login|\.login\(|credentials\(")
USERS = "django.contrib.auth"
PLAIN = frozenset({"views", "viewsets", "api", "apis", "routes", "rest"})
MOST = 12
NO_TESTS = "No test of this application is there to stand beside: ask the agent for a first."


def home(project: Project, path: str) -> str:
    """The file of tests of a file of views, or another one of its application."""
    folder, files = dirname(path), [p for p in tests_in(project.paths) if p.endswith(".py")]
    beside = [p for p in files if p.startswith(f"{folder}/".lstrip("/"))]
    above = dirname(folder)  # `shop/api/views.py` is tested in `shop/tests`
    beside = beside or [p for p in files if above and p.startswith(f"{above}/")]
    beside.sort(key=lambda p: p.count("/"))
    own = [p for p in own_tests(path, project.paths) if p.endswith(".py")]
    for one in [*own, *beside][:MOST]:
        source = project.read(one)
        if source is not None and source.tree is not None and CASES.search(source.text.source):
            return one
    return ""


def written(
    project: Project, at: str, of: tuple[str, str], cases: Sequence[Case], *, rest: bool
) -> Change | Refused:
    """A class of tests behind those of the file, or in a new one beside it."""
    path, name = of
    source = project.read(at)
    if source is None or source.tree is None:
        return Refused(NO_TESTS)
    able = _able(project, source, cases)
    if isinstance(able, Refused):
        return able
    given, left = able
    title = f"{name}Refuses"
    if regex(rf"\bclass {title}\b").search(source.text.source):
        return Refused(f"{at} has a class `{title}` already.")
    base = ("rest_framework.test", "APITestCase") if rest else ("django.test", "TestCase")
    text = _class(title, base[1], given, left)
    needs = [base, *([(USERS, "get_user_model")] if given else [])]
    own = at in own_tests(path, project.paths) or at.endswith("/tests.py") or at == "tests.py"
    if own:
        imports = [edit for one in needs for edit in add_import(source, *one)]
        end = source.root.named_children[-1].end_byte
        new = Edit(end, end, f"\n\n\n{text}", f"How `{name}` refuses is tested.")
        return change((at, [*imports, new]))
    stem = path.rpartition("/")[2].removesuffix(".py")
    stem = dirname(path).rpartition("/")[2] or stem if stem in PLAIN else stem
    fresh = free_path(join(dirname(at), f"test_{stem}"), "_refusals", ".py", project.paths)
    head = "\n".join(f"from {module} import {one}" for module, one in sorted(needs))
    return Change({}, {fresh: f"{head}\n\n\n{text}\n"})


def _able(
    project: Project, source: Source, cases: Sequence[Case]
) -> tuple[str, tuple[Case, ...]] | Refused:
    """What a user is made with, and the cases that can be tested, which need one or do not."""
    free = tuple(one for one in cases if not one.signed)
    made = user_with(project) if SIGNS.search(source.text.source) else ""
    if isinstance(made, str) and made and len(free) < len(cases):
        return made, tuple(cases)
    if free:
        return "", free
    return Refused(
        "Only who has signed in sees its refusals, and no test here does: ask the agent."
    )


def _class(title: str, base: str, given: str, cases: Sequence[Case]) -> str:
    rows = [f"class {title}({base}):"]
    if given:
        rows += ["    def setUp(self):"]
        rows += [f"        self.user = get_user_model().objects.create({given})", ""]
    for number, one in enumerate(cases):
        rows += [""] if number else []
        rows.append(f"    def test_{one.name}(self):")
        rows += ["        self.client.force_authenticate(self.user)"] if one.signed else []
        sent = ', {}, format="json"' if one.body else ""
        rows.append(f'        response = self.client.{one.method.lower()}("{one.url}"{sent})')
        several = ", ".join(map(str, one.status))
        judged = f"In(response.status_code, ({several}))"
        judged = f"Equal(response.status_code, {several})" if len(one.status) == 1 else judged
        rows.append(f"        self.assert{judged}")
        rows += [f'        self.assertIn("{one.says}", response.json())'] if one.says else []
    return "\n".join(rows)
