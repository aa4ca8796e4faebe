"""Which action is shown by pages in which stack: instant, by an agent, sent back, refused.

    PYTHONPATH=tests python -P tests/benchmarks/matrix.py

Pages are those that `tests/actions/test_pages.py` runs, and the stacks' own. A page whose place has
no stack counts for each stack that its mapper or language serves.
"""

from collections import Counter, defaultdict
from pathlib import Path

from actions.pages import placed
from actions.test_pages import collected, project_of
from backlight import menu
from backlight.actions import ALL
from backlight.analysis.syntax import Span

TESTS = Path(__file__).parents[1]
STACKS = ("FastAPI", "Flask", "Django", "Express", "NestJS", "Spring", "Go", "Rails")
SERVICES = ("GraphQL", "gRPC")
"""What is no framework: only some actions are about it."""
SHOWN, KEPT = set("ia"), set("wr")
"""Kinds of pages that show an action at work, and those that show what it does not let by."""
PYTHON = ("FastAPI", "Flask")
SERVES = {
    **dict.fromkeys(("gin", "echo", "chi", "Fiber", "gorilla/mux", "net/http", "gorm"), ("Go",)),
    **dict.fromkeys(("jpa", "spring", "java"), ("Spring",)),
    **dict.fromkeys(("Rails", "active_record", "ruby"), ("Rails",)),
    **dict.fromkeys(("prisma", "sequelize", "mongoose", "javascript", "express"), ("Express",)),
    **dict.fromkeys(("typeorm", "nestjs", "typescript"), ("NestJS",)),
    **dict.fromkeys(("sqlalchemy", "python"), PYTHON),
    "go": ("Go",),
}
MARKS = {"django": "Django", "@nestjs/": "NestJS", "manage.py": "Django"}
"""What a project holds that is of one stack alone, where the file of the place says none."""
OWN = {"validate": "add-validation", "resource": "design-endpoint", "create": "design-endpoint"}
OWN |= {"improve": "optimize-query"}
"""What the stacks' own pages (`tests/stacks`) show."""
SHORT = {"becomes": "i", "perhaps": "i", "agent": "o", "agent writes": "a"}
SHORT |= {"agent is sent back": "w", "refused": "r", "not offered": "n"}
SHORT |= {"refused when done": "r"}


def matrix():
    """Action -> stack -> kind of page -> how many."""
    found = defaultdict(lambda: defaultdict(Counter))
    for case in collected():
        action, example = case.values
        path, texts, span = placed(example.before)
        project = project_of(texts, Path("/nowhere"))
        ctx = menu.context(project.read(path), Span(*span), project)
        for stack in served(ctx, texts):
            found[action.id][stack][SHORT[example.becomes]] += 1
    for stack in STACKS:
        for page in sorted((TESTS / "stacks" / stack.lower()).glob("*.md")):
            action = OWN.get(page.stem.partition("_")[0])
            examples = page.read_text("utf-8").split("\n## ")[1:]
            if action is not None and examples:
                refused = sum("\n-> refused" in one for one in examples)
                found[action][stack] += Counter({"r": refused, "i": len(examples) - refused})
    return found


def served(ctx, texts):
    """The stacks that a page stands for."""
    if ctx.stack is not None:
        return SERVES.get(ctx.stack.name, (ctx.stack.name,))
    every = "\n".join((*texts, *texts.values()))
    found = tuple(stack for mark, stack in MARKS.items() if mark in every)
    name = (ctx.orm.name if ctx.orm is not None else "") or ctx.source.language
    return found[:1] or SERVES.get(name, (name,))


def main():
    """Print the table."""
    found = matrix()
    print(
        "i instant, a agent writes, w sent back, r refused, o offered to the agent, n not offered"
    )
    columns = (*STACKS, *SERVICES)
    print(f"{'':20}" + "".join(f"{stack:16}" for stack in columns))
    for action in ALL:
        kinds = (sorted(found[action.id][stack].items()) for stack in columns)
        cells = ("".join(f"{kind}{many}" for kind, many in cell) for cell in kinds)
        print(f"{action.id:20}" + "".join(f"{cell or '-':16}" for cell in cells))


if __name__ == "__main__":
    main()
