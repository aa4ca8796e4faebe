"""What tokens cost: the published prices of `models`, and the user's own over them.

>>> own(["my-model 2 10"])
({'my-model': Price(input=2.0, output=10.0, cache_read=None, cache_write=None)}, ())
"""

from collections.abc import Iterable, Mapping
from math import isfinite

from backlight.providers import Usage
from backlight.providers.catalogue import family_of
from backlight.providers.models import AS_OF, PRICES, Price

__all__ = ["AS_OF", "Price", "own", "price", "spent"]


def own(entries: Iterable[str]) -> tuple[dict[str, Price], tuple[str, ...]]:
    """The prices of the setting `backlight.prices`, and a sentence for each that is none.

    An entry is a model (or how its id begins) and US dollars for a million tokens: of input, of
    output, and where they are known of what is read from the cache and written to it.
    """
    found: dict[str, Price] = {}
    problems = []
    for entry in entries:
        name, *figures = entry.split() or [""]
        try:
            amounts = [float(figure) for figure in figures]
        except ValueError:
            amounts = []
        if len(amounts) in {2, 4} and all(isfinite(a) and a >= 0 for a in amounts):
            found[name.lower()] = Price(*amounts)
        else:
            problems.append(
                f"`backlight.prices` has {entry[:60]!r}, which is no price: write"
                " `MODEL INPUT OUTPUT` in US dollars for a million tokens."
            )
    return found, tuple(problems)


def price(model: str, over: Mapping[str, Price] | None = None) -> Price | None:
    """The price of a model, `None` if it is not known (a local model costs nothing).

    Clouds put a region and a publisher before the published ids; what is newer than the table is
    taken to cost what its line did, so that the limits of a run hold.
    """
    model, own_ones = model.lower(), over or {}
    if found := [name for name in own_ones if model.startswith(name)]:
        return own_ones[max(found, key=len)]
    family = family_of(model)
    found = [name for name in PRICES if family.startswith(name)]
    if not found and family.startswith("claude-"):
        line = f"claude-{family.split('-')[1]}-"
        found = [name for name in PRICES if name.startswith(line)]
    return PRICES[max(found, key=len)] if found else None


def dollars(amount: float) -> str:
    """An amount of money: to the cent, and what is less than one to its first two digits.

    >>> [dollars(amount) for amount in (12, 0.2, 0, 0.0031, 0.0001, 1e-300)]
    ['$12.00', '$0.20', '$0.00', '$0.0031', '$0.00010', '$1.0e-300']
    """
    if amount == 0 or amount >= 0.01:
        return f"${amount:.2f}"
    return f"${amount:#.2g}"


def spent(found: Price | None, usage: Usage) -> str:
    """What a run cost so far, to put behind a line of progress; nothing if that is not known.

    >>> spent(Price(2, 10), Usage(input=100_000, requests=1))
    ' ($0.20 so far)'
    >>> spent(Price(2, 10), Usage())
    ''
    """
    return f" ({dollars(found.of(usage))} so far)" if found is not None and usage.requests else ""
