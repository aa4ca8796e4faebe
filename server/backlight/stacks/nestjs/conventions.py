"""How a Nest project does things, as sentences for the brief of an agent."""

from collections import Counter
from collections.abc import Iterator
from posixpath import basename, dirname

from backlight.analysis.facts import Endpoint, Project
from backlight.analysis.javascript_values import dotted
from backlight.analysis.javascript_world import World
from backlight.stacks.nestjs.application import applications
from backlight.stacks.nestjs.fragment import Fragment, classes
from backlight.stacks.nestjs.imports import quote, semicolon
from backlight.stacks.node_package import Package, package_of

STORES = {
    "typeorm": "TypeORM: entities, and repositories by `@InjectRepository`",
    "@prisma/client": "Prisma",
    "prisma": "Prisma",
    "@nestjs/mongoose": "Mongoose: schemas, and models by `@InjectModel`",
    "mongoose": "Mongoose",
    "@mikro-orm/core": "MikroORM",
    "@nestjs/sequelize": "Sequelize",
    "drizzle-orm": "Drizzle",
    "knex": "Knex",
}
ENDS = (".service.ts", ".repository.ts", ".module.ts", ".dto.ts", ".entity.ts", ".guard.ts")


def conventions(project: Project) -> tuple[str, ...]:
    """The project's own ways; nothing where it has no endpoints of Nest."""
    own = [endpoint for endpoint in project.endpoints if endpoint.stack == "nestjs"]
    if not own:
        return ()
    path = Counter(endpoint.file for endpoint in own).most_common(1)[0][0]
    source = project.read(path)
    if source is None or source.tree is None:
        return ()
    package = package_of(project, path)
    quotes = "double" if quote(source) == '"' else "single"
    ends = "with" if semicolon(source) else "without"
    version = f" {package.major('@nestjs/common')}" if package.major("@nestjs/common") else ""
    return (
        f"NestJS{version} in TypeScript, {quotes} quotes, {ends} semicolons.",
        *_laid_out(project, own),
        *_paths(project),
        *_checked(project, package),
        *_answered(project),
        *_stored(package),
        *_guarded(own),
        *_tested(project, package),
    )


def _laid_out(project: Project, own: list[Endpoint]) -> Iterator[str]:
    files = Counter(e.file for e in own)
    example = files.most_common(1)[0][0]
    folder = dirname(example) or "."
    beside = [basename(p) for p in project.paths if dirname(p).startswith(folder)]
    ends = [end for end in ENDS if any(name.endswith(end) for name in beside)]
    kinds = f" with {', '.join(f'*{end}' for end in ends)} beside them" if ends else ""
    said = "1 file" if len(files) == 1 else f"{len(files)} files"
    yield f"Controllers stand in *.controller.ts ({said}, for example {example}){kinds}."


def _paths(project: Project) -> Iterator[str]:
    for app in applications(*_world(project)):
        if app.prefix:
            yield f"Every path begins with `{app.prefix}`, set in {app.path}."
        if app.version is not None:
            yield f"Versions stand in the path (`{app.version}1`)."


def _checked(project: Project, package: Package) -> Iterator[str]:
    everywhere = any(app.checked for app in applications(*_world(project)))
    where = "for all handlers" if everywhere else "where a handler asks for it (`@UsePipes`)"
    if "class-validator" in package.dependencies:
        named = _named(project)
        example = f", for example {named}" if named else ""
        yield (
            f"Bodies are classes with rules of class-validator{example}; a pipe applies them"
            f" {where}."
        )
    elif "zod" in package.dependencies:
        yield "Bodies are checked by zod schemas and a pipe."
    else:
        yield "Nothing checks bodies yet; class-validator and a ValidationPipe are Nest's way."


def _named(project: Project) -> str:
    """A class whose fields have rules."""
    for path, facts in project.files.items():
        for one in classes(facts):
            rules = (dotted(call.of) for field in one.fields for call in field.decorators)
            if any(name.startswith("Is") for name in rules):
                return f"{one.name} ({path})"
    return ""


def _answered(project: Project) -> Iterator[str]:
    """What makes exceptions answers."""
    for path, facts in project.files.items():
        for one in classes(facts):
            if any(dotted(call.of) == "Catch" for call in one.decorators):
                yield f"Exceptions are made answers by filters, for example {one.name} ({path})."
                return


def _stored(package: Package) -> Iterator[str]:
    names = [said for sign, said in STORES.items() if sign in package.dependencies]
    if names:
        yield f"Data is stored through {names[0]}; controllers call services, not the store."


def _guarded(own: list[Endpoint]) -> Iterator[str]:
    guards = Counter(guard for e in own for guard in e.guards)
    if guards:
        names = ", ".join(f"`{name}`" for name, _ in guards.most_common(3))
        yield f"Handlers are guarded by `@UseGuards` or decorators made of it: {names}."


def _tested(project: Project, package: Package) -> Iterator[str]:
    runner = next((n for n in ("vitest", "jest", "mocha") if n in package.dependencies), "")
    specs = [p for p in project.paths if p.endswith((".spec.ts", ".e2e-spec.ts"))]
    if runner and specs:
        yield f"Tests run under {runner}, for example {specs[0]}."


def _world(project: Project) -> tuple[World, dict[str, Fragment]]:
    fragments: dict[str, Fragment] = {
        path: facts.fragments["nestjs"]
        for path, facts in project.files.items()
        if "nestjs" in facts.fragments
    }
    return World({path: one.module for path, one in fragments.items()}), fragments
