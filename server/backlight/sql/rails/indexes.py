"""Indexes and constraints of Rails as PostgreSQL has them."""

from hashlib import sha256
from re import compile as regex

from backlight.analysis.quoting import ident
from backlight.sql.rails.reading import Step, Unsure
from backlight.sql.relations import Index, Relations
from backlight.sql.written import Untold

PLAIN = regex(r"^[\w$]+$")
WORD = regex(r"\w+")


def index(table: str, columns: object, step: Step) -> tuple[str, Index]:
    """An index and its name."""
    named = step.named
    listed = columns if isinstance(columns, list) else [columns]
    texts = [one for one in listed if isinstance(one, str)]
    if not texts or len(texts) != len(listed) or named.get("type") in {"fulltext", "spatial"}:
        raise Untold(f"the index of line {step.line} is known only when it runs")
    name = named.get("name")
    if name is None:
        name = f"index_{table}_on_{'_'.join(WORD.findall('_and_'.join(texts)))}"
    if not isinstance(name, str):
        raise Untold(f"the name of the index of line {step.line} is known only when it runs")
    keys = ", ".join(_key(one, named) for one in texts)
    using, covered, where = named.get("using"), named.get("include"), named.get("where")
    body = f"USING {using} ({keys})" if isinstance(using, str) and using.isalpha() else f"({keys})"
    covers = covered if isinstance(covered, list) else [covered] if covered else []
    body += f" INCLUDE ({', '.join(ident(str(one)) for one in covers)})" if covers else ""
    if isinstance(where, Unsure):
        raise Untold(f"the rows of the index of line {step.line} are known only when it runs")
    body += f" WHERE {where}" if isinstance(where, str) else ""
    return name, Index(body, unique=named.get("unique") is True)


def is_apart(step: Step) -> bool:
    """Whether a step has its indexes come or go beside those who write."""
    listed = step.named.get("index")
    said = step.named | (listed if isinstance(listed, dict) else {})
    return said.get("algorithm") == "concurrently" or any(map(is_apart, step.block or ()))


def _key(column: str, named: dict[str, object]) -> str:
    if not PLAIN.match(column):
        return column
    said = [ident(column)]
    for option in ("opclass", "order"):
        given = named.get(option)
        one = given.get(column) if isinstance(given, dict) else given
        said += [one.upper() if option == "order" else one] if isinstance(one, str) else []
    return " ".join(said)


def foreign(table: str, column: str, to: str, named: dict[str, object]) -> tuple[str, str]:
    """A key that leads to another table, and its name."""
    key = named.get("primary_key")
    said = f"FOREIGN KEY ({ident(column)}) REFERENCES {ident(to)} ({ident(str(key or 'id'))})"
    for option, words in (("on_delete", "ON DELETE"), ("on_update", "ON UPDATE")):
        what = {"nullify": "SET NULL", "cascade": "CASCADE", "restrict": "RESTRICT"}.get(
            str(named.get(option))
        )
        said += f" {words} {what}" if what else ""
    said += " DEFERRABLE INITIALLY DEFERRED" if named.get("deferrable") == "deferred" else ""
    said += " NOT VALID" if named.get("validate") is False else ""
    name = named.get("name")
    return (name if isinstance(name, str) else usual_name(f"{table}_{column}", "fk")), said


def usual_name(of: str, kind: str) -> str:
    """The name that Rails gives to a constraint that is given none."""
    return f"{kind}_rails_{sha256(f'{of}_{kind}'.encode()).hexdigest()[:10]}"


def target(name: str, said: object, known: Relations) -> str:
    """The table that a reference leads to: as it is said, else the one that is so called."""
    to = said.get("to_table") if isinstance(said, dict) else None
    if isinstance(to, str):
        return to
    ways = [f"{name}s", f"{name}es", f"{name[:-1]}ies", name]
    return next((one for one in ways if one in known), ways[2 if name.endswith("y") else 0])
