import pickle

import pytest

from backlight.analysis.javascript import module
from backlight.analysis.javascript_modules import files
from backlight.analysis.javascript_names import label, parameters, request_of
from backlight.analysis.syntax import descendants, parse
from backlight.text import Text

PATHS = (
    *("app/index.js", "app/routes/index.ts", "app/routes/users.ts", "app/routes/users.test.ts"),
    *("web/lib/users.ts", "admin/lib/users.ts", "lib/db.mjs", "lib/types.d.ts", "lib/esm.mts"),
)


@pytest.mark.parametrize(
    ("name", "importer", "found"),
    [
        ("./routes", "app/index.js", "app/routes/index.ts"),
        ("./users", "app/routes/index.ts", "app/routes/users.ts"),
        ("./users.js", "app/routes/index.ts", "app/routes/users.ts"),
        ("..", "app/routes/users.ts", "app/index.js"),
        ("../../lib/db", "app/routes/users.ts", "lib/db.mjs"),
        ("../lib/esm.mjs", "app/index.js", "lib/esm.mts"),
        ("../lib/types", "app/index.js", "lib/types.d.ts"),
        ("@/routes/users", "app/index.js", "app/routes/users.ts"),
        ("@routes/users", "app/index.js", "app/routes/users.ts"),
        ("~/routes", "app/index.js", "app/routes/index.ts"),
        ("@/lib/users", "web/main.ts", "web/lib/users.ts"),
        ("@/lib/users", "main.ts", None),
        ("express", "app/index.js", None),
        ("users", "app/index.js", None),
        ("./missing", "app/index.js", None),
        ("../../../../etc/passwd", "app/index.js", None),
    ],
)
def test_an_import_leads_to_a_file_or_nowhere(name, importer, found):
    assert files(PATHS).resolve(name, importer) == found


@pytest.mark.parametrize(
    ("path", "code", "names"),
    [
        ("a.js", "const f = () => 1;", ["f"]),
        ("a.js", "exports.f = wrap(async () => 1);", ["f"]),
        ("a.js", "module.exports = function () {};", [""]),
        ("a.js", "A.prototype.f = function () {};", ["A.f"]),
        ("a.js", "function A() { this.f = () => 1; }", ["A", "A.f"]),
        ("a.ts", "class A { f = () => 1; g() {} }", ["A.f", "A.g"]),
        ("a.tsx", "const o = { f() {}, g: () => 1 } as const;", ["o.f", "o.g"]),
        ("a.js", "export default class { f() {} }", ["f"]),
    ],
)
def test_functions_are_called_what_readers_call_them(path, code, names):
    root = parse(path, Text(code)).root
    kinds = ("arrow_function", "function_expression", "function_declaration", "method_definition")
    assert [label(node) for node in descendants(root, *kinds)] == names


@pytest.mark.parametrize(
    ("code", "place"),
    [
        ("(req, res) => 1", 0),
        ("(_req, res) => 1", 0),
        ("(request: Request, h) => 1", 0),
        ("(err, req, res, next) => 1", 1),
        ("({ body }, res) => 1", 0),
        ("(req) => 1", None),
        ("(req: express.Request) => 1", 0),
        ("(a, b) => 1", None),
        ("({ body }, other) => 1", None),
    ],
)
def test_a_request_is_known_by_name_or_type(code, place):
    root = parse("a.ts", Text(code)).root
    assert request_of(parameters(next(descendants(root, "arrow_function")))) == place


def test_what_a_file_says_can_be_kept():
    code = "import a from './a'; export const b = [1, 'x', /r/, `t${a}`]; export class C { d = a; }"
    found = module(parse("a.ts", Text(code)))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own
    assert set(found.exports) == {"b", "C"}
