"""The text of a new resource: its routes, and its handlers where its siblings have theirs."""

from collections import Counter
from posixpath import dirname, join, normpath
from re import compile as regex

from backlight.analysis.syntax import descendants, text_of
from backlight.stacks.express.errors import module_path
from backlight.stacks.express.layout import Sibling
from backlight.stacks.express.resource_handlers import handler, schemas
from backlight.stacks.express.resource_parts import Resource
from backlight.stacks.javascript_style import module_of

VERBS = ("get", "get", "post", "put", "delete")


def router_text(of: Resource) -> str:
    """The file of routes."""
    guard, origin = guard_of(of.beside, of.path)
    inline = not of.controller
    named = "" if inline else f"{of.name}Controller"
    wanted = [] if not inline else _imports(of, of.path)
    if guard and origin:
        root = guard.partition(".")[0]
        wanted.append(of.style.imports(root, origin))
    if named:
        binding = f"* as {named}" if of.style.esm else named
        wanted.append(of.style.imports(binding, module_path(of.path, of.controller, of.end)))
    head = _router_import(of) + "".join(wanted)
    lines = ["const router = Router();", ""]
    if inline:
        lines += [*schemas(of), ""]
    asks = reads_are_guarded(of)
    for number, verb in enumerate(VERBS):
        path = (of.base or ("/" if number in {0, 2} else "")) + (
            "/:id" if number in {1, 3, 4} else ""
        )
        guards = f"{guard}, " if guard and (number > 1 or asks) else ""
        start = f"router.{verb}('{path}', {guards}"
        if inline:
            body = handler(of, number)
            lines += [f"{start}{body[0]}", *body[1:-1], f"{body[-1]});", ""]
        else:
            lines += [f"{start}{named}.{of.handlers[number]});"]
    return _written(of, head, [*lines, *([] if inline else [""]), _export(of)])


def controller_text(of: Resource) -> str:
    """The file of handlers."""
    lines = [*schemas(of), ""]
    for number, name in enumerate(of.handlers):
        body = handler(of, number)
        word = "export const" if of.style.esm else "const"
        lines += [f"{word} {name} = {body[0]}", *body[1:-1], f"{body[-1]};", ""]
    if not of.style.esm:
        lines += ["module.exports = {", *(f"  {name}," for name in of.handlers), "};", ""]
    return _written(of, "".join(_imports(of, of.controller)), lines[:-1])


def _written(of: Resource, head: str, lines: list[str]) -> str:
    """The lines in the style of the sibling: indentation, quotes, semicolons, commas."""
    style, rows = of.style, list[str]()
    for line in lines:
        body = line.lstrip(" ")
        row = style.indent * ((len(line) - len(body)) // 2) + body.replace("'", style.quote)
        rows.append(row if style.semicolon or not row.endswith(";") else row[:-1])
    text = "\n".join(rows)
    if not style.comma:
        text = TRAILING.sub(r"\1", text)
    return f"{head}\n{text}\n"


TRAILING = regex(r",(\n\s*[}\])])")


def _router_import(of: Resource) -> str:
    types = "NextFunction, Request, Response, " if of.style.typescript and not of.controller else ""
    return of.style.imports(f"{{ {types}Router }}", "express")


def _imports(of: Resource, path: str) -> list[str]:
    """What the handlers need."""
    style, end = of.style, of.end
    found: list[str] = []
    if style.typescript and of.controller:
        found.append(style.imports("{ NextFunction, Request, Response }", "express"))
    if of.mongo:
        found.append(style.imports("mongoose", "mongoose"))
    found.append(style.imports(of.library.binding, of.library.package))
    for binding, origin in ((of.store.binding, of.store.path), (of.way.binding, of.way.path)):
        if binding:
            found.append(style.imports(binding, module_path(path, origin, end)))
    return found


def guard_of(beside: Sibling, path: str) -> tuple[str, str]:
    """The guard that the sibling's writing routes have, and where it is imported from."""
    writing = [r for r in beside.routes if r.method in {"POST", "PUT", "PATCH", "DELETE"}]
    found = Counter(r.guards[0] for r in writing if r.guards and "(" not in r.guards[0])
    if not found:
        return "", ""
    guard = found.most_common(1)[0][0]
    root = guard.partition(".")[0]
    for node in beside.source.root.children:
        origin = module_of(node)
        names = [text_of(n) for n in descendants(node, "identifier")] if origin else []
        if origin and root in names:
            if origin.startswith("."):
                target = normpath(join(dirname(beside.source.path), origin))
                origin = module_path(path, target) + ("" if not origin.endswith(".js") else ".js")
            return guard, origin
    return "", ""


def reads_are_guarded(of: Resource) -> bool:
    """Whether the sibling asks who it is before it shows something, too, on most of its routes."""
    guard, _ = guard_of(of.beside, of.path)
    asked = [guard in route.guards for route in of.beside.routes if route.method == "GET"]
    return bool(guard) and 2 * sum(asked) > len(asked)


def _export(of: Resource) -> str:
    if not of.style.esm:
        return "module.exports = router;"
    code = of.beside.source.text.source
    return "export default router;" if "export default" in code else "export { router };"
