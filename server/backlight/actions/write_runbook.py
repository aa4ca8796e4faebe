"""Write a runbook: what to do, step by step, when a task comes again or something breaks at night.

```python
#- main.py
import uvicorn
from fastapi import FastAPI

app = FastAPI()


@app.get("/health")
def health():
    return {"ok": True}


if __name__ == "__main__":
    uvicorn.run(app, port=8000)$0
```
-> agent writes
```markdown
#- docs/runbook.md
# Runbook

## Deploy

1. Start the new version: `python main.py`.
2. Check it: `curl -f localhost:8000/health` answers `{"ok": true}`.

## Roll back

1. Start the version before: `git checkout v1 && python main.py`.
2. Check it as above.
```
"""

import re

from backlight.action import Action, Context, Offer, Task
from backlight.analysis import compared
from backlight.analysis.facts import Project
from backlight.analysis.places import is_migration, matching
from backlight.analysis.served import routed

JOB = re.compile(
    r"@(?:\w+\.)?(?:shared_task|task|periodic_task|scheduled_job|Scheduled|[cC]ron|Process)\b|BaseCommand\b"
    r"|include Sidekiq::(?:Worker|Job)|ApplicationJob\b|cron\.schedule\(|new Worker\(|\.AddFunc\("
)
"""How code says that it runs apart from requests."""
BACK = re.compile(r"roll(?:ing)?[ -]?back|undo|revert|restore|downgrade", re.IGNORECASE)
CHECK = re.compile(
    r"check|verif|confirm|health|expect|should (?:show|see|answer|return)", re.IGNORECASE
)
NAMED = re.compile(r"`([\w.-]+(?:/[\w.-]+)+\.\w{1,5})`")
"""A path in a text that claims to be a file of the project."""
SECRET = re.compile(r"(?:password|secret|token|api_?key)\s*[=:]\s*[^\s<$`{*]{8,}", re.IGNORECASE)
HOMES = r"(?i)(^|/)(runbooks?|playbooks?|operations|ops|docs)/|runbook"
RUN = r"(^|/)(Dockerfile|(docker-)?compose\.ya?ml|Procfile|Makefile|fly\.toml)$"
"""Where texts for operators are, and files that say how the service is run."""


def offer(ctx: Context) -> Offer | None:
    """Offered at the line that starts the service, in a migration, and at a job of its own."""
    what = _what(ctx)
    if not what or ctx.handler is not None:
        return None
    return Offer(
        title=f"Write runbook: {what}",
        span=ctx.span,
        task=_task(ctx, what),
    )


def _what(ctx: Context) -> str:
    """The task that comes again at this place."""
    path, text = ctx.source.path, ctx.source.text
    if is_migration(path):
        return f"roll out and roll back {path.rpartition('/')[2]}"
    start, end = text.line_at(ctx.span.start)
    part = ctx.function.span if ctx.function is not None else None
    near = text.data[part.start if part else start : part.end if part else end]
    above = text.data[max(0, (part.start if part else start) - 200) : start]
    if JOB.search(near.decode("utf-8", "replace")) or (
        part is not None and JOB.search(above.decode("utf-8", "replace").rpartition("\n\n")[2])
    ):
        return f"when `{ctx.function.name}` fails" if ctx.function is not None else "when it fails"
    if routed(ctx.project, path, text.line_of(ctx.span.start) + 1):
        return ""
    starts = ctx.stack.idioms.starts if ctx.stack is not None else ()
    heads = part is not None and start <= part.start < end
    told = near if heads else text.data[start:end]
    return "deploy, check and roll back" if any(mark in told for mark in starts) else ""


def _task(ctx: Context, what: str) -> Task:
    paths = ctx.project.paths
    known = [path for path in matching(HOMES, paths) if path.endswith((".md", ".rst"))]
    return Task(
        goal=f"Write a runbook for {ctx.source.path}: {what}.",
        rules=(
            "Put it where the project keeps such texts; else `docs/runbook.md`.",
            (
                "For whoever is on call at night: when to use it, what is needed, numbered steps"
                " with the exact commands, how to check each one, how to go back, whom to call."
            ),
            "Use only commands, files and settings that the project has; read them first.",
            "No secret stands in it: say where to find one.",
            "Change no code.",
        ),
        related=(ctx.source.path, *known[:1], *matching(RUN, paths)[:4]),
        wrong=wrong,
    )


def wrong(before: Project, after: Project) -> tuple[str, ...]:
    """What is not right yet: no text, no way back, no check, a file that is not there."""
    texts = compared.changed(before, after)
    written = {p: text for p, text in texts.items() if p.endswith((".md", ".rst", ".txt", ".adoc"))}
    if not written:
        return ("No runbook is written yet, as a Markdown file.",)
    found = [f"{p} is code; change nothing but the runbook." for p in texts if p in before.files]
    for path, text in written.items():
        if not BACK.search(text):
            found.append(f"{path} does not say how to go back.")
        if not CHECK.search(text):
            found.append(f"{path} does not say how to check that it worked.")
        if SECRET.search(text):
            found.append(f"{path} holds a secret; say where to find it.")
        unknown = [name for name in NAMED.findall(text) if name not in after.paths]
        found += [f"{path} names `{name}`, a file that is not there." for name in unknown[:3]]
    return tuple(found)


ACTION = Action(
    id="write-runbook",
    title="Write runbook",
    offer=offer,
    doc=__doc__ or "",
)
