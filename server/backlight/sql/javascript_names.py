"""What names in a migration in JavaScript stand for: constants of its file, fields of its class."""

from dataclasses import dataclass, replace

from backlight.analysis.javascript_expressions import key_of, parts, value
from backlight.analysis.javascript_values import (
    Call,
    Fields,
    Join,
    Literal,
    Many,
    Member,
    Name,
    Value,
)
from backlight.analysis.python_expressions import Piece
from backlight.analysis.syntax import Source, descendants, field, text_of

HOLE = "\0"
"""What stands in a text for what is known only when it runs."""
DEPTH = 12


@dataclass(frozen=True, slots=True)
class Names:
    """What each name is given, where it is given one thing only."""

    given: dict[str, Piece]
    several: dict[str, list[Piece]]
    """What those are given that are given more."""

    def value(self, node: Piece | None) -> Value:
        """What an expression says, with names put in their place."""
        return self._put(value(node), DEPTH)

    def args(self, call: Piece) -> list[Value]:
        """What a call is given."""
        given = field(call, "arguments")
        told = given is not None and given.type == "arguments"
        return [self.value(one) for one in parts(given)] if given is not None and told else []

    def each(self, call: Piece) -> list[str]:
        """The text that a call is given first, or each that it may be given; with holes."""
        given = field(call, "arguments")
        first = parts(given)[:1] if given is not None else []
        may = self.several.get(text_of(first[0])) if first else None
        return [text(self.value(one)) for one in may or first] or [HOLE]

    def behind(self, node: Piece | None) -> str:
        """The code of an expression, and of what its names are given."""
        if node is None:
            return ""
        used = [self.given.get(text_of(one)) for one in descendants(node, "identifier")]
        return " ".join((text_of(node), *(text_of(one) for one in used if one is not None)))

    def _put(self, said: Value, depth: int) -> Value:
        if depth == 0:
            return said
        match said:
            case Name(name) if name in self.given:
                return self._put(value(self.given[name]), depth - 1)
            case Member(Name("this"), name) if f"this.{name}" in self.given:
                return self._put(value(self.given[f"this.{name}"]), depth - 1)
            case Join(parts):
                return Join(tuple(self._put(one, depth - 1) for one in parts))
            case Many(items):
                return Many(tuple(self._put(one, depth - 1) for one in items))
            case Fields(pairs):
                return Fields(tuple((key, self._put(one, depth - 1)) for key, one in pairs))
            case Call(_, args):
                return replace(said, args=tuple(self._put(one, depth - 1) for one in args))
            case _:
                return said


def names(source: Source) -> Names:
    """The names of a file; one that is given several things stands for none."""
    found: dict[str, list[Piece]] = {}
    kinds = ("variable_declarator", "public_field_definition", "assignment_expression")
    for node in descendants(source.root, *kinds):
        own = node.type == "public_field_definition"
        left = field(node, "left" if node.type == "assignment_expression" else "name")
        name = f"this.{key_of(left)}" if own else text_of(left) if left is not None else ""
        right = field(node, "right" if node.type == "assignment_expression" else "value")
        if right is not None:
            found.setdefault(name, []).append(right)
    once = {name: nodes[0] for name, nodes in found.items() if len(nodes) == 1}
    return Names(once, {name: nodes for name, nodes in found.items() if len(nodes) > 1})


def text(said: Value) -> str:
    """A string with holes in it."""
    match said:
        case Literal(str(known)):
            return known
        case Join(parts):
            return "".join(map(text, parts))
        case _:
            return HOLE
