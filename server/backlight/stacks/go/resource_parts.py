"""What is decided of a new resource of Go before its text is written."""

from dataclasses import dataclass

from backlight.stacks.go.resource_model import UUID, Member, Model
from backlight.stacks.go.resource_words import Words
from backlight.stacks.names import camel, snake
from backlight.stacks.rails_words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A new resource, decided in every part."""

    of: Model
    words: Words
    package: str
    model: str
    """`models.Order`, as the file of the handlers names it."""
    db: str
    """`database.DB`; empty where handlers are given it."""
    imports: tuple[str, ...]
    """What the file imports of others."""

    @property
    def name(self) -> str:
        """`orderItem`."""
        return camel(snake(self.of.name))

    @property
    def many(self) -> str:
        """`orderItems`."""
        return camel(plural(snake(self.of.name)))

    @property
    def handler(self) -> str:
        """The struct that holds the database: `OrderHandler`."""
        return f"{self.of.name}Handler"

    def method(self, verb: str) -> str:
        """`List`; a function of its own is `ListOrders`."""
        many = self.many if verb == "List" else self.name
        return verb if not self.db else f"{verb}{many[0].upper()}{many[1:]}"

    @property
    def checked(self) -> list[Member]:
        """The fields that the handlers check themselves, where tags do not."""
        return [m for m in self.of.members if (m.needed or m.most) and not self.words.tags]

    @property
    def by_uuid(self) -> bool:
        """The key is a UUID, which GORM takes by a condition alone."""
        return self.of.key.type == UUID

    @property
    def by_key(self) -> str:
        """How GORM is told of a key."""
        return '"id = ?", id' if self.by_uuid else "id"

    @property
    def loose(self) -> bool:
        """Nothing is needed or bounded, and all that can be refused is a body that says nothing."""
        return not any(m.needed or m.most or m.rules for m in self.of.members)


def big(name: str) -> str:
    """`orderItem` as `OrderItem`."""
    return name[0].upper() + name[1:]
