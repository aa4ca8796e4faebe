"""Pages: applications in fences, and what the whole of Backlight knows of them."""

from re import DOTALL, MULTILINE
from re import compile as regex

from backlight.analysis.languages import language_of
from backlight.analysis.syntax import parse
from backlight.index import facts_of, linked
from backlight.text import Text

FENCE = regex(r"^```\w+ (\S+)\n(.*?)^```$", DOTALL | MULTILINE)


def cases(folder, *names):
    """Page, title and text of every case of some pages."""
    return [
        (name, section.partition("\n")[0], section.partition("\n")[2])
        for name in names
        for section in (folder / name).read_text("utf-8").split("\n## ")[1:]
    ]


def files(text):
    """The files in the fences of a text, by path."""
    return dict(FENCE.findall(text))


def project(texts):
    """A project of the given files, as the server would know it."""
    from dataclasses import replace

    sources = {path: parse(path, Text(text)) for path, text in texts.items()}
    known = {p: facts_of(s) for p, s in sources.items() if language_of(p) is not None}
    return replace(linked(known), read=sources.get, paths=tuple(sorted(sources)))


def endpoints(known):
    for e in known.endpoints:
        guards = f" after {', '.join(e.guards)}" if e.guards else ""
        checked = f" checks {e.checked}" if e.checked else ""
        yield f"{e.method} {e.path} -> {e.handler}{guards}{checked} ({e.file}:{e.line})"


def handlers(known):
    for one in (h for facts in known.files.values() for h in facts.handlers):
        words = [f"body={one.body}"] if one.body else []
        words += [f"checked={one.validated}"] if one.validated else []
        words += [f"after={','.join(one.guards)}"] if one.guards else []
        yield f"{one.stack} {one.name} ({one.line}) {' '.join(words)}".rstrip()
        for i in one.inputs:
            need = "required" if i.required else "optional"
            default = f" = {i.default}" if i.default else ""
            checked = ", checked" if i.checked else ""
            yield f"  {i.place} {i.name}: {i.type}, {need}{default}{checked}"


def tables(known):
    for t in known.schema.tables:
        yield from table(t)


def table(t):
    yield f"table {t.name} of {t.model} {dict(t.relations)}".replace(" of  {}", "")
    for c in t.columns:
        words = ("nullable", "primary_key", "unique", "default")
        said = [word for word in words if getattr(c, word)]
        said += [c.references] if c.references else []
        said += [f"as {c.attribute}"] if c.attribute else []
        yield f"  {c.name} {c.type} {' '.join(said)}".rstrip()


def queries(known):
    for q in (q for one in known.files.values() for q in one.queries):
        yield query(q)


def query(q):
    words = [q.kind, q.model, q.returns, *(["bounded"] if q.bounded else [])]
    words += ["in a loop"] if q.loop else []
    words += [f"loads {', '.join(q.loaded)}"] if q.loaded else []
    words += [f"touches {', '.join(q.touched)}"] if q.touched else []
    words += [f"`{q.sql}`"] if q.sql else []
    for hole in q.holes:
        words.append(f"[{hole.kind} {hole.code}{' exposed' if hole.exposed else ''}]")
    return f"{' '.join(filter(None, words))} ({q.function}:{q.line})"


def facts(known):
    """Tables with their indexes, and queries of models."""
    for t in known.schema.tables:
        yield from table(t)
        yield from (f"  index {', '.join(index)}" for index in t.indexes)
        yield from (f"  index {', '.join(one.columns)} where {one.where}" for one in t.partial)
    for q in (q for one in known.files.values() for q in one.queries if q.kind != "sql"):
        yield query(q)


SAID = {"endpoints": endpoints, "handlers": handlers, "tables": tables, "queries": queries}
"""What the last fence of a case says of its application."""


def check(text):
    """Every fence that is named for what is found says exactly what is found."""
    given = files(text)
    asked = {name: given.pop(name) for name in SAID if name in given}
    assert asked, "a case needs a fence that says what is found"
    known = project(given)
    for name, expected in asked.items():
        assert "\n".join(SAID[name](known)) == expected.rstrip("\n")


def survives(name, text):
    """A file cut off anywhere is read without a failure (those are raised here, not logged)."""
    from backlight.analysis import queries as sql
    from backlight.stacks import FRAMEWORKS, ORMS

    source = parse(name, Text(text))
    sql.queries(source)
    for orm in (one for one in ORMS if source.language in one.languages):
        orm.queries(source, None)
        orm.tables(source)
    for stack in (one for one in FRAMEWORKS if source.language in one.languages):
        stack.handlers(source, None)
        fragment = stack.scan(source)
        stack.link({name: fragment} if fragment is not None else {})
