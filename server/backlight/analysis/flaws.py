"""What a database cannot keep right in a table: no key, no reference, or money in a float.

>>> from backlight.analysis.tables import Column
>>> flaws(Table(name="orders", file="", line=1, columns=(Column(name="_id", primary_key=True),
...     Column(name="total", type="float"))))
('`orders.total` keeps money in a float',)
>>> [flaws(Table(name=name, file="", line=1, columns=(Column(name="email", type="text"),),
...     complete=False)) for name in ("users", "sign_in_logs")]
[('`users.email` can be there twice',), ()]
>>> [flaws(Table(name="posts", file="", line=1, complete=False, columns=(
...     Column(name="tags", type=kind),))) for kind in ("ARRAY(String(80))", "String(80)")]
[(), ('`posts.tags` keeps a list in a text',)]
"""

import re

from backlight.analysis.tables import Table

MONEY = re.compile(r"price|amount|total|balance|salary|cost|fee", re.IGNORECASE)
FLOAT = re.compile(r"float|double|\breal\b", re.IGNORECASE)
UNIQUE = re.compile(r"^(slug|sku|isbn)$", re.IGNORECASE)
LOGIN = re.compile(r"^(e?mail|email_address|username|login)$", re.IGNORECASE)
PEOPLE = re.compile(
    r"(?:users?|accounts?|members?|customers?|admins?|authors?|persons?|people|employees?|students?"
    r"|subscribers?)$",
    re.IGNORECASE,
)
"""Tables with one row for each who signs in; in a log of what they did, names come again."""
LISTS = re.compile(r"^(tags|items|categories|roles|permissions|emails|ids|\w+_ids|\w+_list)$")
TEXT = re.compile(r"text|char|string", re.IGNORECASE)
MANY = re.compile(r"\[|array|json|list", re.IGNORECASE)
"""Types that hold several values."""


def flaws(table: Table) -> tuple[str, ...]:
    """What a database cannot keep right in a table, in a few words each."""
    found = []
    whole = table.complete and bool(table.columns)
    if whole and not any(column.primary_key for column in table.columns):
        found.append(f"`{table.name}` has no primary key")
    for column in table.columns:
        name = f"`{table.name}.{column.name}`"
        to = column.name.removesuffix("_id")
        leads = to not in {"", column.name}
        if leads and not column.references and to not in table.relations:
            found.append(f"{name} points to nothing: no foreign key")
        if MONEY.search(column.name) and FLOAT.search(column.type):
            found.append(f"{name} keeps money in a float")
        once = UNIQUE.match(column.name) or (LOGIN.match(column.name) and PEOPLE.search(table.name))
        if once and not column.unique and (column.name,) not in table.indexes:
            found.append(f"{name} can be there twice")
        if LISTS.match(column.name) and TEXT.search(column.type) and not MANY.search(column.type):
            found.append(f"{name} keeps a list in a text")
    return tuple(found)
