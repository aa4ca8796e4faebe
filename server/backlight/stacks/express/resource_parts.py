"""A new resource, decided in every part before a line of it is written."""

from dataclasses import dataclass

from backlight.stacks.express.errors import Refusal
from backlight.stacks.express.fields import Field
from backlight.stacks.express.layout import Sibling
from backlight.stacks.express.libraries import Library
from backlight.stacks.express.naming import pascal
from backlight.stacks.express.owner import Owner
from backlight.stacks.express.stores import Store
from backlight.stacks.javascript_style import Style, module_of
from backlight.stacks.rails_words import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """A new resource, decided in every part."""

    name: str
    path: str
    base: str
    """What the paths of its routes start with: `/articles`, or nothing below a mount."""
    fields: tuple[Field, ...]
    key: str
    number: bool
    mongo: bool
    unique: tuple[str, ...]
    store: Store
    library: Library
    way: Refusal
    style: Style
    beside: Sibling
    owner: Owner | None = None
    """Whose its rows are, where the program itself says it."""
    controller: str
    """The file of its handlers; empty if they stand in the routes."""
    test: tuple[str, ...] = ()

    @property
    def end(self) -> str:
        """`.js`, if imports of files say it here."""
        origins = [module_of(node) or "" for node in self.beside.source.root.children]
        said = any(o.startswith(".") and o.endswith(".js") for o in origins)
        return ".js" if said and self.style.esm else ""

    @property
    def many(self) -> str:
        """Its rows: `articles`."""
        return plural(self.name)

    @property
    def handlers(self) -> tuple[str, ...]:
        """The names of its handlers, in the order of its routes."""
        one = pascal(self.name)
        return (
            f"list{pascal(self.many)}",
            f"get{one}",
            f"create{one}",
            f"update{one}",
            f"delete{one}",
        )
