"""Every setting in one table, from which the editors' forms and the README are made."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["text", "choice", "whole", "number", "flag", "list"]

TYPES: Mapping[Kind, tuple[str, str]] = {
    # kind: its JSON type, and how it is said
    "text": ("string", "a text"),
    "choice": ("string", "one of"),
    "whole": ("integer", "a whole number of at least"),
    "number": ("number", "a number of at least"),
    "flag": ("boolean", "true or false"),
    "list": ("array", "a list of texts"),
}


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table."""

    name: str
    """As it is written after `backlight.`."""
    kind: Kind
    default: Any
    meaning: str
    least: float = 0
    choices: tuple[str, ...] = ()
    """The only values there are; of a list, the only ones it may hold."""
    workspace: bool = False
    """Whether `backlight.toml` may set it. What redirects or spends is the user's alone."""

    @property
    def attribute(self) -> str:
        """Its name in `Config`: `maxTurns` is `max_turns`."""
        return "".join("_" + c.lower() if c.isupper() else c for c in self.name)

    @property
    def variable(self) -> str:
        """The environment variable that sets it: `BACKLIGHT_MAX_TURNS`."""
        return "BACKLIGHT_" + self.attribute.upper()


AUTO = "`instant` never asks a model, `agent` always does, `auto` where no rewrite is known."
PROVIDER = (
    "Who serves the model: the Messages API (Anthropic's, or any server at `ANTHROPIC_BASE_URL`), "
    "or a cloud, with its own variables for region, project and keys; `auto` is the Messages API "
    "unless `CLAUDE_CODE_USE_BEDROCK`, `_VERTEX` or `_FOUNDRY` is set."
)
PROVIDERS = ("auto", "anthropic", "bedrock", "vertex", "foundry")
MODEL = "The model that the agent asks; empty for `ANTHROPIC_MODEL`, or else the persona's."
EFFORT = "How much the model thinks before it writes, where it can be told: more costs more."
EFFORTS = ("low", "medium", "high", "xhigh", "max")
LOCAL_PORTS = (
    "Where models on this machine are looked for when you ask for it; by default where Ollama, "
    "LM Studio, llama.cpp and vLLM listen."
)
ACTION_MODELS = (
    "The model, the effort, or both for single actions, such as `optimize-query = opus high` or "
    "`write-runbook = haiku`."
)
DATABASE = (
    "The environment variable that holds the URL of your development database (PostgreSQL, MySQL "
    "or MariaDB): plans are asked for there, read only; empty for a scratch database."
)
EXCLUDE = "Files that are not read, besides those git ignores: patterns as in `.gitignore`."
PRICES = (
    "What models cost, where the published prices are not yours: `MODEL INPUT OUTPUT` (and "
    "CACHE-READ CACHE-WRITE) in US dollars for a million tokens."
)
PLAN = (
    "Whether the agent shows a plan before it writes: the files, the trade-offs and the cost, for "
    "you to say go ahead, change it, or stop."
)
PERSONA = (
    "Who does what names nobody: the name of an agent file that `backlight agents` lists; empty "
    "for the backend developer."
)
BASH = (
    "Whether the agent may run commands (its tool `Bash`) in a workspace that you trust: in a "
    "scratch copy that holds its edits, without network, keys or your home. Linux only."
)
COMMANDS = (
    "Commands that what the agent changed must pass in such a copy before you see it, such as "
    "`ruff format app` or `pytest -q tests/unit`; what they change in files of the project is "
    "taken over, what fails goes back to the agent. In a workspace that you trust; Linux only."
)
RULES = (
    *("blocking-call", "count-for-existence", "hard-coded-secret", "hidden-index"),
    *("interpolated-sql", "leading-wildcard", "leaked-internals", "missing-auth", "missing-index"),
    *("missing-rate-limit", "missing-timeout", "n-plus-one", "not-in-subquery", "offset-paging"),
    *("query-in-loop", "select-star", "swallowed-exception", "unbounded-list"),
    *("unvalidated-input", "write-without-transaction"),
)
"""The names of all rules: to load the rules themselves for them would take too long."""
DISABLED = (
    f"Rules whose findings are not shown, by name: {', '.join(f'`{rule}`' for rule in RULES)}."
)
ENABLED = (
    "Rules that are off unless they are named here, since how long a table becomes is mostly not "
    "told by code (`unbounded-list`, `offset-paging`, `leading-wildcard`), nor whether a "
    "null is in a column (`not-in-subquery`), nor all that stands before an endpoint "
    "(`missing-auth`)."
)
CONFIRM = "Whether you are asked before the first request, with the files it holds and its size."

SETTINGS = (
    Setting("engine", "choice", "auto", AUTO, choices=("auto", "instant", "agent")),
    Setting("model", "text", "", MODEL),
    Setting("provider", "choice", "auto", PROVIDER, choices=PROVIDERS),
    Setting("effort", "choice", "medium", EFFORT, choices=EFFORTS),
    Setting("actionModels", "list", (), ACTION_MODELS),
    Setting("persona", "text", "", PERSONA),
    Setting("planFirst", "flag", False, PLAN),
    Setting("bash", "flag", False, BASH),
    Setting("checkCommands", "list", (), COMMANDS),
    Setting("localPorts", "list", ("11434", "1234", "8080", "8000"), LOCAL_PORTS),
    Setting("maxTurns", "whole", 30, "How many replies of the model one run may take.", 1),
    Setting("maxTokens", "whole", 500_000, "How many tokens one run may read and write.", 1000),
    Setting("maxCost", "number", 1.0, "How many US dollars one run may cost."),
    Setting(
        "maxTokensPerDay", "whole", 5_000_000, "How many tokens all runs of a day may take.", 1000
    ),
    Setting("maxCostPerDay", "number", 20.0, "How many US dollars all runs of a day may cost."),
    Setting("prices", "list", (), PRICES),
    Setting("confirmSending", "flag", False, CONFIRM),
    Setting("maxSeconds", "number", 300.0, "How many seconds one run may take.", 1),
    Setting("databaseUrlEnv", "text", "", DATABASE),
    Setting("diagnostics", "flag", True, "Whether findings are shown.", workspace=True),
    Setting("codeLens", "flag", False, "Whether routes are shown above handlers.", workspace=True),
    Setting("disabledRules", "list", (), DISABLED, choices=RULES, workspace=True),
    Setting("enabledRules", "list", (), ENABLED, choices=RULES, workspace=True),
    Setting("exclude", "list", (), EXCLUDE, workspace=True),
)
"""Every setting, in the order in which they are shown."""

BY_NAME = {setting.name: setting for setting in SETTINGS}
