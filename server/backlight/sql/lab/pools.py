"""The values that a column of a scratch database can get."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from re import compile as regex

from backlight.sql.lab.clues import Clues, Spot
from backlight.sql.lab.values import Value

DAY = regex(r"^(\d{4})(?:-(\d\d?))?(?:-(\d\d?))?(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$")
MOST = 40
"""Values in one pool; more of them would rarely meet."""
SAMPLES: dict[str, tuple[Value, ...]] = {
    "boolean": (True, False),
    "uuid": tuple(f"00000000-0000-4000-8000-00000000000{n}" for n in range(4)),
    "json": ("{}", '{"a": 1}', "[1, 2]", "null"),
    "jsonb": ("{}", '{"a": 1}', "[1, 2]", "null"),
    "array": ("{}", "{a}", "{a,b}"),
    "interval": ("1 day", "2 days", "30 days"),
    "bytes": ("a", "b"),
    "inet": ("10.0.0.1", "10.0.0.2"),
    "time": ("00:00:00", "12:30:00"),
}


@dataclass(slots=True)
class Pool:
    """Values of columns that are compared with each other; the `hot` ones satisfy predicates."""

    sort: str
    values: list[Value]
    hot: list[Value] = field(default_factory=list)


def pool(sort: str, spots: Iterable[Spot], clues: Clues) -> Pool:
    """The values that the clues on some columns ask for, and a few more."""
    literals: dict[str, bool] = {}
    days: set[int] = set()
    for spot in spots:
        literals |= clues.literals.get(spot, {})
        days |= clues.days.get(spot, set())
    if sort in SAMPLES:
        values = [*SAMPLES[sort]]
        if sort == "uuid":
            values += [text for text, quoted in literals.items() if quoted and len(text) == 36]
        return Pool(sort, values)
    return Pool(sort, list(dict.fromkeys(_asked(sort, literals, days)))[:MOST])


def _asked(sort: str, literals: dict[str, bool], days: set[int]) -> list[Value]:
    if sort == "integer":
        return _whole(literals)
    if sort == "number":
        return _numbers(literals)
    if sort == "float":
        return [float(one) for one in _numbers(literals) if isinstance(one, Decimal | int)]
    if sort == "date":
        return _dates(literals, days)
    if sort in {"timestamp", "timestamptz"}:
        return _moments(literals, days)
    return list(_texts(literals))


def near(value: Value) -> list[Value]:
    """A value three times, and its neighbours: what meets a comparison with it, or just fails."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return [value]
    step = timedelta(1) if isinstance(value, date) else 1
    return [value, value, value, value + step, value - step]  # type: ignore[operator]  # a number, or a day


def guess(literals: dict[str, bool]) -> str:
    """What a column holds of which nothing is known but what it is compared with."""
    texts = [text for text, quoted in literals.items() if quoted]
    if any((hit := DAY.match(text)) and hit[3] for text in texts):
        return "timestamp"
    return "integer" if literals and not texts else "text"


def _given(literals: dict[str, bool]) -> list[Decimal]:
    found = []
    for text in literals:
        try:
            found.append(Decimal(text.strip()))
        except InvalidOperation:
            continue
    return [one for one in found if one.is_finite() and abs(one) < 2**53]


def _whole(literals: dict[str, bool]) -> list[Value]:
    given = [int(one) for one in _given(literals)]
    near = [one + step for one in given for step in (0, 1, -1)]
    mixed = [a + b * sign for a in given[:5] for b in given[:5] if a is not b for sign in (1, -1)]
    return [*near, 1, 2, 3, 0, *mixed, 5, -1, 10, 100]


def _numbers(literals: dict[str, bool]) -> list[Value]:
    given = _given(literals)
    near = [one + step for one in given for step in (0, 1, -1, Decimal("0.01"), Decimal("-0.01"))]
    mixed = [a + b * sign for a in given[:5] for b in given[:5] if a is not b for sign in (1, -1)]
    parts = [one / 2 for one in given if one]
    spread: list[Value] = [1, 2, 0, 5, 10, 50, 100, 1000, -1, Decimal("0.5")]
    return [*near, *spread, *mixed, *parts]


def _dates(literals: dict[str, bool], days: set[int]) -> list[Value]:
    found: list[Value] = []
    for one in _bases(literals):
        day = one.date()
        for step in _steps(days):
            found += [day + timedelta(step)]
    for n in sorted(days)[:4]:
        found += [_today() - timedelta(n + step) for step in (-1, 0, 1)]
    return [*found[:32], date(2024, 2, 29), date(2023, 12, 31), date(2024, 1, 1)]


def _moments(literals: dict[str, bool], days: set[int]) -> list[Value]:
    found: list[Value] = []
    for one in _bases(literals):
        for step in _steps(days):
            found += [one + timedelta(step), one + timedelta(step, seconds=-1)]
        found += [one + timedelta(hours=10)]
    now = datetime.combine(_today(), datetime.min.time())
    for n in sorted(days)[:3]:
        found += [now - timedelta(n + step) for step in (-1, 0, 1)]
    return [*found[:34], datetime(2024, 2, 29), datetime(2023, 12, 31, 23, 59, 59)]  # noqa: DTZ001 - as a column without a zone holds it


def _steps(days: set[int]) -> list[int]:
    """Days from a date at which something can change: around it, and around each interval."""
    far = [sign * n for n in sorted(days)[:3] for sign in (1, -1)]
    return [0, 1, -1, *(n + step for n in far for step in (0, 1, -1))]


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the database compares with its own day


def _bases(literals: dict[str, bool]) -> Iterator[datetime]:
    """Moments that the literals name: a day, a month, a year, or a month of a year apart."""
    found: list[datetime] = []
    years = {int(t) for t in literals if t.isdigit() and 1900 <= int(t) <= 2100}
    months = {int(t) for t in literals if t.isdigit() and 1 <= int(t) <= 12}
    numbers = sorted(years), sorted(months) or [1]
    for text in literals:
        hit = DAY.match(text.strip())
        if hit is None or (not hit[2] and text.isdigit() and int(text) not in years):
            continue
        parts = [int(hit[n] or low) for n, low in ((1, 1), (2, 1), (3, 1), (4, 0), (5, 0), (6, 0))]
        found += _moment(*parts)
        if not hit[2]:
            found += _moment(parts[0] + 1, 1, 1)
        elif not hit[3]:
            found += _moment(parts[0] + parts[1] // 12, parts[1] % 12 + 1, 1)
    for year in sorted({near for one in numbers[0] for near in (one, one + 1)}):
        for month in numbers[1]:
            found += _moment(year, month, 1) + _moment(year, month, 15)
            found += _moment(year + month // 12, month % 12 + 1, 1)
    yield from dict.fromkeys(found)


def _moment(*parts: int) -> list[datetime]:
    try:
        return [datetime(*parts)]  # type: ignore[arg-type]  # noqa: DTZ001 - as the literal says it
    except ValueError:
        return []


def _texts(literals: dict[str, bool]) -> Iterator[Value]:
    plain = [text for text, quoted in literals.items() if quoted]
    for text in plain:
        core = text.replace("%", "").replace("_", "x")
        yield core
        if "%" in text or "_" in text:
            yield text.replace("%", "zz").replace("_", "y")
        yield core + "z"
        yield "z" + core
    for text in plain:
        core = text.replace("%", "")
        yield from (core.upper(), core.lower(), core[:-1], core + " ")
    yield from ("a", "b", "", "A", "ab", "%", "7")
    yield from (text for text, quoted in literals.items() if not quoted)
