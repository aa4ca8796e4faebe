"""The statements of one migration, in the transaction that they are carried out in."""

from collections.abc import Sequence

from backlight.sql.written import Script


def script(up: Sequence[str], down: Sequence[str], final: Sequence[str], *, alone: bool) -> Script:
    """Both ways, each in one transaction, as frameworks do it; `alone` where it says otherwise.

    What is `final` is why there is no way back.
    """
    back = "" if final else _in_transaction(down, alone=alone)
    return Script(_in_transaction(up, alone=alone), back, unclear="; ".join(final))


def _in_transaction(statements: Sequence[str], *, alone: bool) -> str:
    said = ";\n".join(statements)
    return said if alone or not statements else f"BEGIN;\n{said};\nCOMMIT"
