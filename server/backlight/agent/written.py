r"""An action of the menu written in Markdown: its head says where it is offered, its body the task.

>>> made, _ = parse("add-audit-log.md", "---\ntitle: Add audit log\nwhere: endpoint\n---\nLog it.")
>>> made.action.id, made.action.kind
('add-audit-log', 'refactor.rewrite.backlight.addAuditLog')
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from re import compile as regex
from typing import Any

from backlight.action import Action, Context, Offer, Task
from backlight.agent.frontmatter import Problem, place_of
from backlight.agent.persona import (
    denied_of,
    effort_of,
    headed,
    model_of,
    runs_commands,
    text_of,
    tools_of,
)
from backlight.agent.places import Origin
from backlight.agent.plain import plain
from backlight.agent.whereabouts import Where, flag_of, where_of, words_of

KEYS = (
    *("name", "title", "description", "where", "kind", "engine", "agent", "model", "tools"),
    *("disallowedTools", "effort", "asks", "answers", "related"),
)
"""Every key of the head."""
KINDS = ("refactor.rewrite", "refactor.extract", "quickfix")
LONGEST_TITLE = 80
MOST_RELATED = 10
_ID = regex(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An action as its file has it; who does it is looked up when it is run."""

    action: Action
    path: str
    origin: Origin
    agent: str = ""
    """The persona that does it, by name; empty for the backend developer."""
    agent_at: int = 1
    """The line that names it."""
    tools: tuple[str, ...] = ()
    """All that it may use, of what the persona may."""
    denied: tuple[str, ...] = ()
    commands: bool = False
    model: str = "inherit"
    effort: str = ""


def parse(
    path: str, text: str, origin: Origin = "user"
) -> tuple[Written | None, tuple[Problem, ...]]:
    """Read a file. `None` without a problem: it is no action (a README)."""
    opened, problems = headed(text, KEYS)
    if opened is None:
        return None, problems
    found, head, body = opened
    tools, odd_tools = tools_of(found, head, origin)
    model, odd_model = model_of(found, head)
    effort, odd_effort = effort_of(found, head)
    where, wrong = where_of(found.get("where", {}))
    name = _id(text_of(found.get("name")) or PurePosixPath(path).stem)
    refused = [*_refused(found, head, name, body), *_misplaced(head, wrong)]
    odd = (*problems, *_unknown(found, head), *odd_tools, *odd_model, *odd_effort)
    if refused:
        return None, tuple(sorted((*odd, *refused), key=lambda one: (one.line, one.column)))
    made = Written(
        action=_action(name, found, body, where),
        path=path,
        origin=origin,
        agent=text_of(found.get("agent")).strip(),
        agent_at=place_of(head, "agent")[0],
        tools=tools,
        denied=denied_of(found),
        commands=runs_commands(found),
        model=model,
        effort=effort,
    )
    return made, odd


def _action(name: str, found: Mapping[str, Any], body: str, where: Where) -> Action:
    """The entry of the menu; nothing in it comes from anywhere but the file."""
    title = " ".join(plain(text_of(found.get("title"))).split())[:LONGEST_TITLE]
    task = Task(
        goal=body,
        related=words_of(found.get("related", ""))[:MOST_RELATED],
        answers=flag_of(text_of(found.get("answers"))) is True,
    )

    def offer(ctx: Context) -> Offer | None:
        evidence = where.evidence(ctx)
        if evidence is None:
            return None
        return Offer(
            title=f"{title}: {evidence}" if evidence else title,
            span=ctx.span,
            task=task,
            evident=where.finds(ctx),
        )

    return Action(
        id=name,
        title=title,
        offer=offer,
        adds_endpoints=True,
        asks=text_of(found.get("asks")).strip(),
        doc=text_of(found.get("description")).strip(),
        group=text_of(found.get("kind")).strip() or KINDS[0],
    )


def _refused(found: Mapping[str, Any], head: str, name: str, body: str) -> Iterator[Problem]:
    """What keeps an action from being offered: it would not be what its author meant."""
    if not body:
        said = "The file has no task after its head."
        yield Problem(head.count("\n") + 2, said, "error")
    if not name:
        line, _ = place_of(head, "name")
        said = "The name of an action is made of letters and digits; none is left of this one."
        yield Problem(line, said, "error")
    if (found or body) and not plain(text_of(found.get("title"))).strip():
        line, column = place_of(head, "title")
        said = "An action needs a `title`: its words in the menu."
        yield Problem(line, said, "error", column)
    kind = text_of(found.get("kind")).strip()
    if "kind" in found and kind not in KINDS:
        line, column = place_of(head, "kind", kind)
        said = f"There is no kind {kind[:60]!r} of action; there are: {', '.join(KINDS)}."
        yield Problem(line, said, "error", column)
    engine = text_of(found.get("engine")).strip()
    if "engine" in found and engine not in {"agent", "auto"}:
        line, column = place_of(head, "engine", engine)
        said = "An action in Markdown is done by the agent; `engine` is `agent`, or left out."
        yield Problem(line, said, "error", column)

    answers = text_of(found.get("answers"))
    if "answers" in found and flag_of(answers) is None:
        line, column = place_of(head, "answers", answers)
        yield Problem(line, "`answers` is `true` or `false`.", "error", column)


def _misplaced(head: str, wrong: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """What is wrong with its `where`, word by word."""
    for word, said in wrong:
        line, column = place_of(head, "where", word)
        yield Problem(line, said, "error", column)


def _unknown(found: Mapping[str, Any], head: str) -> Iterator[Problem]:
    for key in found:
        if key not in KEYS:
            line, column = place_of(head, str(key))
            near = get_close_matches(str(key)[:60], KEYS, 1)
            meant = f"; did you mean `{near[0]}`?" if near else "; it is ignored."
            said = f"`{str(key)[:60]}` is no key of an action{meant}"
            yield Problem(line, said, "info", column)


def _id(name: str) -> str:
    """A name as ids are written: `Add audit log` is `add-audit-log`."""
    found = _ID.findall("-".join(regex(r"[a-z0-9]+").findall(name.lower()[:60])))
    return found[0] if found else ""
