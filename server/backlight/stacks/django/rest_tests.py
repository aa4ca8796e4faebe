"""The text of the tests of a resource: what works, and what is refused."""

from backlight.analysis.facts import Project
from backlight.edits import Refused
from backlight.stacks.django.fields import MANY
from backlight.stacks.django.registry import find
from backlight.stacks.django.samples import Needed, value
from backlight.stacks.django.shape import Shape, required, user_model
from backlight.stacks.django.way import Way


def case(of: Shape, way: Way, path: str, project: Project) -> tuple[str, Needed] | Refused:
    """A test case of a resource, and the models whose rows it needs."""
    given = payload(of, project)
    if isinstance(given, Refused):
        return given
    lines, needed = given
    sign_in = "self.client.force_authenticate(self.user)" if way.signed_in else ""
    before = setup(needed, project, sign_in)
    if isinstance(before, Refused):
        return before
    first = next((one.name for one in of.given if required(one)), "")
    parts = [
        f'class {of.model}ApiTests(APITestCase):\n    url = "{path}"\n',
        before,
        f"    def payload(self):\n        return {{\n{lines}        }}\n",
        _whole(of, path),
        _list(of),
        _refusal(of, first) if first else "",
        _stranger(of) if way.signed_in else "",
    ]
    return "\n".join(part for part in parts if part), needed


def payload(of: Shape, project: Project) -> tuple[str, Needed] | Refused:
    """The lines of a body that is taken, and the rows that must be there first."""
    needed, lines = Needed(project), []
    for one in of.given:
        if not required(one) and one.kind != "BooleanField":
            continue
        found = value(needed, one, of.model)
        if isinstance(found, Refused):
            return found
        sent = f"{found}.pk" if found.startswith("self.") else found
        lines.append(f'            "{one.name}": {f"[{sent}]" if one.kind in MANY else sent},\n')
    return "".join(lines), needed


def setup(needed: Needed, project: Project, sign_in: str) -> str | Refused:
    """`setUp`: the user, the rows that are needed, and how the user signs in."""
    lines = []
    if sign_in or needed.user:
        user = _user(needed, project)
        if isinstance(user, Refused):
            return user
        lines.append(f"self.user = get_user_model().objects.create({user})")
        needed.user = "self.user"
    for name, (model, given) in needed.rows.items():
        lines.append(f"self.{name} = {model}.objects.create({given})")
    lines += [sign_in] if sign_in else []
    body = "".join(f"        {line}\n" for line in lines)
    return f"    def setUp(self):\n{body}" if lines else ""


def user_with(project: Project) -> str | Refused:
    """What a user of the project is created with, where no other row is needed for it."""
    needed = Needed(project)
    given = _user(needed, project)
    more = Refused("A user needs other rows first.")
    return given if isinstance(given, Refused) or not needed.rows else more


def _user(needed: Needed, project: Project) -> str | Refused:
    """What the project's user is created with."""
    known = find(project, user_model(project))
    if known is None:
        return 'username="one"'
    given = ['username="one"'] if "username" in known.one.lent else []
    for one in known.fields.values():
        if one.name == "password" or not required(one) or one.kind in MANY:
            continue
        found = value(needed, one, known.name) if not one.says("auto_now_add") else ""
        if isinstance(found, Refused):
            return found
        given += [f"{one.name}={found}"] if found and not one.says("auto_now") else []
    return ", ".join(given)


def _whole(of: Shape, path: str) -> str:
    key = next((one.name for one in of.fields if one.says("primary_key")), "id")
    slash = "/" if path.endswith("/") else ""
    one = f"{{self.url.rstrip('/')}}/{{created.data['{key}']}}{slash}"
    return (
        f"    def test_{of.variable}_is_created_read_changed_and_deleted(self):\n"
        '        created = self.client.post(self.url, self.payload(), format="json")\n'
        "        self.assertEqual(created.status_code, 201, created.data)\n"
        f'        one = f"{one}"\n'
        "        self.assertEqual(self.client.get(one).status_code, 200)\n"
        '        changed = self.client.patch(one, self.payload(), format="json")\n'
        "        self.assertEqual(changed.status_code, 200, changed.data)\n"
        "        self.assertEqual(self.client.delete(one).status_code, 204)\n"
        "        self.assertEqual(self.client.get(one).status_code, 404)\n"
    )


def _list(of: Shape) -> str:
    return (
        f"    def test_{of.plural}_are_listed_a_page_at_a_time(self):\n"
        '        self.client.post(self.url, self.payload(), format="json")\n'
        "        listed = self.client.get(self.url)\n"
        "        self.assertEqual(listed.status_code, 200)\n"
        '        self.assertEqual(len(listed.data["results"]), 1)\n'
    )


def _refusal(of: Shape, first: str) -> str:
    return (
        f"    def test_{of.variable}_without_{first}_is_refused(self):\n"
        '        refused = self.client.post(self.url, {}, format="json")\n'
        "        self.assertEqual(refused.status_code, 400)\n"
        f'        self.assertIn("{first}", str(refused.data))\n'
    )


def _stranger(of: Shape) -> str:
    return (
        f"    def test_{of.variable}_is_not_created_by_a_stranger(self):\n"
        "        self.client.force_authenticate(None)\n"
        '        refused = self.client.post(self.url, self.payload(), format="json")\n'
        "        self.assertIn(refused.status_code, (401, 403))\n"
    )
