"""What is looked for in code is looked for once: a line of 100,000 characters takes no minutes."""

import pytest

from backlight.actions import add_index, document_endpoint, extract_service, write_migration
from backlight.agent.lazy import left_out
from backlight.analysis import kotlin, starting
from backlight.analysis.checked_there import handed
from backlight.analysis.failures import swallows
from backlight.analysis.guards import asks_for_all
from backlight.analysis.javascript_turn_items import items_of
from backlight.analysis.refusals import is_tested, only_fetched
from backlight.analysis.secrets_connecting import connecting
from backlight.analysis.secrets_signing import signing
from backlight.analysis.stored import stored
from backlight.analysis.syntax import descendants, parse
from backlight.analysis.turned_away import turned_away
from backlight.checks import earlier_django
from backlight.rules import missing_rate_limit, not_in_subquery, unvalidated_input
from backlight.stacks.clients import javascript
from backlight.text import Text

LONG = 100_000
NOTHING = {
    "an exception that nobody catches": lambda: swallows("catch" + " " * LONG),
    "a router that is made of nothing": lambda: asks_for_all(b"Router(=" + b"User" * LONG),
    "routers that are given nothing": lambda: asks_for_all(b"router.use(" * (LONG // 11)),
    "a word that names no package": lambda: signing("jsonwebtoken " + "a" * LONG),
    "a connection without a password": lambda: connecting(
        "DriverManager.getConnection(" + " " * LONG
    ),
    "addresses without a password": lambda: connecting("jdbc:a://a" * (LONG // 10)),
    "calls of calls": lambda: handed("await " * (LONG // 6) + "a.b(" * (LONG // 4), ("name",)),
    "a check that is no call": lambda: is_tested("name " + "valid" * LONG, "name", "body"),
    "a search that is no call": lambda: only_fetched("name getBy" + "ByA" * LONG, "name"),
    "conditions of nothing": lambda: unvalidated_input.VALIDATED.search("if " * LONG),
    "a function without a name": lambda: list(
        missing_rate_limit.NAMED.finditer(b"def" + b" " * LONG)
    ),
    "a word that is given nothing": lambda: starting.GIVEN.search("a" * LONG),
    "a handler of empty lines": lambda: turned_away("\n" * LONG, ("name",)) or (),
    "a chain that writes nothing": lambda: stored("a." * LONG, "name") or (),
    "signs that name nothing": lambda: stored("@" * LONG, "name") or (),
    "a name that is given blanks": lambda: stored("a:" + " " * LONG, "name") or (),
    "subqueries of nothing": lambda: not_in_subquery.LISTED.search("NOT IN (SELECT a " * 6_000),
    "the rest of the code, and something": lambda: left_out(
        "# the rest of code" + " " * LONG + "x", ""
    ),
    "dots, and something": lambda: left_out("..." + " " * LONG + "x", ""),
    "a handler without a branch": lambda: extract_service.BRANCH.search("\n" * LONG),
    "a file without a remark": lambda: document_endpoint.COMMENT.search("\n" * LONG),
    "settings that name no user": lambda: earlier_django.USER.search("\n" * LONG),
    "a migration without operations": lambda: earlier_django.OPERATIONS.search("\n" * LONG),
    "a table of no database": lambda: add_index.MYSQL.search(b"\n" * LONG),
    "imports of nothing": lambda: javascript.OWN.search("import axios " * (LONG // 13)),
}


def test_a_loop_that_asks_many_times_is_looked_through_once():
    asks = "".join(
        f"const a{n} = await prisma.user.findUnique({{ where: {{ id: row.k{n} }} }});\n"
        for n in range(60)
    )
    source = parse("a.js", Text(f"for (const row of rows) {{\n{asks}}}\n"))
    loop = next(descendants(source.root, "for_in_statement"))
    items_of.cache_clear()
    for _ in range(60):
        assert {"row", "a59"} <= items_of(loop)
    assert items_of.cache_info().misses == 1


@pytest.mark.parametrize("look", NOTHING.values(), ids=NOTHING.keys())
def test_nothing_is_found_in_a_long_line(look):
    assert not [*(look() or ())]


def test_type_arguments_of_kotlin_that_nobody_closes_are_one_parameter():
    code = "fun rates(a: Map<B" + ", c: Map<B" * 20_000 + ")\n"
    (free,) = kotlin.file(parse("Rates.kt", Text(code))).types
    assert [given.name for given in free.methods[0].parameters] == ["a"]


def test_a_line_that_stands_for_code_is_seen_whatever_blanks_it_has():
    assert left_out("# ... (the rest  ) ", "") and left_out("# the rest of the code ...)  ", "")


@pytest.mark.parametrize(
    ("body", "nothing"),
    [
        ("    pass\n", True),
        ("    # None.\n\n    ...\n\n\ndef other():\n", True),
        ('    """Back."""\n    # None.\n', True),
        ("    # None.\n\n\n\n" * 60 + "    pass\n", True),
        ("    # Back.\n\n\n\n" * 60 + "    op.drop_table('a')\n", False),
    ],
    ids=["pass", "dots", "words", "many words", "many words and a way back"],
)
def test_a_way_back_of_many_remarks_is_looked_through_once(body, nothing):
    assert bool(write_migration.DOWN.search(f"def downgrade() -> None:\n{body}")) is nothing
