"""Names of models and tables in the words of people, for every stack that writes code."""

from re import compile as regex

CAPITAL = regex(r"(?<=[a-z0-9])(?=[A-Z])")
HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def snake(name: str) -> str:
    """`OrderItem` as `order_item`."""
    return HUMP.sub("_", name).lower()


def camel(name: str) -> str:
    """`order_items` as `orderItems`."""
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


def underscored(name: str) -> str:
    """`firstName` as `first_name`, `userID` as `user_id`, as Spring names columns and tables."""
    return CAPITAL.sub("_", name).lower()


def spoken(name: str) -> str:
    """`order_item` as `order item`."""
    return name.replace("_", " ")


def title(name: str) -> str:
    """`order_item` as `Order item`."""
    return spoken(name).capitalize()


def one(name: str) -> str:
    """`order_item` as `an order item`."""
    return f"{'an' if name[0] in 'aeiou' else 'a'} {spoken(name)}"
