"""The columns of Sequelize's migrations: `{ type: Sequelize.STRING, allowNull: false }`."""

from backlight.analysis.javascript_values import Call, Fields, Literal, Member, Name, Value
from backlight.analysis.tables import Column
from backlight.sql.javascript_steps import Untold

YES, NO = Literal(value=True), Literal(value=False)


def string(given: Value | None) -> str:
    """A string; empty for anything else."""
    return given.value if isinstance(given, Literal) and isinstance(given.value, str) else ""


def table_name(given: Value | None) -> str:
    """The name of a table, also of `{ tableName: "users", schema: "public" }`."""
    pairs = dict(given.pairs) if isinstance(given, Fields) else {}
    name, schema = string(pairs.get("tableName", given)), string(pairs.get("schema"))
    return f"{schema}.{name}" if name and schema not in {"", "public"} else name


def column(name: str, given: Value) -> Column:
    """A column by what is said of it: its type alone, or options."""
    said = dict(given.pairs) if isinstance(given, Fields) else {"type": given}
    own = string(said.get("field")) or name
    key = said.get("primaryKey") == YES
    counts = said.get("autoIncrement") == YES
    return Column(
        name=own,
        type=kind(said.get("type")),
        nullable=said.get("allowNull") != NO and not key,
        primary_key=key,
        unique="unique" in said and said["unique"] != NO,
        references=target(said.get("references"), said.get("referencesKey")),
        default=counts or "defaultValue" in said,
    )


def kind(said: Value | None) -> str:
    """`Sequelize.STRING(45)` as `STRING`, and what is written as a string as it is."""
    while isinstance(said, Call):
        said = said.of
    if isinstance(said, Member) and said.name in {"BINARY", "UNSIGNED", "ZEROFILL"}:
        return kind(said.of)
    return said.name if isinstance(said, Member | Name) else string(said)


def target(said: Value | None, beside: Value | None = None) -> str:
    """The column that `references` leads to."""
    pairs = dict(said.pairs) if isinstance(said, Fields) else {}
    to = table_name(pairs.get("model") or pairs.get("table") or (None if pairs else said))
    key = string(pairs.get("key") or pairs.get("field") or beside) or "id"
    return f"{to}.{key}" if to else ""


def fields(given: Value | None, table: str) -> tuple[tuple[str, Value], ...]:
    """The columns of `createTable` by name; raises `Untold` where some are put in when it runs."""
    pairs = given.pairs if isinstance(given, Fields) else (("...", Literal(None)),)
    if any(name == "..." for name, _ in pairs):
        raise Untold("its columns are known only when it runs", table)
    return pairs
