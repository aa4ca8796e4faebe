"""Whether the agent files of a public collection are read with nothing lost, and what hostile ones cost.

    python tests/benchmarks/agents.py REPOSITORY…     every agent file of a git repository, field by field
    python tests/benchmarks/agents.py                 how long the hostile files of the tests take

The truth is not ours: PyYAML's `safe_load` where a head is valid YAML, else the lines as they stand.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from agent.hostile import HOSTILE
from backlight.agent import persona, written
from backlight.agent.frontmatter import Problem
from backlight.agent.legible import legible

KEY = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:", re.MULTILINE)


def main(repositories):
    for repository in repositories:
        compare(repository)
    if not repositories:
        hostile()


def compare(repository):
    """Read every Markdown file of a commit, and hold each field against the truth."""
    count = dict.fromkeys(("files", "read", "with notes", "no agent", "refused", "not YAML"), 0)
    wrong = []
    for path in git(repository, "ls-tree", "-r", "--name-only", "HEAD").decode().split("\n"):
        if not path.endswith(".md"):
            continue
        data = git(repository, "show", f"HEAD:{path}")
        text = legible(data)
        who, problems = (None, (text,)) if isinstance(text, Problem) else persona.parse(path, text)
        count["files"] += 1
        if who is None:
            count["refused" if problems else "no agent"] += 1
            if problems or agentish(data):
                print(f"  {path}: {'; '.join(p.message for p in problems) or 'NO AGENT?'}")
            continue
        count["read"] += 1
        count["with notes"] += bool(problems)
        fields, valid, body = truth(data.decode("utf-8-sig"))
        count["not YAML"] += not valid
        wrong += [f"{path}: {what}" for what in differences(who, fields, body, path)]
    print(repository, count, f"{len(wrong)} fields differ", *wrong, sep="\n  ")


def agentish(data):
    """Whether a file that was passed over begins as an agent file does."""
    return data.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"---") and b"\nname:" in data[:2000]


def truth(text):
    """The fields of a head, whether it is YAML, and the body; nothing of this is ours."""
    text = text.replace("\r\n", "\n")
    _, head, body = re.split(r"^---[ \t]*$", text, maxsplit=2, flags=re.MULTILINE)
    try:
        found = yaml.safe_load(head)
        if isinstance(found, dict):
            return found, True, body.strip()
    except yaml.YAMLError:
        pass
    found, known = {}, {"name", "description", "tools", "model", "color"}
    starts = [m for m in KEY.finditer(head) if m[1] in known]
    for at, start in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(head)
        found[start[1]] = head[start.end() : end].strip()
    return found, False, body.strip()


def differences(who, fields, body, path):
    """What was read otherwise than it stands there."""
    name = str(fields.get("name") or Path(path).stem).strip()
    if who.name != name:
        yield f"name {who.name!r}, not {name!r}"
    said = str(fields.get("description") or "")
    if squeezed(who.description) != squeezed(said):
        yield f"description {who.description[:60]!r}, not {said[:60]!r}"
    if who.prompt != body:
        yield f"prompt of {len(who.prompt)} characters, not {len(body)}"
    tools = fields.get("tools")
    listed = tools if isinstance(tools, list) else re.split(r",|\n", str(tools or "*"))
    asked = {str(tool).partition("(")[0].strip(" \"'[]-") for tool in listed}
    granted = set(persona.GRANTED) if "*" in asked else asked & set(persona.GRANTED)
    extra = {"AskUser"} | ({"MultiEdit"} if "Edit" in asked else set())
    if set(who.tools) - extra != granted - extra:
        yield f"tools {sorted(who.tools)}, not {sorted(granted)}"
    model = str(fields.get("model") or "inherit").strip()
    if who.model != model:
        yield f"model {who.model!r}, not {model!r}"


def squeezed(text):
    text = text.strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "\"'"
    return " ".join((text[1:-1] if quoted else text).split())


def hostile():
    """The slowest of five readings of each hostile file, as a persona and as an action."""
    for name, data in HOSTILE.items():
        worst = max(timed(data) for _ in range(5))
        print(f"{worst * 1000:7.2f} ms  {len(data):>9} bytes  {name}")


def timed(data):
    started = time.perf_counter()
    text = legible(data)
    if not isinstance(text, Problem):
        persona.parse("x.md", text)
        written.parse("x.md", text)
    return time.perf_counter() - started


def git(repository, *command):
    return subprocess.run(
        ["git", "-C", repository, *command], capture_output=True, check=True
    ).stdout


if __name__ == "__main__":
    main(sys.argv[1:])
