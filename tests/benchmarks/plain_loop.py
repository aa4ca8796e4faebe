"""What Backlight's agent is measured against: a loop as one writes it first.

Each message of the user carries the files whole, as they read now; the model answers with the whole
text of each file that it changes; everything said before is sent again each time. It has no tools to
describe and no cache, and the same persona. Two forms are measured: `whole` keeps the conversation
as it was; `latest` is kinder to itself: what was sent and answered before is left out of it, except
in words.
"""

from dataclasses import dataclass

from backlight.agent.personas import bundled

FORMAT = """
When you change files, answer with each of them in whole, after a line with its path. When you need
to see a file, say its path. When you are done, sum up."""


@dataclass
class Loop:
    """One conversation without tools."""

    meter: object
    keeps: bool
    model: str = "claude-sonnet-5-5"

    def run(self, task, texts):
        """Do the task as its rounds say; `texts` are the files before."""
        now, seen = dict(texts), [task.path]
        self.history = []
        said = task.goal
        for each in task.rounds:
            self._ask(said, {path: now[path] for path in seen if path in now}, each.words)
            answer, said = each.words, "Go on."
            for path in each.reads:
                seen += [] if path in seen else [path]
            changed = each.applied(now)
            seen += [path for path in changed if path not in seen]
            answer += "".join(f"\n\n{path}\n{text}" for path, text in changed.items())
            now |= changed
            self._answered(answer, each.words)
            said = each.sent_back or said
        return now

    def _ask(self, said, files, words):
        carried = "".join(f"{path}\n```\n{text}\n```\n\n" for path, text in files.items())
        self.words = said
        self.messages = [*self.history, {"role": "user", "content": carried + said}]

    def _answered(self, answer, words):
        body = {
            "model": self.model,
            "system": bundled("backend-developer").prompt + FORMAT,
            "messages": self.messages,
        }
        self.meter.count(body, [{"type": "text", "text": answer}])
        kept = [self.messages[-1], {"role": "assistant", "content": answer}]
        if not self.keeps:
            kept = [
                {"role": "user", "content": self.words},
                {"role": "assistant", "content": words},
            ]
        self.history += kept
