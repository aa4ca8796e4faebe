"""A new resource of Spring as text: its repository, bodies, controller and test."""

from collections.abc import Iterable
from dataclasses import dataclass

from backlight.stacks.spring.entity import Entity, Property

WEB = "org.springframework.web.bind.annotation."


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A new resource, decided in every part."""

    model: str
    full: str
    """The full name of the entity."""
    entity: Entity
    package: str
    """Where the controller and its bodies stand."""
    repository: str
    """The full name."""
    others: tuple[tuple[Property, str], ...]
    """Relations, and the repositories of what they lead to."""
    controller: str
    path: str
    names: str
    """`jakarta` or `javax`."""
    step: str
    conflict: bool
    """The database may refuse what fits: something is unique, or pointed to."""

    @property
    def one(self) -> str:
        """A row: `petType`."""
        return self.model[:1].lower() + self.model[1:]

    @property
    def store(self) -> str:
        """The field that holds the repository."""
        name = self.repository.rpartition(".")[2]
        return name[:1].lower() + name[1:]


def file_of(of: Resource, package: str, imports: Iterable[str], lines: Iterable[str]) -> str:
    """A Java file: its package, what it imports, and a type."""
    wanted = {n for n in imports if "." in n and n.rpartition(".")[0] not in {package, "java.lang"}}
    head = [f"package {package};", ""] if package else []
    rows = [*head, *(f"import {name};" for name in sorted(wanted)), "" if wanted else None, *lines]
    kept = [row for row in rows if row is not None]
    return "\n".join(row.replace("    ", of.step) for row in kept) + "\n"


def repository(of: Resource) -> str:
    """An interface of Spring Data."""
    package, _, name = of.repository.rpartition(".")
    imports = {of.full, "org.springframework.data.jpa.repository.JpaRepository"}
    lines = [f"public interface {name} extends JpaRepository<{of.model}, {of.entity.key}> {{", "}"]
    return file_of(of, package, imports, lines)


def controller(of: Resource) -> str:
    """List, read, create, change and delete."""
    stores = [(of.repository.rpartition(".")[2], of.store)]
    stores += [(full.rpartition(".")[2], _field(full)) for _, full in of.others]
    stores = list(dict.fromkeys(stores))
    taken = ", ".join(f"{kind} {name}" for kind, name in stores)
    lines = [
        "@RestController",
        f'@RequestMapping("{of.path}")',
        f"class {of.controller} {{",
        "",
        "    private static final int MOST = 100;",
        "",
        *(f"    private final {kind} {name};" for kind, name in stores),
        "",
        f"    {of.controller}({taken}) {{",
        *(f"        this.{name} = {name};" for _, name in stores),
        "    }",
        "",
        *_handlers(of),
        *_conflict(of),
        *_helpers(of),
        "}",
    ]
    return file_of(of, of.package, _imports(of), lines)


def _handlers(of: Resource) -> list[str]:
    key, model = of.entity.key, of.model
    asked = f"@Valid @RequestBody {model}Request request"
    size = "Math.min(Math.max(size, 1), MOST)"
    return [
        "    @GetMapping",
        f'    List<{model}Response> list(@RequestParam(defaultValue = "0") int page,',
        '            @RequestParam(defaultValue = "20") int size) {',
        f'        PageRequest wanted = PageRequest.of(Math.max(page, 0), {size}, Sort.by("id"));',
        f"        return {of.store}.findAll(wanted).map({model}Response::of).getContent();",
        *("    }", "", '    @GetMapping("/{id}")'),
        f"    {model}Response get(@PathVariable {key} id) {{",
        f"        return {model}Response.of(find(id));",
        *("    }", "", "    @PostMapping", "    @ResponseStatus(HttpStatus.CREATED)"),
        f"    {model}Response create({asked}) {{",
        f"        return save(new {model}(), request);",
        *("    }", "", '    @PutMapping("/{id}")'),
        f"    {model}Response update(@PathVariable {key} id, {asked}) {{",
        "        return save(find(id), request);",
        *("    }", "", '    @DeleteMapping("/{id}")', "    @ResponseStatus(HttpStatus.NO_CONTENT)"),
        f"    void delete(@PathVariable {key} id) {{",
        f"        {of.store}.delete(find(id));",
        *("    }", ""),
    ]


def _conflict(of: Resource) -> list[str]:
    if not of.conflict:
        return []
    return [
        "    @ExceptionHandler(DataIntegrityViolationException.class)",
        "    @ResponseStatus(HttpStatus.CONFLICT)",
        "    void refuseConflict() {",
        "        // The status says it: a row like it is there already, or another one needs it.",
        "    }",
        "",
    ]


def _helpers(of: Resource) -> list[str]:
    model, one = of.model, of.one
    linked: list[str] = []
    for each, full in of.others:
        how = f"{_field(full)}.findById(request.{each.key}())"
        missing = f'new ResponseStatusException(HttpStatus.UNPROCESSABLE_ENTITY, "{each.key}")'
        found = f"{how}\n            .orElseThrow(() -> {missing})"
        value = found if each.rules else f"request.{each.key}() == null ? null : {found}"
        linked.append(f"        {one}.set{title(each.name)}({value});")
    return [
        f"    private {model}Response save({model} {one}, {model}Request request) {{",
        f"        request.copyTo({one});",
        *linked,
        f"        return {model}Response.of({of.store}.save({one}));",
        *("    }", ""),
        f"    private {model} find({of.entity.key} id) {{",
        f"        return {of.store}.findById(id)",
        "            .orElseThrow(() -> new ResponseStatusException(HttpStatus.NOT_FOUND));",
        *("    }", ""),
    ]


def _imports(of: Resource) -> set[str]:
    names = (
        *("GetMapping", "PostMapping", "PutMapping", "DeleteMapping", "PathVariable"),
        *("RequestBody", "RequestMapping", "RequestParam", "ResponseStatus", "RestController"),
    )
    found = {WEB + name for name in names} | {of.full, of.repository, *(f for _, f in of.others)}
    found |= {
        "java.util.List",
        f"{of.names}.validation.Valid",
        "org.springframework.data.domain.PageRequest",
        "org.springframework.data.domain.Sort",
        "org.springframework.http.HttpStatus",
        "org.springframework.web.server.ResponseStatusException",
        *(["java.util.UUID"] if of.entity.key == "UUID" else []),
    }
    if of.conflict:
        found |= {
            WEB + "ExceptionHandler",
            "org.springframework.dao.DataIntegrityViolationException",
        }
    return found


def _field(full: str) -> str:
    name = full.rpartition(".")[2]
    return name[:1].lower() + name[1:]


def title(name: str) -> str:
    """The end of the name of a getter or setter."""
    return name[:1].upper() + name[1:]
