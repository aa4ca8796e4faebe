from dataclasses import dataclass, field

import pytest

from backlight.index.kept import packed, unpacked
from backlight.stacks.spring.fragment import Package, Prefix, Property


@dataclass(frozen=True, slots=True)
class One:
    only: int


@dataclass(slots=True)
class Open:
    a: int
    b: list = field(default_factory=list)


VALUE = Prefix(Property("A", ("b", "c")), ("D",), (Package(Property("E", ())),))


def test_a_plain_value_is_the_same_when_it_is_unpacked():
    assert unpacked(packed((VALUE, [VALUE], {"k": VALUE}))) == (VALUE, [VALUE], {"k": VALUE})


def test_a_value_that_stands_in_two_places_is_one_when_it_is_unpacked():
    one, two = unpacked(packed([VALUE, VALUE]))
    assert one is two


@pytest.mark.parametrize("value", [One(1), Open(1, [2])])
def test_values_of_others_are_not_unpacked(value):
    with pytest.raises(ValueError, match="no facts"):
        unpacked(packed(value))


def test_a_call_of_ours_that_makes_something_else_is_no_fact():
    with pytest.raises(ValueError, match="no facts"):
        unpacked(b"cbacklight.index.kept\n_made\n(cbuiltins\nset\nI1\ntR.")
