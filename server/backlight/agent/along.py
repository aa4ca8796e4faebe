"""The tools that come with every run: a plan for the user, and answers from facts."""

from backlight.agent import answers, planning
from backlight.agent.row import PAGE, PATH, reading_row, tool_row
from backlight.agent.schemas import schema, several, text

CHANGE = text("What changes in it, in a clause.")
NAME = text("What one would call it.")
TRADE_OFF = text("What it costs and what it gains.")

ALONG = (
    tool_row(
        "Propose",
        "Show the user a plan, before anything is written: which files change and how, and the "
        "ways there are, yours first, each with its trade-off in a clause.",
        schema(
            {
                "files": several(schema({"path": PATH, "change": CHANGE}), "What changes."),
                "ways": several(schema({"name": NAME, "trade_off": TRADE_OFF}), "At most four."),
            },
            assumes=text("What you assume, in a sentence."),
        ),
        planning.propose,
        "Proposes a plan",
    ),
    reading_row(
        "Routes",
        "List the endpoints of the project: path, method, handler, guards.",
        schema({}, matching=text("Only those whose row holds this text."), page=PAGE),
        answers.routes,
        "Lists the endpoints",
    ),
    reading_row(
        "Schema",
        "List the tables of the project with columns, keys and indexes.",
        schema({}, table=text("Only those whose row holds this text."), page=PAGE),
        answers.tables,
        "Looks at the schema",
    ),
    reading_row(
        "Findings",
        "List what Backlight's rules find: unchecked input, N+1 queries, injection and more; of "
        "what you changed so far, or below a path.",
        schema({}, path=text("A folder or file."), page=PAGE),
        answers.found,
        "Looks for findings",
    ),
    reading_row(
        "References",
        "List where a function, class, method or field is named in code; comments and strings are "
        "left out.",
        schema({"name": text("The name.")}, path=text("Only below this path."), page=PAGE),
        answers.references,
        "Looks for references to",
    ),
)
"""Their rows in the table of tools."""
