"""The fields of a struct of GORM, and what a client may send and see of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from re import compile as regex

from tree_sitter import Node

from backlight.analysis.syntax import descendants, field, text_of
from backlight.edits import Refused
from backlight.stacks import sensitive
from backlight.stacks.names import camel, snake

KEYS = regex(r"^(?:u?int(?:32|64)?|uuid\.UUID)$")
PLAIN = regex(r"^\*?(?:string|bool|u?int(?:8|16|32|64)?|float(?:32|64)|time\.Time|uuid\.UUID)$")
UUID = "uuid.UUID"
MAKES = regex(r"(?:^|;)\s*default:")
GORM = regex(r'gorm:"((?:\\.|[^"\\])*)"')
JSON = regex(r'json:"([^",]*)')
ODD = regex(r"[\\`]")
RULES = regex(r'(?:binding|validate):"([^"]+)"')
SIZE = regex(r"size:(\d+)|type:varchar\((\d+)\)")
REFUSES = regex(r"unique")
DATED = regex(r"default|auto(?:create|update)time")
MADE = {"CreatedAt", "UpdatedAt", "DeletedAt"}


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a model."""

    name: str
    type: str
    json: str
    """As a client writes it."""
    needed: bool
    """The database refuses a row without it, and nothing fills it in."""
    most: int = 0
    """How many characters of a text fit, if that is said."""
    rules: str = ""
    """What the model's own tags say of it."""

    @property
    def sent(self) -> str:
        """Its type in a request: what is needed and may be zero is a pointer, to tell a lack."""
        loose = not self.needed or self.type in {"string", "time.Time"} or self.type[0] == "*"
        return self.type if loose else f"*{self.type}"


@dataclass(frozen=True, slots=True)
class Model:
    """A struct of GORM as an API has it."""

    name: str
    key: Member
    members: tuple[Member, ...]
    stamps: tuple[Member, ...]
    """`CreatedAt` and `UpdatedAt`, which are shown and not sent."""
    told: bool
    """The database refuses what another row has, or what leads nowhere."""

    @property
    def uuids(self) -> bool:
        """Whether some field is a UUID."""
        return any(m.type.endswith(UUID) for m in (self.key, *self.members))


def model(
    name: str, struct: Node, models: frozenset[str], bases: Mapping[str, Node]
) -> Model | Refused:
    """What a struct says, if all of it can be understood; other models in it are relations."""
    members: list[Member] = []
    kinds: dict[str, str] = {}
    below = [bases[kind] for kind in embedded(struct) if kind in bases]
    code = "".join(map(text_of, (struct, *below)))
    humps = regex(r'json:"[a-z]+[A-Z]').search(code) is not None
    declared = (d for part in (*below, struct) for d in descendants(part, "field_declaration"))
    for one in declared:
        kind = text_of(field(one, "type") or one)
        names = [text_of(n) for n in one.children_by_field_name("name")]
        held = field(one, "tag")
        tag = text_of(held) if held is not None else ""
        if not names and kind == "gorm.Model":
            names, members = [], [*members, *_base(humps=humps)]
        elif not names and kind not in bases:
            return Refused(f"`{name}` embeds `{kind}`, whose fields are not known here.")
        for each in names:
            kinds[each] = kind.lstrip("[]*").rpartition(".")[2]
            if kinds[each] in models:
                continue
            found = _member(name, (each, _written(each, humps=humps)), kind, tag)
            if isinstance(found, Refused):
                return found
            members += [found] if found is not None else []
    key = next((m for m in members if m.name == "ID" and KEYS.match(m.type)), None)
    if key is None:
        return Refused(
            f"`{name}` has no number or UUID `ID` as its key; ask the agent for its endpoints."
        )
    if key.type == UUID and not _made(code):
        return Refused(f"Nothing shows that the database makes `{name}.ID`; ask the agent.")
    own = tuple(m for m in members if m.name not in {"ID", *MADE})
    stamps = tuple(m for m in members if m.name in {"CreatedAt", "UpdatedAt"})
    linked = any(m.name.endswith("ID") and m.name[:-2] in kinds for m in own)
    if not own:
        return Refused(f"`{name}` has no field that a client could set.")
    return Model(name, key, own, stamps, linked or REFUSES.search(code) is not None)


def _made(code: str) -> bool:
    """Whether the tag of a key has a default."""
    held = regex(r"(?m)^\s*ID\s+uuid\.UUID\s+`([^`]*)`").search(code)
    said = GORM.search(held[1]) if held is not None else None
    return said is not None and MAKES.search(said[1].lower()) is not None


def embedded(struct: Node) -> list[str]:
    """The types that a struct embeds, as they are written."""
    found = descendants(struct, "field_declaration")
    return [text_of(field(d, "type") or d) for d in found if field(d, "name") is None]


def _base(*, humps: bool) -> list[Member]:
    stamps = [
        Member(n, "time.Time", _written(n, humps=humps), False) for n in ("CreatedAt", "UpdatedAt")
    ]
    return [Member("ID", "uint", "id", False), *stamps]


def _written(name: str, *, humps: bool) -> str:
    """A field without a tag as the others are written."""
    return camel(snake(name)) if humps else snake(name)


def _member(model: str, names: tuple[str, str], kind: str, tag: str) -> Member | Refused | None:
    """A field; nothing for what is kept to the program."""
    name, usual = names
    said = GORM.search(tag)
    words = said[1].lower() if said is not None else ""
    kept = words.partition(":")[0] == "-" or name[:1].islower()
    if kept or kind == "gorm.DeletedAt" or name == "DeletedAt":
        return None
    owned = sensitive.owner(name) and name not in {"Author", "AuthorID"}  # Books have authors
    if sensitive.secret(name) or sensitive.right(name) or owned:
        return Refused(
            f"`{model}` holds `{name}`, and who may see or set it must be decided: ask the agent "
            "for its endpoints."
        )
    if not PLAIN.match(kind):
        return Refused(f"`{model}.{name}` is a `{kind}`, which JSON has no plain form for.")
    shown = JSON.search(tag)
    json = shown[1] if shown is not None else usual
    if ODD.search(json):
        return Refused(f"How `{model}.{name}` is called in JSON is not clear: mend its tag first.")
    size = SIZE.search(words) if kind.endswith("string") else None  # Of a number it is bits
    rules = RULES.search(tag)
    asked = ("not null" in words and "default" not in words) or "required" in (
        rules[1] if rules is not None else ""
    )
    dated = kind == "time.Time" and not DATED.search(words)  # The zero of time is no date at all
    needed = asked or dated
    if json == "-":
        return None if not needed else Refused(f"`{model}.{name}` is needed and hidden.")
    return Member(
        name=name,
        type=kind,
        json=json or usual,
        needed=needed and kind[0] != "*",
        most=int(size[1] or size[2]) if size is not None else 0,
        rules=rules[1] if rules is not None else "",
    )
