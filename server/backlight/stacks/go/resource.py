"""CRUD for a struct of GORM in gin, echo, chi or net/http: bodies, handlers, routes, a test."""

from posixpath import dirname, join
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.facts import Project
from backlight.analysis.syntax import Source, text_of
from backlight.analysis.tables import Table
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.go.beside import Beside, beside
from backlight.stacks.go.modules import Module, imported, imports, module_of, package_of
from backlight.stacks.go.resource_model import Model, embedded, model
from backlight.stacks.go.resource_parts import Resource, big
from backlight.stacks.go.resource_routes import VERBS, Routes, edit, routes
from backlight.stacks.go.resource_test import test_text
from backlight.stacks.go.resource_text import text
from backlight.stacks.go.resource_told import told
from backlight.stacks.go.resource_words import Words, words
from backlight.stacks.go.structs import struct_of
from backlight.stacks.names import snake
from backlight.stacks.rails_words import plural
from backlight.stacks.record import Writer

ERROR = regex(r'JSON\(\s*(?:http\.Status(?!OK|Created)\w+|4\d\d|5\d\d),\s*gin\.H\{\s*"(\w+)":')
ROUTERS = {"chi": "github.com/go-chi/chi", "echo": "github.com/labstack/echo"}
MOST = 4


def create_resource(source: Source, table: Table, project: Project) -> Change | Refused | Writer:
    """List, read, create, replace and delete rows, beside the routes that are there."""
    stack = _stack(project)
    shaped = _shaped(source, table, project)
    if isinstance(shaped, Refused):
        return shaped
    if shaped.uuids and "github.com/google/uuid" not in source.text.source:
        return Refused(f"`{shaped.name}` has a UUID that is not google/uuid's: ask the agent.")
    module = module_of(project, source.path)
    if module is None or "gorm.io/gorm" not in module.text:
        return Refused("This is written for gorm.io/gorm, which go.mod does not name.")
    like = beside(project, stack)
    if isinstance(like, Refused):
        return like
    spoken = _words(project, like, stack, module)
    if isinstance(spoken, Refused):
        return spoken
    many = plural(snake(table.model)).replace("_", "-")
    served = next((e.path for e in project.endpoints if f"/{many}/" in f"{e.path}/"), "")
    if served:
        return Refused(
            f"`{served}` is served already: add what is missing there, or ask the agent."
        )
    at = routes(like, stack, many)
    if isinstance(at, Refused):
        return at
    made = _written(project, (source, shaped), like, (module, spoken), (at, stack))
    if isinstance(made, Refused) or not shaped.told:
        return made
    return told(project, shaped.name, made)


def _stack(project: Project) -> str:
    """The framework that most routes are of."""
    own = [e.stack for e in project.endpoints if e.route_file.endswith(".go")]
    return max(dict.fromkeys(own), key=own.count, default="")


def _shaped(source: Source, table: Table, project: Project) -> Model | Refused:
    struct = struct_of(source, table.model)
    if struct is None:
        return Refused(f"`{table.model}` is no struct of its own in this file; ask the agent.")
    homes = {t.model: p for p, f in project.files.items() if p.endswith(".go") for t in f.tables}
    bases: dict[str, Node] = {}
    for kind in embedded(struct):
        base = _base(project, source, kind, homes)
        if base is not None:
            bases[kind] = base
    return model(table.model, struct, frozenset(homes), bases)


def _base(project: Project, source: Source, kind: str, homes: dict[str, str]) -> Node | None:
    """A struct that is embedded: of a model's file, or of any file of the package."""
    folder, name = dirname(source.path), kind.rpartition(".")[2]
    beside = (p for p in project.paths if p.endswith(".go") and dirname(p) == folder)
    for path in [homes[name]] if name in homes else beside if name == kind else ():
        home = project.read(path)
        if home is not None and name.encode() in home.text.data:
            found = struct_of(home, name)
            if found is not None:
                return found
    return None


def _words(project: Project, like: Beside, stack: str, module: Module) -> Words | Refused:
    """The framework's words, with the shape of error that is answered here."""
    key = "error"
    if stack == "gin":
        near = [like.endpoint.handler_file or like.endpoint.file, *_handled(project)]
        texts = (s.text.source for p in near[:MOST] if (s := project.read(p)) is not None)
        hit = next((h for text in texts if (h := ERROR.search(text)) is not None), None)
        if hit is None:
            return Refused(
                "Errors are not answered as `gin.H` here, and their shape is the project's own: "
                "ask the agent for the endpoints."
            )
        key = hit[1]
    wanted = ROUTERS.get(stack, "")
    version = regex(rf"(?m){wanted}(?:/v\d+)?(?=\s)").search(module.text) if wanted else None
    found = words(stack, key, version[0] if version is not None else wanted)
    return found or Refused(f"Endpoints of {stack} are written by the agent.")


def _handled(project: Project) -> list[str]:
    own = (e.handler_file or e.file for e in project.endpoints)
    return [p for p in dict.fromkeys(own) if p.endswith(".go")]


def _written(
    project: Project,
    of: tuple[Source, Model],
    like: Beside,
    with_: tuple[Module, Words],
    at: tuple[Routes, str],
) -> Change | Refused:
    (source, shaped), (module, spoken), (place, stack) = of, with_, at
    home, models, db = like.folder, dirname(source.path), like.handle
    package, own = package_of(project, home), package_of(project, models)
    if not package or (own == "main" and models != home):
        return Refused(f"`{shaped.name}` stands in package main, which nothing can import.")
    if models != home and not shaped.name[:1].isupper():
        return Refused(f"`{shaped.name}` is not exported, and its handlers stand in {home or '.'}.")
    needs = {models} if db.local else {models, db.folder}
    far = {module.path_of(folder): folder for folder in sorted(needs - {home})}
    back = module.path_of(home)
    if cycle := next((path for path, one in far.items() if imports(project, one, back)), ""):
        return Refused(f"{cycle} imports the package of the handlers, so these cannot import it.")
    handle = "" if db.local else db.written
    if handle and db.folder == home:
        handle = handle.partition(".")[2]
    made = Resource(
        of=shaped,
        words=spoken,
        package=package,
        model=shaped.name if models == home else f"{own}.{shaped.name}",
        db=handle,
        imports=tuple(far),
    )
    created = _files(project, made, home, stack)
    if isinstance(created, Refused):
        return created
    return change(
        (like.source.path, _routed(made, like, module, place, stack)), Change({}, created)
    )


def _files(project: Project, made: Resource, home: str, stack: str) -> dict[str, str] | Refused:
    """The file of the handlers, and its test where the project has tests."""
    if isinstance(taken := _taken(project, made, home), Refused):
        return taken
    path = join(home, f"{snake(made.of.name)}{taken}.go")
    created = {path: text(made)}
    if any(p.endswith("_test.go") for p in project.paths):
        created[f"{path.removesuffix('.go')}_test.go"] = test_text(made, stack)
    if exists := next((p for p in created if p in project.paths), ""):
        return Refused(f"`{exists}` exists already: add what is missing there, or ask the agent.")
    return created


def _taken(project: Project, made: Resource, home: str) -> str | Refused:
    """What the file is called after the model, where the names it declares are free."""
    names = {made.handler, f"{made.name}Request", f"{made.name}Response"}
    names |= {f"find{big(made.name)}", f"show{big(made.name)}", f"most{big(made.many)}"}
    names |= {made.method(verb) for _, _, verb in VERBS} if made.db else set()
    said = regex(rf"(?m)^(?:type|func|const|var)\s+({'|'.join(sorted(names))})\b")
    for path in [p for p in project.paths if p.endswith(".go") and dirname(p) == home]:
        other = project.read(path)
        hit = said.search(other.text.source) if other is not None else None
        if hit is not None:
            return Refused(
                f"{path} declares `{hit[1]}` already: ask the agent for what is missing."
            )
    return "" if join(home, f"{snake(made.of.name)}.go") not in project.paths else "_handlers"


def _routed(made: Resource, like: Beside, module: Module, place: Routes, stack: str) -> list[Edit]:
    source, own = like.source, dirname(like.source.path) == like.folder
    qualified = "" if own else f"{made.package}."
    verbs = {verb: f"{qualified}{made.method(verb)}" for _, _, verb in VERBS}
    start = ""
    if not made.db:
        name = made.many
        used = regex(rf"\b{name}\b").search(text_of(like.function)) is not None
        name = f"{made.name}Handler" if used else name
        start = f"{name} := {qualified}{made.handler}{{DB: {like.handle.written}}}"
        verbs = {verb: f"{name}.{verb}" for verb in verbs}
    edits = [edit(place, like, start, verbs, stack)]
    return edits if own else [*imported(source, module.path_of(like.folder)), *edits]
