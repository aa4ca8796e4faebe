"""The tools, in one table: what the model is told of each, and the function that does it."""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from backlight.agent import asking, proving, reading, writing
from backlight.agent.desk import Cancelled, Desk, ToolFailure
from backlight.agent.plain import line
from backlight.agent.schemas import Schema, flag, problem, schema, several, text, whole
from backlight.providers import Call, Result, Tool

PATH = text("Path of a file, relative to the root of the project.")
OLD = text("The text to replace, exactly as it is in the file, without line numbers.")
NEW = text("The text to put there instead.")
STATEMENT = text("The statement as it is, with its placeholders.")
EVERY = flag("Replace every occurrence, not only a unique one.")
EDIT = schema({"old_string": OLD, "new_string": NEW}, replace_all=EVERY)


@dataclass(frozen=True, slots=True)
class Known:
    """A tool that exists."""

    tool: Tool
    run: Callable[..., Awaitable[str]]
    verb: str
    """What it does, for the progress: `Reads`."""
    reads: bool = False
    """It changes nothing and asks no one, so that several may run at once."""


READING = {reading.__name__, proving.__name__}
"""Modules whose tools change nothing."""


def _known(
    name: str, says: str, wanted: Schema, run: Callable[..., Awaitable[str]], verb: str
) -> Known:
    tool = Tool(name=name, description=says, schema=wanted)
    return Known(tool, run, verb, reads=run.__module__ in READING)


TOOLS = (
    _known(
        "Read",
        "Read a text file of the project. Lines come numbered, as `number<tab>line`. "
        "Unsaved changes in the editor are included. Read all the files you need in one turn.",
        schema(
            {"path": PATH},
            offset=whole("The first line to read, from 1."),
            limit=whole("How many lines to read, 2000 at most."),
        ),
        reading.read,
        "Reads",
    ),
    _known(
        "Grep",
        "Search the project's files for a regular expression (RE2: no look-around, no back "
        "references). Answers `path:line: text`. Ignored and secret files are not searched.",
        schema(
            {"pattern": text("The regular expression.")},
            path=text("A folder or file to search; the whole project without it."),
            glob=text("Only files that match, such as `**/*.py`."),
            ignore_case=flag("Take upper and lower case as the same."),
        ),
        reading.grep,
        "Searches for",
    ),
    _known(
        "Glob",
        "List the project's files whose path matches a pattern such as `**/*.py` or "
        "`src/**/test_*.{js,ts}`.",
        schema({"pattern": text("The pattern.")}, path=text("Only files below this folder.")),
        reading.glob,
        "Lists",
    ),
    _known(
        "Edit",
        "Replace a text that occurs exactly once in a file. Copy old_string from the file, with "
        "its indentation and without line numbers; keep it short but unique. Write every line of "
        "new_string. The file is not written: the user reviews the change when you are done.",
        schema({"path": PATH, "old_string": OLD, "new_string": NEW}, replace_all=EVERY),
        writing.edit,
        "Edits",
    ),
    _known(
        "MultiEdit",
        "Make several edits of one file, in order; each sees the result of those before it. If one "
        "of them fails, none is made.",
        schema({"path": PATH, "edits": several(EDIT, "The edits, as in Edit.")}),
        writing.multi_edit,
        "Edits",
    ),
    _known(
        "Write",
        "Create a file with its whole content. To change a file that exists, use Edit.",
        schema({"path": PATH, "content": text("The whole text of the file.")}),
        writing.write,
        "Writes",
    ),
    _known(
        "Prove",
        "Run two SQL statements on many small scratch databases that try to tell them apart, and "
        "say whether they gave the same rows; if not, with the smallest counter-example. Do it "
        "before you write a query in another way.",
        schema({"before": STATEMENT, "after": text("The statement that shall take its place.")}),
        proving.prove,
        "Proves a query",
    ),
    _known(
        "Explain",
        "Say what a SQL statement costs by the planner of a scratch database of realistic size, or "
        "of the user's own, with its plan and the index that would help most.",
        schema({"before": STATEMENT}, after=text("Another statement to compare it with.")),
        proving.explain,
        "Explains a query",
    ),
    _known(
        "AskUser",
        "Ask the user one short question whose answer changes the design and that nothing in the "
        "project answers. Give choices and a default.",
        schema(
            {"question": text("One sentence.")},
            choices=several(text("A choice."), "At most eight short choices."),
            default=text("The choice you would take."),
        ),
        asking.ask_user,
        "Asks:",
    ),
)
"""Every tool there is."""

BY_NAME = {known.tool.name: known for known in TOOLS}


def granted(names: Iterable[str]) -> tuple[Tool, ...]:
    """The tools of these names, as the model is told of them."""
    return tuple(BY_NAME[name].tool for name in names if name in BY_NAME)


async def run(call: Call, desk: Desk, names: Iterable[str]) -> Result:
    """Carry out one call. What is wrong with it is told to the model; raises `Cancelled`."""
    known = BY_NAME.get(call.tool) if call.tool in names else None
    if known is None:
        there = ", ".join(names)
        return Result(
            call.id, f"There is no tool {call.tool[:60]!r}; there are: {there}.", failed=True
        )
    if (wrong := problem(known.tool.schema, call.input)) is not None:
        return Result(call.id, f"{call.tool} was not run: {wrong}", failed=True)
    desk.front.report(said(call))
    try:
        return Result(call.id, await known.run(desk, **call.input))
    except ToolFailure as failure:
        return Result(call.id, str(failure), failed=True)
    except Cancelled:
        raise
    except (ValueError, RecursionError, MemoryError, OSError) as error:
        return Result(call.id, f"{call.tool} failed ({type(error).__name__}).", failed=True)


def said(call: Call) -> str:
    """What a call does, in a few words."""
    what = call.input.get("path") or call.input.get("pattern") or call.input.get("question") or ""
    known = BY_NAME.get(call.tool)
    return line(f"{known.verb if known else call.tool} {what}")
