"""How a Go project does things, as sentences for the brief of an agent."""

from collections import Counter
from collections.abc import Iterator
from posixpath import dirname, join
from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Endpoint, Project

VERSION = regex(r"^go ([\d.]+)", MULTILINE)
SAYS = (
    # what is said, and the modules that say it, with how people call them
    (
        "Data is stored through {}.",
        (
            *(("gorm.io/gorm", "GORM"), ("jinzhu/gorm", "GORM 1"), ("entgo.io/ent", "ent")),
            *(("jmoiron/sqlx", "sqlx"), ("jackc/pgx", "pgx"), ("uptrace/bun", "bun")),
            *(("lib/pq", "database/sql"), ("go-sql-driver/mysql", "database/sql")),
            *(("mattn/go-sqlite3", "database/sql"), ("mongo-driver", "the driver of MongoDB")),
        ),
    ),
    (
        "Bodies are checked by {}.",
        (
            *(("go-playground/validator", "go-playground/validator"),),
            *(("go-ozzo/ozzo-validation", "ozzo-validation"), ("gin-gonic/gin", "gin's binding")),
        ),
    ),
    (
        "What is logged goes through {}.",
        (
            *(("uber.org/zap", "zap"), ("rs/zerolog", "zerolog")),
            *(("sirupsen/logrus", "logrus"), ("charmbracelet/log", "charmbracelet/log")),
        ),
    ),
    (
        "Who asks is found out by {}.",
        (
            ("golang-jwt/jwt", "golang-jwt"),
            ("dgrijalva/jwt-go", "jwt-go"),
            ("gorilla/sessions", "sessions"),
        ),
    ),
    (
        "Caches are kept by {}.",
        (
            ("redis/go-redis", "go-redis"),
            ("go-redis/redis", "go-redis"),
            ("patrickmn/go-cache", "go-cache"),
        ),
    ),
    (
        "The schema is changed by {}.",
        (
            ("golang-migrate/migrate", "golang-migrate"),
            ("pressly/goose", "goose"),
            ("rubenv/sql-migrate", "sql-migrate"),
        ),
    ),
)


def conventions(project: Project) -> tuple[str, ...]:
    """The project's own ways; nothing where it has no endpoints of Go."""
    own = [e for e in project.endpoints if e.file.endswith(".go")]
    if not own:
        return ()
    said = _module(project, own[0].file)
    version = VERSION.search(said)
    names = " and ".join(name for name, _ in Counter(e.stack for e in own).most_common(2))
    return (
        f"Go{f' {version[1]}' if version else ''} with {names}.",
        *_laid_out(project, own),
        *(words.format(name) for words, some in SAYS if (name := _known(some, said))),
        *_tested(project, said),
    )


def _laid_out(project: Project, own: list[Endpoint]) -> Iterator[str]:
    counted = Counter(e.handler_file or e.file for e in own)
    example = counted.most_common(1)[0][0]
    routed = Counter(e.route_file for e in own).most_common(1)[0][0]
    said = "1 file" if len(counted) == 1 else f"{len(counted)} files"
    yield f"Handlers stand in {dirname(example) or '.'} ({said}, for example {example})."
    yield f"Routes are registered in {routed}."
    if any(p.startswith("internal/") for p in project.paths):
        yield "What others must not import stands below internal/."


def _tested(project: Project, said: str) -> Iterator[str]:
    some = [p for p in project.paths if p.endswith("_test.go")]
    if some:
        how = "testify" if "stretchr/testify" in said else "the testing package alone"
        yield f"Tests stand beside the code and use {how}, for example {some[0]}."


def _known(some: tuple[tuple[str, str], ...], said: str) -> str:
    return next((name for module, name in some if module in said), "")


def _module(project: Project, path: str) -> str:
    """The `go.mod` nearest to a file, without what others need of other modules."""
    folder = dirname(path)
    while True:
        at = join(folder, "go.mod")
        source = project.read(at) if at in project.paths else None
        if source is not None:
            lines = source.text.source.split("\n")
            return "\n".join(line for line in lines if "// indirect" not in line)
        if not folder:
            return ""
        folder = dirname(folder)
