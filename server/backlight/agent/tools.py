"""The tools, in one table: what the model is told of each, and the function that does it."""

from collections.abc import Iterable

from backlight.agent import asking, planning, proving, reading, running, writing
from backlight.agent.along import ALONG
from backlight.agent.desk import Cancelled, Desk, ToolFailure
from backlight.agent.plain import line
from backlight.agent.row import PATH, reading_row, tool_row
from backlight.agent.schemas import flag, problem, schema, several, text, whole
from backlight.providers import Call, Result, Tool

OLD = text("The text to replace, exactly as it is in the file, without line numbers.")
NEW = text("The text to put there instead.")
STATEMENT = text("The statement as it is, with its placeholders.")
EVERY = flag("Replace every occurrence, not only a unique one.")
EDIT = schema({"old_string": OLD, "new_string": NEW}, replace_all=EVERY)


TOOLS = (
    reading_row(
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
    reading_row(
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
    reading_row(
        "Glob",
        "List the project's files whose path matches a pattern such as `**/*.py` or "
        "`src/**/test_*.{js,ts}`.",
        schema({"pattern": text("The pattern.")}, path=text("Only files below this folder.")),
        reading.glob,
        "Lists",
    ),
    tool_row(
        "Edit",
        "Replace a text that occurs exactly once in a file. Copy old_string from the file, with "
        "its indentation and without line numbers; keep it short but unique. Write every line of "
        "new_string. The file is not written: the user reviews the change when you are done.",
        schema({"path": PATH, "old_string": OLD, "new_string": NEW}, replace_all=EVERY),
        writing.edit,
        "Edits",
    ),
    tool_row(
        "MultiEdit",
        "Make several edits of one file, in order; each sees the result of those before it. If one "
        "of them fails, none is made.",
        schema({"path": PATH, "edits": several(EDIT, "The edits, as in Edit.")}),
        writing.multi_edit,
        "Edits",
    ),
    tool_row(
        "Write",
        "Create a file with its whole content. To change a file that exists, use Edit.",
        schema({"path": PATH, "content": text("The whole text of the file.")}),
        writing.write,
        "Writes",
    ),
    reading_row(
        "Prove",
        "Run two SQL statements on many small scratch databases that try to tell them apart, and "
        "say whether they gave the same rows; if not, with the smallest counter-example. Do it "
        "before you write a query in another way.",
        schema({"before": STATEMENT, "after": text("The statement that shall take its place.")}),
        proving.prove,
        "Proves a query",
    ),
    reading_row(
        "Explain",
        "Say what a SQL statement costs by the planner of a scratch database of realistic size, or "
        "of the user's own, with its plan and the index that would help most.",
        schema({"before": STATEMENT}, after=text("Another statement to compare it with.")),
        proving.explain,
        "Explains a query",
    ),
    tool_row(
        "Bash",
        "Run a command (sh) in a scratch copy of the project that holds your edits: its tests, its "
        "linter, its formatter. No network, and a time limit. What it changes in files of the "
        "project becomes part of your change; files that it makes do not.",
        schema({"command": text("The command line; keep it narrow, such as one file of tests.")}),
        running.bash,
        "Runs",
    ),
    tool_row(
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
    *ALONG,
)
"""Every tool there is."""

TALKS = frozenset({"AskUser", "Propose"})

BY_NAME = {one.tool.name: one for one in TOOLS}


def granted(names: Iterable[str]) -> tuple[Tool, ...]:
    """The tools of these names, as the model is told of them."""
    return tuple(BY_NAME[name].tool for name in names if name in BY_NAME)


async def run(call: Call, desk: Desk, names: Iterable[str]) -> Result:
    """Carry out one call. What is wrong with it is told to the model; raises `Cancelled`."""
    one = BY_NAME.get(call.tool) if call.tool in names else None
    if one is None:
        there = ", ".join(names)
        return Result(
            call.id, f"There is no tool {call.tool[:60]!r}; there are: {there}.", failed=True
        )
    if (wrong := problem(one.tool.schema, call.input)) is not None:
        return Result(call.id, f"{call.tool} was not run: {wrong}", failed=True)
    if desk.plan == "wanted" and not one.reads and call.tool not in TALKS:
        return Result(call.id, planning.NOT_YET, failed=True)
    desk.front.report(said(call))
    try:
        return Result(call.id, await one.run(desk, **call.input))
    except ToolFailure as failure:
        return Result(call.id, str(failure), failed=True)
    except Cancelled:
        raise
    except (ValueError, RecursionError, MemoryError, OSError) as error:
        return Result(call.id, f"{call.tool} failed ({type(error).__name__}).", failed=True)


def said(call: Call) -> str:
    """What a call does, in a few words."""
    what = call.input.get("path") or call.input.get("pattern") or call.input.get("question") or ""
    what = what or call.input.get("name") or call.input.get("command") or ""
    one = BY_NAME.get(call.tool)
    return line(f"{one.verb if one else call.tool} {what}")
