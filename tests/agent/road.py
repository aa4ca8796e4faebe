"""The whole agent road for tests: a scripted Messages server, the real child, the loop, the overlay."""

from dataclasses import dataclass, field
from pathlib import Path

from backlight.action import Context, Task
from backlight.agent.desk import Desk
from backlight.agent.loop import carry_out
from backlight.agent.personas import bundled
from backlight.agent.work import Limits, Work
from backlight.analysis.facts import EMPTY
from backlight.analysis.syntax import Span, parse
from backlight.edits import applied
from backlight.providers import Model
from backlight.scratch.room import Room
from backlight.text import Text
from backlight.workspace import Document, Overlay, Snapshot
from double.messages import MODEL, Messages


@dataclass
class Front:
    """Remembers what it was told, and answers with what it was given."""

    answers: list = field(default_factory=list)
    reports: list = field(default_factory=list)
    questions: list = field(default_factory=list)

    def report(self, message):
        self.reports.append(message)

    async def ask(self, question, choices, default):
        self.questions.append((question, tuple(choices), default))
        return self.answers.pop(0) if self.answers else default


@dataclass
class Road:
    """One run: what it is given, and what came of it."""

    root: Path
    double: Messages
    model: Model
    front: Front = field(default_factory=Front)
    overlay: Overlay | None = None
    desk: Desk | None = None

    def write(self, **files):
        """Put files into the workspace; `__` in a name is a slash, `_dot_` a dot."""
        for name, text in files.items():
            self.put(name.replace("__", "/").replace("_dot_", "."), text)

    def put(self, path, text):
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())

    async def run(self, *script, path="app.py", wrong=lambda after: (), limits=None, **more):
        """Carry out a task with this script."""
        self.double.script[:] = script
        buffers = {p: Document(Text(t), 1) for p, t in more.pop("open", {}).items()}
        snapshot = Snapshot(self.root, buffers)
        self.overlay = Overlay(snapshot)
        known = {name: more.pop(name) for name in ("plan", "project") if name in more}
        self.desk = Desk(self.overlay, self.front, **known)
        runs, tried = more.pop("runs", None), more.pop("tried", None)
        if runs is not None:
            found = None if runs is True else runs
            self.desk.room = Room(self.overlay, may=self.desk.unplanned, found=found)
        ask, span = more.pop("ask", ""), more.pop("span", Span(0, 0))
        model = more.pop("model", MODEL)
        more_work = {n: more.pop(n) for n in ("prices", "purse", "confirms") if n in more}
        persona = more.pop("persona", bundled("backend-developer"))
        effort = more.pop("effort", "medium")
        source = parse(path, snapshot.read(path))
        work = Work(
            task=Task(**({"goal": "Do it."} | more)),
            ctx=Context(source=source, span=span, project=EMPTY, ask=ask),
            persona=persona,
            desk=self.desk,
            wrong=lambda: wrong(self.after()),
            limits=limits or Limits(),
            **more_work,
            **({"tried": tried(self.overlay)} if tried else {}),
            effort=effort,
        )
        try:
            return await carry_out(work, self.model, model)
        finally:
            if self.desk.room is not None:
                await self.desk.room.close()

    def after(self):
        """Every changed file as it reads afterwards."""
        read = self.overlay.snapshot.read
        return {path: text.source for path, text in applied(self.overlay.change(), read).items()}

    def answers(self, turn=-1):
        """What the tools answered in the last (or another) request: (text, failed)."""
        blocks = self.double.requests[turn]["messages"][-1]["content"]
        kept = [block for block in blocks if block["type"] == "tool_result"]
        return [(block["content"], block.get("is_error", False)) for block in kept]

    def told(self):
        """All bytes that went to the model."""
        return b"\n".join(self.double.seen)
