"""How an Express project does things, as sentences for the brief of an agent."""

from collections import Counter
from collections.abc import Iterator
from posixpath import basename, dirname

from backlight.analysis.facts import Project
from backlight.stacks.express.errors import Refusal, refusal
from backlight.stacks.express.follow import linked
from backlight.stacks.express.shapes import filled
from backlight.stacks.express.validate import choose
from backlight.stacks.javascript_style import Style, style_of
from backlight.stacks.node_package import Package, package_of

SIGNS = {
    "prisma": ("@prisma/client", "Prisma"),
    "sequelize": ("sequelize", "Sequelize"),
    "mongoose": ("mongoose", "Mongoose"),
    "typeorm": ("typeorm", "TypeORM"),
    "knex": ("knex", "Knex"),
    "pg": ("pg", "node-postgres, with SQL in strings"),
}
RUNNERS = ("vitest", "jest", "mocha", "ava")


def conventions(project: Project) -> tuple[str, ...]:
    """The project's own ways; nothing where it has no endpoints of Express."""
    own = [endpoint for endpoint in project.endpoints if endpoint.stack == "express"]
    if not own:
        return ()
    path = Counter(endpoint.file for endpoint in own).most_common(1)[0][0]
    source = project.read(path)
    if source is None or source.tree is None:
        return ()
    package = package_of(project, path)
    return (
        *_written(style_of(source, package.said), package),
        *_laid_out(project),
        *_refused(refusal(project, linked(project).world, source)),
        *_libraries(package),
        *_guarded(project),
    )


def _written(style: Style, package: Package) -> Iterator[str]:
    language = "TypeScript" if style.typescript else "JavaScript"
    modules = "ES modules (`import`)" if style.esm else "CommonJS (`require`)"
    quotes = "double" if style.quote == '"' else "single"
    ends = "with" if style.semicolon else "without"
    indent = "tabs" if style.indent == "\t" else f"{len(style.indent)} spaces"
    version = f" {package.major('express')}" if package.major("express") else ""
    yield (
        f"Express{version} in {language}, {modules}, {quotes} quotes, {ends} semicolons, "
        f"indented by {indent}."
    )


def _laid_out(project: Project) -> Iterator[str]:
    files = Counter(e.file for e in project.endpoints if e.stack == "express")
    folders = Counter(dirname(path) or "." for path in files)
    folder, count = folders.most_common(1)[0]
    example = next(basename(path) for path in sorted(files) if (dirname(path) or ".") == folder)
    said = "1 file" if count == 1 else f"{count} files"
    yield f"Routes stand in {folder}/ ({said}, for example {example})."
    away = Counter(e.handler_file for e in project.endpoints if e.handler_file)
    if sum(away.values()) * 2 > sum(files.values()):
        yield f"Handlers stand apart from routes, for example in {away.most_common(1)[0][0]}."
    else:
        yield "Handlers are written in place, in the call that registers the route."


def _refused(way: Refusal) -> Iterator[str]:
    key = f"`{{ {way.key}: … }}`" if way.key else "a message"
    shape = f"{key}, by field" if way.by_field else key
    shape = f"`{filled(way.shape, way.status, '…')}`" if way.shape else shape
    if way.exception:
        yield (
            f"A bad request is refused by `new {way.exception}({way.status}, …)` of {way.path}, "
            f"with {shape}."
        )
    else:
        call = f"res.status({way.status}).{way.send}(…)"
        yield f"A bad request is answered by `{call}`, with {shape}."


def _libraries(package: Package) -> Iterator[str]:
    there = package.dependencies
    library = choose(package)
    if library is not None and library.package in there:
        yield f"Requests are validated by {library.package}."
    elif library is None:
        yield "Requests are validated by rules in the routes (express-validator or its like)."
    else:
        yield "Nothing validates requests yet; zod is the library to add."
    stores = [name for sign, name in SIGNS.values() if sign in there]
    if stores:
        yield f"Data is stored through {stores[0]}."
    runner = next((name for name in RUNNERS if name in there), "")
    if runner:
        over = ", over HTTP by supertest" if "supertest" in there else ""
        yield f"Tests run under {runner}{over}."


def _guarded(project: Project) -> Iterator[str]:
    guards = Counter(g.partition("(")[0] for e in project.endpoints for g in e.guards)
    if guards:
        names = ", ".join(f"`{name}`" for name, _ in guards.most_common(3))
        yield f"Routes are guarded by middleware before the handler: {names}."
