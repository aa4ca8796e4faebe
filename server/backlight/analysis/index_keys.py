"""What an index that is to be made consists of, whatever the tool that makes it."""

from dataclasses import dataclass
from re import compile as regex

TRIGRAMS = "gin_trgm_ops"
CAST = regex(r"\bcast\(([^()]*(?:\([^()]*\))?) as [\w ]+\)")
SPARE = regex(r"\busing btree\b|\bpublic\.|[\s\"()]")


@dataclass(frozen=True, slots=True)
class IndexKeys:
    """Its columns in their order, and what is special about it."""

    columns: tuple[str, ...]
    function: str = ""
    """What its one column goes through: `lower`, or `to_tsvector` with a language."""
    using: str = ""
    """Its method where that is not the usual one: `gin`."""
    trigrams: bool = False
    """It finds what is inside of a text, which takes PostgreSQL's extension pg_trgm."""
    where: str = ""
    """The condition of the rows that it holds; `a IS NULL`, `a = true`, joined by AND."""
    include: tuple[str, ...] = ()
    """Columns that it carries along, so that the table need not be read."""
    language: str = ""
    """Of the words that `to_tsvector` finds in a text."""

    @property
    def plain(self) -> bool:
        """Whether it is one of columns and of every row."""
        return not (self.using or self.function or self.where or self.include)

    @property
    def word(self) -> str:
        """What tells it from a plain one in a name: `users_lower_email`, `jobs_queue_some`."""
        return "some" if self.where and not self.function else ""

    @property
    def body(self) -> str:
        """What stands behind the name of the table, as PostgreSQL has it."""
        keys = [f"{one} {TRIGRAMS}" if self.trigrams else one for one in self.columns]
        keys = [self.call(one) for one in self.columns] if self.function else keys
        using = f"USING {self.using} " if self.using else ""
        more = f" INCLUDE ({', '.join(self.include)})" if self.include else ""
        return f"{using}({', '.join(keys)}){more}" + (f" WHERE {self.where}" if self.where else "")

    @property
    def words(self) -> tuple[str, ...]:
        """Of what its name is made, behind that of the table."""
        return tuple(filter(None, (self.function, *self.columns, self.using, self.word)))

    def call(self, column: str) -> str:
        """What a column goes through, as SQL."""
        language = f"'{self.language}', " if self.language else ""
        return f"{self.function}({language}{column})"


def spelled(body: str) -> str:
    """What stands behind the name of the table in one spelling, whatever a dump makes of it.

    >>> spelled("USING btree (lower(CAST((email) AS TEXT)))") == spelled("(lower(email))")
    True
    """
    return SPARE.sub("", CAST.sub(r"\1", body.lower()))
