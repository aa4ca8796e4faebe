"""A test of a new resource of Go that needs no database: what is no number is not found."""

from backlight.stacks.go.resource_parts import Resource, big
from backlight.stacks.names import snake

ROUTERS = {
    "gin": ("gin.New()", 'GET("{path}/:id", '),
    "echo": ("echo.New()", 'GET("{path}/:id", '),
    "chi": ("chi.NewRouter()", 'Get("{path}/{{id}}", '),
    "net/http": ("http.NewServeMux()", 'HandleFunc("GET {path}/{{id}}", '),
}


def test_text(of: Resource, stack: str) -> str:
    """The file of the test, beside the handlers."""
    router, route = ROUTERS[stack]
    called = of.method("Get") if of.db else f"{of.handler}{{}}.Get"
    path = f"/{snake(of.many)}".replace("_", "-")
    own = [n for n in of.words.imports if "." in n.partition("/")[0]]
    kind = "UUID" if of.by_uuid else "Number"
    rows = [
        *(f'\t"{n}"' for n in ("net/http", "net/http/httptest", "testing")),
        *(["", *(f'\t"{n}"' for n in own)] if own else []),
    ]
    lines = [
        f"package {of.package}",
        "",
        "import (",
        *rows,
        ")",
        "",
        f"func TestNo{big(of.name)}IsFoundByWhatIsNo{kind}(t *testing.T) {{",
        f"\trouter := {router}",
        f"\trouter.{route.format(path=path)}{called})",
        "\tanswer := httptest.NewRecorder()",
        f'\trouter.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "{path}/nothing", nil))',
        "\tif answer.Code != http.StatusNotFound {",
        '\t\tt.Fatalf("answered %d", answer.Code)',
        "\t}",
        "}",
    ]
    return "\n".join(lines) + "\n"
