"""The languages we read, told by the ends of names of files."""

from functools import lru_cache
from re import compile as regex

_ENDS = {
    "python": (".py",),
    "javascript": (".js", ".jsx", ".mjs", ".cjs"),
    "typescript": (".ts", ".mts", ".cts"),
    "tsx": (".tsx",),
    "java": (".java",),
    "kotlin": (".kt",),
    "go": (".go",),
    "ruby": (".rb", ".rake"),
    "sql": (".sql",),
    "prisma": (".prisma",),
    "graphql": (".graphql", ".graphqls", ".gql"),
    "proto": (".proto",),
    "properties": (".properties",),
    "yaml": (".yaml", ".yml"),
    "xml": (".xml",),
}
LANGUAGES = {end: language for language, ends in _ENDS.items() for end in ends}
"""The language of a file by the end of its name."""

TREELESS = {"sql", "kotlin", "prisma", "properties", "yaml", "graphql", "proto", "xml"}
"""Languages without a tree: sqlglot reads the first; the others, what reads them here."""

SCRIPTS = regex(
    r"(?:^|/)vendor/(?:assets|javascripts?)/|(?:^|/)(?:assets|public|static)/.*\bvendor/"
)
"""Scripts of others, as Rails and static folders keep them; a shop has vendors of its own."""


def language_of(path: str) -> str | None:
    """The language we read a file as, `None` for those we do not."""
    name = path[path.rfind("/") + 1 :]
    at = name.rfind(".")
    return LANGUAGES.get(name[at:].lower()) if at > 0 else None


def borrowed(path: str) -> bool:
    """Whether a file is a copy of somebody else's: what Go, Bundler and Rails put into `vendor`.

    >>> borrowed("vendor/javascript/trix.js"), borrowed("app/static/vendor/jquery.js")
    (True, True)
    >>> borrowed("src/vendor/routes.js")
    False
    """
    if "vendor/" not in path:
        return False
    language = language_of(path)
    script = language == "javascript" and SCRIPTS.search(path) is not None
    return script or language in {"go", "ruby"}


def installed(path: str, paths: tuple[str, ...]) -> bool:
    """Whether a file stands where pip put packages that a project keeps: nobody mends those.

    >>> paths = ("app.py", "libs/shop/a.py", "libs/shop-1.0.dist-info/METADATA")
    >>> installed("libs/shop/a.py", paths), installed("app.py", paths)
    (True, False)
    """
    return path.startswith(_with_packages(paths))


@lru_cache(maxsize=8)
def _with_packages(paths: tuple[str, ...]) -> tuple[str, ...]:
    """The folders in which pip wrote down what it put there."""
    noted = {path.partition(".dist-info/")[0] for path in paths if ".dist-info/" in path}
    folders = {path.rpartition("/")[0] for path in noted}
    return tuple(f"{folder}/" for folder in sorted(folders) if folder)
