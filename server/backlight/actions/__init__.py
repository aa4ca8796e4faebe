"""Every action, one file each, in the order of the menu."""

from backlight.action import Action
from backlight.actions import add_validation, design_endpoint, optimize_query

ALL: tuple[Action, ...] = (
    design_endpoint.ACTION,
    optimize_query.ACTION,
    add_validation.ACTION,
)
