"""The text of a resource in plain Django: a form, two views that speak JSON, their tests."""

from backlight.stacks.django.fields import FORWARD, MANY, Field
from backlight.stacks.django.shape import FILES, Shape, required

VIEWS = '''\
{guard}@require_http_methods(["GET", "POST"])
def {name}_list(request):
    """List {words} a page at a time, or create one."""
    if request.method == "POST":
        return _save_{name}(request, {model}({owned}), status=201)
    {plural} = {rows}
    page = Paginator({plural}, 50).get_page(request.GET.get("page"))
    results = [_{name}_json({name}) for {name} in page]
    return JsonResponse({{"count": page.paginator.count, "page": page.number, "results": results}})


{guard}@require_http_methods(["GET", "PUT", "DELETE"])
def {name}_detail(request, pk):
    """Read, change or delete one."""
    {name} = {model}.objects.filter(pk=pk{and_owned}).first()
    if {name} is None:
        return JsonResponse({{"errors": {{"pk": ["There is none."]}}}}, status=404)
    if request.method == "DELETE":
        {name}.delete()
        return HttpResponse(status=204)
    if request.method == "PUT":
        return _save_{name}(request, {name}, status=200)
    return JsonResponse(_{name}_json({name}))


def _save_{name}(request, {name}, status):
    try:
        payload = json.loads(request.body)
    except ValueError:
        return JsonResponse({{"errors": {{"body": ["It is not JSON."]}}}}, status=400)
    form = {model}Form(payload if isinstance(payload, dict) else {{}}, instance={name})
    if not form.is_valid():
        return JsonResponse({{"errors": form.errors.get_json_data()}}, status=400)
    return JsonResponse(_{name}_json(form.save()), status=status)


def _{name}_json({name}):
    return {{
{shown}    }}
'''

TESTS = """\
    def test_{name}_is_created_read_changed_and_deleted(self):
        created = self.client.post(self.url, self.payload(), "application/json")
        self.assertEqual(created.status_code, 201, created.content)
        one = f"{{self.url}}{{created.json()['{key}']}}/"
        self.assertEqual(self.client.get(one).status_code, 200)
        changed = self.client.put(one, self.payload(), "application/json")
        self.assertEqual(changed.status_code, 200, changed.content)
        self.assertEqual(self.client.delete(one).status_code, 204)
        self.assertEqual(self.client.get(one).status_code, 404)

    def test_{plural}_are_listed_a_page_at_a_time(self):
        self.client.post(self.url, self.payload(), "application/json")
        self.assertEqual(len(self.client.get(self.url).json()["results"]), 1)

    def test_a_body_that_is_not_json_is_refused(self):
        refused = self.client.post(self.url, "{{", "application/json")
        self.assertEqual(refused.status_code, 400)
"""


def form(of: Shape) -> str:
    """A `ModelForm` of the fields that a client gives."""
    listed = ", ".join(f'"{one.name}"' for one in of.given)
    head = f"class {of.model}Form(forms.ModelForm):\n    class Meta:\n"
    return f"{head}        model = {of.model}\n        fields = [{listed}]\n"


def views(of: Shape, *, guarded: bool) -> str:
    """The view of the list, the view of one row, and what they share."""
    owned = f"{of.owner}=request.user" if of.owner and guarded else ""
    many = ", ".join(f'"{one.name}"' for one in of.many)
    steps = [f"filter({owned})"] if owned else []
    steps += [] if of.ordered else ['order_by("pk")']
    steps += [f"prefetch_related({many})"] if many else []
    return VIEWS.format(
        guard="@login_required\n" if guarded else "",
        name=of.variable,
        plural=of.plural,
        words=of.plural.replace("_", " "),
        model=of.model,
        owned=owned,
        and_owned=f", {owned}" if owned else "",
        rows=".".join([f"{of.model}.objects", *(steps or ["all()"])]),
        shown="".join(f"        {line},\n" for line in _shown(of)),
    )


def tests(of: Shape, url: str, setup: str, payload: str) -> str:
    """The test case of both views; where somebody signs in, nobody else gets in."""
    first = next((one.name for one in of.given if required(one)), "")
    text = f'class {of.model}ApiTests(TestCase):\n    url = "{url}"\n\n{setup}'
    text += f"    def payload(self):\n        return {{\n{payload}        }}\n\n"
    text += TESTS.format(name=of.variable, plural=of.plural, key=key(of))
    if first:
        text += f"\n    def test_{of.variable}_without_{first}_is_refused(self):\n"
        text += '        refused = self.client.post(self.url, {}, "application/json")\n'
        text += "        self.assertEqual(refused.status_code, 400)\n"
        text += f'        self.assertIn("{first}", refused.json()["errors"])\n'
    if "force_login" in setup:
        text += (
            "\n    def test_a_stranger_is_sent_to_sign_in(self):\n        self.client.logout()\n"
        )
        text += "        self.assertEqual(self.client.get(self.url).status_code, 302)\n"
    return text


def key(of: Shape) -> str:
    """The name under which a row's key is shown."""
    return next((one.name for one in of.fields if one.says("primary_key")), "id")


def _shown(of: Shape) -> list[str]:
    own = any(one.says("primary_key") for one in of.fields)
    return [*([] if own else [f'"id": {of.variable}.pk']), *(_value(of, one) for one in of.fields)]


def _value(of: Shape, one: Field) -> str:
    row = f"{of.variable}.{one.name}"
    if one.kind in MANY:
        return f'"{one.name}": [one.pk for one in {row}.all()]'
    if one.kind in FORWARD:
        return f'"{one.name}": {row}_id'
    return f'"{one.name}": {row}.name' if one.kind in FILES else f'"{one.name}": {row}'
