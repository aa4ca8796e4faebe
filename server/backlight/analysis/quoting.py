"""Names and texts as SQL takes them, whatever stands in them."""


def ident(name: str) -> str:
    """A name in quotes: whatever a project calls a column, it stays a name."""
    return '"' + name.replace('"', '""') + '"'


def quoted(text: str) -> str:
    """A text as a literal of standard SQL."""
    return "'" + text.replace("'", "''") + "'"
