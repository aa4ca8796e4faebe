"""Where the routes of a new Flask blueprint are served: as those of its sibling are."""

from backlight.analysis.facts import Project
from backlight.analysis.python_values import Name
from backlight.edits import Change, Edit, Refused, change
from backlight.stacks.flask.layout import Layout
from backlight.stacks.pydantic.resource import Resource
from backlight.stacks.pydantic.siblings import import_beside, imported_from


def own_prefix(ways: Layout, of: Resource) -> str:
    """The prefix that names the resource, as the sibling's names its own; empty if none does."""
    prefix = ways.given_prefix or ways.own_prefix
    if ways.shared or not prefix.strip("/"):
        return ""
    return f"{prefix.rstrip('/').rpartition('/')[0]}/{of.slug}"


def register(ways: Layout, of: Resource, project: Project) -> Change | Refused:
    """On a shared blueprint the file is imported; a blueprint of its own is registered."""
    stem = ways.sibling.path.rpartition("/")[2].removesuffix(".py")
    if ways.shared:
        there = project.read(ways.blueprint.path)
        near = imported_from(there).get(stem) if there is not None else None
        if there is None or near is None:
            return Refused(
                "How the files of the blueprint are imported was not found; ask the agent."
            )
        return change((there.path, import_beside(there, stem, near, of.many)))
    if ways.registered is None:
        return Refused("No `register_blueprint` of the sibling was found; ask the agent for it.")
    module, one = ways.registered
    there = project.read(module.path)
    given = one.call.argument(0, "blueprint")
    near = imported_from(there).get(getattr(given, "dotted", "")) if there is not None else None
    if there is None or not isinstance(given, Name) or near is None or not near.endswith(stem):
        return Refused(
            "The blueprints are registered in a way that is not understood; ask the agent."
        )
    name = f"{of.many}_{ways.variable}"
    target = near.removesuffix(stem) + of.many
    edits = import_beside(there, given.dotted, target, f"{ways.variable} as {name}")
    before = there.text.indent(one.call.span.start)
    extra = f', url_prefix="{own_prefix(ways, of)}"' if ways.given_prefix else ""
    call = f"\n{before}{one.call.name}({name}{extra})"
    end = one.call.span.end
    return change((module.path, [*edits, Edit(end, end, call, "the new routes are served")]))
