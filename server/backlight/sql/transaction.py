"""The statements of one migration, in the transaction that they are carried out in."""

from collections.abc import Sequence


def in_transaction(statements: Sequence[str], *, alone: bool) -> str:
    """All in one transaction, as frameworks do it; `alone` where a migration says otherwise."""
    script = ";\n".join(statements)
    return script if alone or not statements else f"BEGIN;\n{script};\nCOMMIT"
