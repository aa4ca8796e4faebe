from dataclasses import replace

import pytest

from backlight.analysis.python_inputs import inputs
from backlight.analysis.python_judged import judged
from backlight.analysis.python_locals import occurrences
from backlight.analysis.python_modules import Modules, Place
from backlight.analysis.python_read import module, outline
from backlight.analysis.python_tree import walk
from backlight.analysis.python_types import type_of
from backlight.analysis.python_uses import follow
from backlight.analysis.python_values import Call, Join, Literal, Many, Name, Unknown
from backlight.analysis.syntax import parse, text_of
from backlight.text import Text


def read(code, path="pkg/sub/mod.py"):
    return module(parse(path, Text(code)))


def modules(files):
    return Modules({path: read(code, path) for path, code in files.items()})


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ('x = "a" "b"', Literal("ab")),
        (r'x = "a\tb"', Literal("a\tb")),
        (r'x = r"a\tb"', Literal(r"a\tb")),
        ('x = f"a{{{b.c}}}"', Join((Literal("a{"), Name("b.c"), Literal("}")))),
        ('x = "a" + b', Join((Literal("a"), Name("b")))),
        ("x = (3)", Literal(3)),
        ("x = None", Literal(None)),
        ("x: str = 'é😀'", Literal("é😀")),
        ("x = [1, *y]", Many((Literal(1), Unknown("*y")))),
        ("x = f(1, k=2)", Call(Name("f"), (Literal(1),), (("k", Literal(2)),))),
        ("x = y = 1", Name("y")),
        ("x = lambda: 1", Unknown("lambda: 1")),
    ],
)
def test_an_expression_says_what_it_says(code, value):
    assert read(code).values["x"] == value


@pytest.mark.parametrize(
    ("code", "local", "target"),
    [
        ("import a.b", "a", "a"),
        ("import a.b as c", "c", "a.b"),
        ("from a import b as c", "c", "a.b"),
        ("from . import b", "b", "pkg.sub.b"),
        ("from .b import c", "c", "pkg.sub.b.c"),
        ("from ..b import c", "c", "pkg.b.c"),
        ("def f():\n    from a import b", "f.b", "a.b"),
        ("if x:\n    try:\n        from a import b\n    except E:\n        pass", "b", "a.b"),
    ],
)
def test_an_import_is_seen_from_the_root(code, local, target):
    assert read(code).imports == {local: target}


def test_a_name_is_followed_through_reexports_stars_and_aliases():
    known = modules(
        {
            "app/main.py": "from app import inner as i\nx = i.deep.y",
            "app/inner/__init__.py": "from .other import *\n",
            "app/inner/other.py": "from app.inner import last as deep\n",
            "app/inner/last.py": "y = '/v1'\n",
        }
    )
    place, value = known.value("app/main.py", "", "x")
    assert place == Place("app/main.py", "x")
    assert known.text("app/main.py", "", value) == "/v1"


def test_of_several_files_of_one_name_the_nearest_is_meant():
    known = modules(
        {
            "one/app/main.py": "from app import settings\n",
            "one/app/settings.py": "A = 1",
            "two/app/settings.py": "A = 2",
        }
    )
    assert known.find("one/app/main.py", "", "settings.A") == Place("one/app/settings.py", "A")


def test_a_root_inside_the_package_is_seen_through_but_libraries_are_not():
    known = modules(
        {"main.py": "from app.api import x\n", "api.py": "x = 1\n", "routing.py": "y = 1"}
    )
    assert known.find("main.py", "", "x") == Place("api.py", "x")
    assert known.file("fastapi.routing", "main.py") is None


def test_names_that_lead_in_a_circle_lead_nowhere():
    known = modules(
        {"a.py": "from b import x\n", "b.py": "from a import x\n", "c.py": "x = y\ny = x\n"}
    )
    assert known.find("a.py", "", "x") is None
    assert known.text("c.py", "", Name("x")) is None


def test_a_circle_with_many_ways_round_is_left_at_once():
    known = modules(
        {
            "app/__init__.py": "from app import models\n",
            "app/models.py": "from app.models import User\nfrom app.models import (\n",
            "a.py": "from b import *\nfrom c import *\n",
            "b.py": "from a import *\nfrom c import *\n",
            "c.py": "from a import *\nfrom b import *\n",
        }
    )
    assert known.find("app/models.py", "", "User") is None
    assert known.find("a.py", "", "nobody") is None


def test_a_package_that_exports_all_of_its_modules_is_searched_once_for_a_name_it_lacks():
    names = ["users", "posts", "tags", "likes", "notes"]
    stars = "".join(f"from .{name} import *\n" for name in names)
    files = {f"app/models/{name}.py": f"from app.models import *\n{name} = 1\n" for name in names}
    known = modules({"app/models/__init__.py": stars, "m.py": "from app.models import *\n"} | files)
    assert known.find("m.py", "", "notes") == Place("app/models/notes.py", "notes")
    assert known.find("m.py", "", "nobody") is None


def test_a_setting_is_looked_up_in_the_class_of_its_instance_and_above():
    known = modules(
        {
            "conf.py": "class Base:\n    P = '/p'\nclass S(Base):\n    Q = Field('/q')\ndef get() -> S:\n    return S()\n",
            "use.py": "from conf import get\ndef f():\n    s = get()\n    return s.P\n",
        }
    )
    assert known.text("use.py", "f", Name("s.P")) == "/p"
    assert known.text("use.py", "f", Name("s.Q")) == "/q"


def function(code):
    root = parse("a.py", Text(code)).root
    return next(node for _, node in walk(root) if node.type == "function_definition")


def uses(body):
    node = function("def f(body):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    return node, follow(node, occurrences(node, "body"))


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        ('body["a"]', ["item a"]),
        ("body.get('a', 3)", ["get a"]),
        ("'a' in body", ["in a"]),
        ("(body or {})['a']['b']", ["item a", "item a.b"]),
        ("u = body['a']\nu['b']\nu.get('c')", ["item a", "item a.b", "get a.c"]),
        ("x = body\nx['a']", ["item a"]),
        ("if (y := body): y['a']", ["item a"]),
        ("f(k=other['a'], body=1)", []),
        ("obj.body['a']", []),
    ],
)
def test_the_keys_that_are_read_are_found(body, reads):
    assert [f"{r.how} {'.'.join(r.keys)}" for r in uses(body)[1].reads] == reads


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ("body[key]", "computed"),
        ("body['a'] = 1", "changes"),
        ("del body['a']", "changes"),
        ("body.pop('a')", "changes"),
        ("for k in body: pass", "every key"),
        ("body.items()", "items"),
        ("x = body\nx = 3\nx['a']", "several values"),
        ("a, b = body", "unpacks"),
        ("len(body)", "every key"),
    ],
)
def test_keys_that_cannot_be_known_are_said_to_be(body, why):
    assert why in uses(body)[1].unclear


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("save(body)", "passed to `save`"),
        ("User(**body)", "spread into `User`"),
        ("return body", "returned"),
        ("x = {**body}", "spread into a dict"),
        ("x = [body]", "passed on whole"),
    ],
)
def test_a_body_that_goes_on_whole_is_noticed(body, how):
    assert [said for _, said in uses(body)[1].whole] == [how]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("int(body['a'])", "integer"),
        ("x = body['a']\nx.lower()", "string"),
        ("body['a'] > 3", "number"),
        ("body['a'] * 1.5", "number"),
        ("int(body['a']) + float(body['a'])", "number"),
        ("for t in body['a']: pass", "array"),
        ("body['a'] in ('x', 'y')", "string"),
        ("body.get('a') or []", "array"),
        ("body['a'] is True", "boolean"),
        ("datetime.fromisoformat(body['a'])", "datetime"),
        ("body['a'].strip() and body['a'] > 3", "any"),
        ("body['a']", "any"),
    ],
)
def test_a_type_comes_from_use(body, kind):
    node, found = uses(body)
    assert type_of(node, [read.node for read in found.reads], None, "a") == kind


def test_a_name_that_looks_like_an_address_is_one_unless_its_use_says_otherwise():
    node, found = uses("body['a'].lower()")
    assert type_of(node, [read.node for read in found.reads], None, "email") == "email"
    node, found = uses("int(body['a'])")
    assert type_of(node, [read.node for read in found.reads], None, "email") == "integer"


@pytest.mark.parametrize(
    "code",
    [
        *("def f(", "x = ", "from . import", "from x import ()", "class", "@", "\0"),
        *("x = '\udc80'", "(" * 3000),
    ],
)
def test_code_half_typed_never_raises(code):
    found = read(code)
    assert found.path == "pkg/sub/mod.py"


def test_what_a_read_is_of_is_kept():
    assert [text_of(read.node) for read in uses("print(body.get('a', 3))")[1].reads] == [
        "body.get('a', 3)"
    ]


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ("if form.get('a') == 'on':\n    go()", True),
        ("if 'a' in form:\n    go()", True),
        ("x = form.get('a')\nif not x or x != user.email:\n    return", True),
        ("x = form.get('a', '')\nif x in ('b', 'c'):\n    user.theme = x", True),
        ("x = form.get('a')\nif x not in CHOICES:\n    raise E\nuser.theme = x", True),
        ("x = form.get('a')\nif x not in CHOICES:\n    log()\nuser.theme = x", False),
        ("x = form.get('a')\nif y not in CHOICES:\n    return\nuser.theme = x", False),
        ("x = form.get('a')\nif x in ('b', 'c'):\n    pass\nelse:\n    user.theme = x", False),
        ("user.theme = form.get('a')", False),
        ("if form['a'] > 3:\n    go()", False),
        ("if form['a'] == 3:\n    go()", False),
        ("if 'a' in form and str(form['a']) != key:\n    go()", True),
        ("x = form.get('a')\nx = x.strip()\nif x == 'on':\n    go()", False),
        ("if form.get('a') == 'on':\n    go(form['a'])", False),
    ],
)
def test_a_value_that_is_only_compared_is_judged(body, says):
    node = function("def f(form):\n" + "".join(f"    {line}\n" for line in body.split("\n")))
    assert judged(node, tuple(follow(node, occurrences(node, "form")).reads)) is says


def test_what_is_only_asked_for_goes_on_with_the_whole_body():
    node, found = uses("if 'a' not in body:\n    return\nsave(body)")
    assert [one.checked for one in inputs(node, found, "body")] == [False]
    node, found = uses("if 'a' not in body:\n    return")
    assert [one.checked for one in inputs(node, found, "body")] == [True]


SAYS = """from a import b

ROUTES = [b]


class Router(Base):
    kind = 1

    def __init__(self, of: int = 3):
        self.path = b("/x")
        local = b(1)
        trailing_slash = False
        kept = self.also = b(2)
        b(local)
        for each in (1, 2):
            local = each

    @wrap(1)
    def get(self, of: int) -> str:
        from c import d
        return d(of)


if ROUTES:
    b(ROUTES)
"""


def test_an_outline_leaves_out_what_functions_do():
    source = parse("pkg/mod.py", Text(SAYS))
    whole, short = module(source), outline(source)
    said = short.imports, short.classes, short.stars, short.decorated
    assert said == (whole.imports, whole.classes, whole.stars, whole.decorated)
    left = {"Router.__init__.local", "Router.__init__.each"}
    assert short.values == {name: v for name, v in whole.values.items() if name not in left}
    assert "Router.__init__.self.path" in short.values
    outside = [[one for one in m.statements if not one.scope] for m in (short, whole)]
    assert outside[0] == outside[1] != []
    assert len(short.statements) < len(whole.statements)
    assert {name: replace(one, parameters=()) for name, one in whole.functions.items()} == (
        short.functions
    )
