"""Names for what is written: after the handler, or after what its route does."""

from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source

VERBS = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete", "GET": "list"}
WORD = regex(r"[A-Za-z0-9]+")


def schema_name(project: Project, source: Source, handler: Handler) -> str:
    """`createUser` for the handler of that name and for the inline handler of `POST /users`."""
    if " " not in handler.name:
        return camel(handler.name.rpartition(".")[2])
    verb, _, path = handler.name.partition(" ")
    place = (source.path, handler.name)
    paths = [e.path for e in project.endpoints if (e.file, e.handler) == place]
    full = paths[0] if paths else path
    segments = [s for s in full.split("/") if s and "{" not in s]
    last = segments[-1] if segments else "root"
    after = full.rstrip("/").endswith("}")
    if verb == "POST" and (last == singular(last) or after) and segments:
        return camel(last)
    what = last if verb == "GET" and not after else singular(last)
    head = (
        "get" if verb == "GET" and (after or last == singular(last)) else VERBS.get(verb, "handle")
    )
    return camel(f"{head} {what}")


def camel(text: str) -> str:
    """`create user` and `create-user` as `createUser`."""
    words: list[str] = WORD.findall(text) or ["request"]
    first, *rest = words
    return first[:1].lower() + first[1:] + "".join(w[:1].upper() + w[1:] for w in rest)


def pascal(text: str) -> str:
    """`blog-post` as `BlogPost`."""
    name = camel(text)
    return name[:1].upper() + name[1:]


def singular(word: str) -> str:
    """One of many: `articles` as `article`, `categories` as `category`."""
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("ches", "shes", "xes", "sses", "zes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
