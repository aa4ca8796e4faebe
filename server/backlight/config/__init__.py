"""The settings `backlight.*` as they are in force, and what is wrong with those that are not.

>>> Config.of({"maxTurns": 5})[0].max_turns
5
>>> Config.of({"maxTurns": "five"})[1]
('`backlight.maxTurns` must be a whole number of at least 1, not "five"; 30 is used.',)
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from sys import float_info
from typing import Any, Literal

from backlight.config import per_action, ports
from backlight.config.table import BY_NAME, SETTINGS, TYPES, Setting


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """The settings in force; the table says what each means."""

    engine: Literal["auto", "instant", "agent"] = BY_NAME["engine"].default
    model: str = BY_NAME["model"].default
    provider: str = BY_NAME["provider"].default
    effort: str = BY_NAME["effort"].default
    action_models: tuple[str, ...] = ()
    local_ports: tuple[str, ...] = BY_NAME["localPorts"].default
    persona: str = BY_NAME["persona"].default
    plan_first: bool = BY_NAME["planFirst"].default
    bash: bool = BY_NAME["bash"].default
    check_commands: tuple[str, ...] = ()
    max_turns: int = BY_NAME["maxTurns"].default
    max_tokens: int = BY_NAME["maxTokens"].default
    max_cost: float = BY_NAME["maxCost"].default
    max_tokens_per_day: int = BY_NAME["maxTokensPerDay"].default
    max_cost_per_day: float = BY_NAME["maxCostPerDay"].default
    prices: tuple[str, ...] = ()
    confirm_sending: bool = BY_NAME["confirmSending"].default
    max_seconds: float = BY_NAME["maxSeconds"].default
    database_url_env: str = BY_NAME["databaseUrlEnv"].default
    diagnostics: bool = BY_NAME["diagnostics"].default
    code_lens: bool = BY_NAME["codeLens"].default
    disabled_rules: tuple[str, ...] = ()
    enabled_rules: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    @classmethod
    def of(cls, values: object, workspace: object = None) -> "tuple[Config, tuple[str, ...]]":
        """The settings, and a sentence for each value that could not be taken.

        `values` is what the editor answers (or `from_environment`); `workspace` what
        `backlight.toml` holds, over which `values` win.
        """
        below, first = _over(cls(), workspace, from_workspace=True)
        above, second = _over(below, values, from_workspace=False)
        odd = (*_unknown(above), *per_action.problems(above.action_models))
        none = filter(None, [ports.problem(above.local_ports)])
        return above, (*first, *second, *odd, *none)

    def for_action(self, action: str, effort: str = "") -> "Config":
        """The settings as they are for one action, done by somebody who asks for an effort."""
        own = per_action.for_action(self.action_models, action)
        effort = own.effort or effort or self.effort
        return replace(self, model=own.model or self.model, effort=effort)


def from_toml(text: str) -> tuple[dict[str, Any], tuple[str, ...]]:
    """What a `backlight.toml` holds; a file that is not TOML holds nothing, and says so."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff")), ()
    except (ValueError, RecursionError) as problem:  # a number of 5,000 digits is no TOML error
        return {}, (f"`backlight.toml` is not TOML and is not used: {problem}.",)


def from_environment(environ: Mapping[str, str]) -> dict[str, Any]:
    """What the `BACKLIGHT_*` variables set; an empty one sets nothing."""
    given = {s: environ[s.variable] for s in SETTINGS if environ.get(s.variable)}
    return {setting.name: _read(setting, text) for setting, text in given.items()}


def schema() -> dict[str, Any]:
    """The JSON schema of every setting, as VS Code's `contributes.configuration` takes it."""
    return {f"backlight.{s.name}": _schema(s) for s in SETTINGS}


def _over(config: Config, values: Any, *, from_workspace: bool) -> tuple[Config, tuple[str, ...]]:
    where = "`backlight.toml`" if from_workspace else "The settings"
    if values is None:
        return config, ()
    if not isinstance(values, Mapping):
        return config, (f"{where} must hold names and values; defaults are used.",)
    if isinstance(values.get("backlight"), Mapping):
        values = values["backlight"]
    taken: dict[str, Any] = {}
    problems = []
    for name, value in values.items():
        setting = BY_NAME.get(str(name))
        if setting is None:
            problems.append(f"`backlight.{name}` is no setting; it is ignored.")
        elif from_workspace and not setting.workspace:
            problems.append(
                f"`backlight.{name}` can only be set by you, in your editor's own settings or in "
                f"`{setting.variable}`; what `backlight.toml` says is ignored."
            )
        elif value is not None:
            try:
                taken[setting.attribute] = _checked(setting, value)
            except ValueError:
                used = getattr(config, setting.attribute)
                problems.append(_mistyped(setting, value, used))
    return replace(config, **taken), tuple(problems)


def _checked(setting: Setting, value: object) -> object:
    """The value as `Config` holds it; raises `ValueError` for one of another type."""
    match setting.kind, value:
        case ("flag", bool()):
            return value
        case ("text", str()) if value.strip() or not setting.default:
            return value.strip()
        case ("choice", str()) if value in setting.choices:
            return value
        case ("list", list() | tuple()) if all(isinstance(item, str) for item in value):
            return tuple(value)
        case ("whole" | "number", bool()):
            pass
        case ("whole", int() | float()) if value >= setting.least and value == value // 1:
            return int(value)
        case ("number", int() | float()) if setting.least <= value <= float_info.max:
            return float(value)
    raise ValueError(setting.name)


def _mistyped(setting: Setting, value: object, used: object) -> str:
    wanted = TYPES[setting.kind][1]
    if setting.kind == "choice":
        wanted += " " + ", ".join(setting.choices)
    if setting.kind in ("whole", "number"):
        wanted += f" {setting.least:g}"
    try:
        shown = json.dumps(value, default=repr, ensure_ascii=False)
    except (ValueError, RecursionError):  # thousands of digits, or of tables in each other
        shown = "what it holds"
    shown = shown if len(shown) <= 40 else shown[:40] + "…"
    kept = json.dumps(used)
    return f"`backlight.{setting.name}` must be {wanted}, not {shown}; {kept} is used."


def _unknown(config: Config) -> Iterator[str]:
    """A sentence for each list that holds a name which there is not."""
    for setting in SETTINGS:
        held = getattr(config, setting.attribute) if setting.kind == "list" else ()
        odd = [name for name in held if setting.choices and name not in setting.choices]
        if odd:
            shown, known = (
                ", ".join(f"`{name[:40]}`" for name in odd[:5]),
                ", ".join(setting.choices),
            )
            yield f"`backlight.{setting.name}` ignores {shown}: there are only {known}."


def _read(setting: Setting, text: str) -> object:
    """An environment variable as the type it should have; the text itself if it is none."""
    if setting.kind == "list" and not text.lstrip().startswith("["):
        return [item.strip() for item in text.split(",") if item.strip()]
    if setting.kind in ("text", "choice"):
        return text
    try:
        return json.loads(text)
    except ValueError:
        return text


def _schema(setting: Setting) -> dict[str, Any]:
    found = {
        "type": TYPES[setting.kind][0],
        "default": list(setting.default) if setting.kind == "list" else setting.default,
        "markdownDescription": setting.meaning,
        "scope": "window" if setting.workspace else "application",
    }
    words = {"enum": list(setting.choices)} if setting.choices else {}
    items = {"type": "string", **words} if setting.kind == "list" else None
    more = {"minimum": setting.least, "items": items, **({} if items else words)}
    return found | {name: value for name, value in more.items() if value}
