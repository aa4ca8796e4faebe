"""What a stack names is there, and takes what its record says; nothing else is imported for it."""

import subprocess
import sys
from dataclasses import fields
from inspect import signature
from pathlib import Path
from re import findall

import pytest

from backlight import stacks
from backlight.stacks import CLIENTS, FRAMEWORKS, ORMS
from backlight.stacks.later import found

NAMED = sorted(
    place
    for path in Path(stacks.__file__).parent.glob("*/__init__.py")
    for place in findall(r'later\("([\w.:]+)"\)', path.read_text("utf-8"))
)
TAKES = {"scan": 1, "link": 1, "handlers": 2, "validate": 3, "create_resource": 3}
TAKES |= {"conventions": 1, "queries": 2, "tables": 1, "improve": 3, "mixins": 1, "calls": 2}


@pytest.mark.parametrize("place", sorted(set(NAMED)))
def test_every_function_that_is_named_is_there(place):
    assert callable(found(place))


def test_every_function_takes_what_its_record_gives():
    for record in (*FRAMEWORKS, *ORMS, *CLIENTS):
        for one in fields(record):
            call = getattr(record, one.name)
            if one.name in TAKES and call is not None:
                signature(found_of(call)).bind(*range(TAKES[one.name]))


def found_of(call):
    """The function behind a name that is looked up when it is called."""
    place = f"{getattr(call, '__module__', '')}:{getattr(call, '__name__', '')}"
    place = place.removeprefix("backlight.")
    return found(place) if place in NAMED else call


def test_a_start_imports_no_stack_that_nobody_speaks():
    code = (
        "import sys, backlight.menu;"
        "print(*[m for m in sys.modules if m.startswith('backlight.stacks.')"
        " and m.rpartition('.')[2] in ('validate', 'resource', 'handlers', 'link', 'conventions')])"
    )
    done = subprocess.run(
        [sys.executable, "-P", "-c", code], capture_output=True, check=True, text=True
    )
    assert done.stdout.strip() == ""
