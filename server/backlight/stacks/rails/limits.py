"""How often a client may ask, in Rails: `rate_limit`, which controllers have since 7.2."""

from re import MULTILINE
from re import compile as regex

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source, ancestors, field, node_at, text_of
from backlight.edits import Change, Edit, Refused, below, change

VERSION = regex(r"^ {4}rails \((\d+)\.(\d+)", MULTILINE)
WRITTEN = regex(r"^\s*gem ['\"]rails['\"],\s*['\"][~>= ]*(\d+)\.(\d+)", MULTILINE)
FIRST = (7, 2)
FILTERS = ("before_action", "skip_", "include ")
ATTACK = regex(r"^\s*gem ['\"]rack-attack['\"]", MULTILINE)
WHY = "Five times a minute is a beginning: look if it fits; it is counted in the cache store."


def restrain(source: Source, handler: Handler, project: Project) -> Change | Refused:
    """The line behind the filters of the controller, for this action alone."""
    gems = _text(project, "Gemfile")
    hit = VERSION.search(_text(project, "Gemfile.lock")) or WRITTEN.search(gems)
    if hit is None or (int(hit[1]), int(hit[2])) < FIRST:
        return Refused("Controllers limit by themselves since Rails 7.2; ask the agent for a way.")
    if ATTACK.search(gems):
        return Refused("Rack::Attack counts requests here; ask the agent for one more rule of it.")
    owner = next((n for n in ancestors(node_at(source, handler.span)) if n.type == "class"), None)
    body = field(owner, "body")
    if owner is None or body is None:
        return Refused("The action stands in no class of its own; ask the agent.")
    action = handler.name.partition("#")[2]
    if any(text_of(n).startswith("rate_limit") for n in body.named_children):
        return Refused("This controller limits by `rate_limit` already; put the action into it.")
    line = f"rate_limit to: 5, within: 1.minute, only: :{action}"
    head = [n for n in body.named_children if text_of(n).startswith(FILTERS)]
    first = body.named_children[0]
    pad = source.text.indent(first.start_byte)
    if head:
        return change((source.path, [below(source.text, head[-1].end_byte, f"{pad}{line}", WHY)]))
    return change(
        (source.path, [Edit(first.start_byte, first.start_byte, f"{line}\n\n{pad}", WHY)])
    )


def _text(project: Project, path: str) -> str:
    source = project.read(path) if path in project.paths else None
    return source.text.source if source is not None else ""
