"""How each framework of Go reads a request and answers it, a few words each."""

from dataclasses import dataclass
from string import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What differs between frameworks in handlers that do the same."""

    takes: str
    """The parameters of a handler, and what it returns."""
    context: str
    id: str
    query: Template
    """`$name` of the query."""
    bind: str
    """Reads `&body`; gives an error."""
    before: str = ""
    """A line before the body is read."""
    refuse: tuple[str, ...]
    """`$status`, `$message`: a string or an expression."""
    answer: tuple[str, ...]
    """`$status`, `$value`."""
    empty: tuple[str, ...]
    fail: tuple[str, ...]
    """`$what` failed with `err`, which clients are not told."""
    tags: bool = False
    """Rules stand in tags, and binding looks at them."""
    imports: tuple[str, ...] = ()


def words(stack: str, key: str, module: str) -> Words | None:
    """The words of a framework; `key` names an error in its answers."""
    spoken = {"gin": _gin(key), "echo": _echo(module)}
    spoken |= {name: _http(name, module) for name in ("chi", "net/http")}
    return spoken.get(stack)


def _gin(key: str) -> Words:
    shown = f'c.JSON(http.Status$status, gin.H{{"{key}": $message}})'
    return Words(
        takes="(c *gin.Context)",
        context="c.Request.Context()",
        id='c.Param("id")',
        query=Template('c.Query("$name")'),
        bind="c.ShouldBindJSON(&body)",
        refuse=(shown, "return"),
        answer=("c.JSON(http.Status$status, $value)",),
        empty=("c.Status(http.StatusNoContent)",),
        fail=(
            "_ = c.Error(err)",
            Template(shown).safe_substitute(
                status="InternalServerError", message='"something went wrong"'
            ),
            "return",
        ),
        tags=True,
        imports=("github.com/gin-gonic/gin",),
    )


def _echo(module: str) -> Words:
    return Words(
        takes="(c echo.Context) error",
        context="c.Request().Context()",
        id='c.Param("id")',
        query=Template('c.QueryParam("$name")'),
        bind="c.Bind(&body)",
        refuse=("return echo.NewHTTPError(http.Status$status, $message)",),
        answer=("return c.JSON(http.Status$status, $value)",),
        empty=("return c.NoContent(http.StatusNoContent)",),
        fail=('return fmt.Errorf("$what: %w", err)',),
        imports=(module, "fmt"),
    )


def _http(stack: str, module: str) -> Words:
    """What chi and the standard library share: all but the way to a part of the path."""
    return Words(
        takes="(w http.ResponseWriter, r *http.Request)",
        context="r.Context()",
        id='chi.URLParam(r, "id")' if stack == "chi" else 'r.PathValue("id")',
        query=Template('r.URL.Query().Get("$name")'),
        before="r.Body = http.MaxBytesReader(w, r.Body, 1<<20)",
        bind="json.NewDecoder(r.Body).Decode(&body)",
        refuse=("http.Error(w, $message, http.Status$status)", "return"),
        answer=(
            'w.Header().Set("Content-Type", "application/json")',
            "w.WriteHeader(http.Status$status)",
            "_ = json.NewEncoder(w).Encode($value)",
        ),
        empty=("w.WriteHeader(http.StatusNoContent)",),
        fail=(
            'log.Printf("$what: %v", err)',
            'http.Error(w, "something went wrong", http.StatusInternalServerError)',
            "return",
        ),
        imports=("encoding/json", "log", *((module,) if stack == "chi" else ())),
    )
