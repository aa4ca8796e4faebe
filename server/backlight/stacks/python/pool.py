"""A client that pools by itself, in Python: made once for the module, never by a view."""

from backlight.analysis.facts import Handler, Project
from backlight.analysis.syntax import Source
from backlight.edits import Change, Refused, change
from backlight.stacks.hoisted import Grammar, hoisted

GRAMMAR = Grammar(
    making="call",
    made=frozenset(
        {"create_engine", "sqlalchemy.create_engine", "redis.Redis", "redis.StrictRedis"}
        | {"redis.from_url", "redis.Redis.from_url", "Redis.from_url"}
    ),
    assigned="assignment",
    name="left",
    blocks=frozenset({"block"}),
    closes=r"\.(?:close|dispose|connection_pool\.disconnect)\(\)",
    free=frozenset({"os", "True", "False", "None", "int", "str", "settings"}),
    imports="(?:import|from) ",
)


def pool(source: Source, handler: Handler, project: Project) -> Change | Refused:  # noqa: ARG001 - the words of a stack
    """Engines of SQLAlchemy and clients of Redis, which connect when they are first used."""
    if b"redis.asyncio" in source.text.data or b"aioredis" in source.text.data:
        return Refused("A client of asyncio belongs to one event loop; ask the agent.")
    edits = hoisted(source, handler, GRAMMAR)
    return edits if isinstance(edits, Refused) else change((source.path, edits))
