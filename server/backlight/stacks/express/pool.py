"""A client that pools by itself, in Express: made once beside the imports, never by a handler."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.hoisted import Grammar, hoisted

GRAMMAR = Grammar(
    making="new_expression",
    made=frozenset({"PrismaClient", "Redis", "Sequelize", "IORedis"}),
    assigned="variable_declarator",
    name="name",
    blocks=frozenset({"statement_block"}),
    closes=r"\.(?:\$disconnect|end|quit|disconnect|close)\(\)",
    free=frozenset({"process", "undefined", "Number", "String", "parseInt", "URL"}),
    imports="import ",
)


def pool(source: Source, handler: Handler, project: Project) -> Change | Refused:  # noqa: ARG001 - the words of a stack
    """Prisma, ioredis and Sequelize, which keep a bounded number of connections."""
    edits = hoisted(source, handler, GRAMMAR)
    return edits if isinstance(edits, Refused) else change((source.path, edits))
