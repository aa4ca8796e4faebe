"""Who serves the models: Anthropic (or whoever speaks its API), or one of three clouds. Data."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from urllib.parse import urlsplit

CHOSEN = "BACKLIGHT_PROVIDER"
"""The variable that names the platform, or holds `auto`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """One way to a model, through one client of the SDK."""

    name: str
    title: str
    switch: str = ""
    """The variable by which users of Claude Code chose it already."""
    address: str
    """The variable that leads to another address than the platform's own."""
    needs: tuple[tuple[str, ...], ...] = ()
    """Variables without which nothing can be asked: one of each row."""
    package: str = ""
    """A module that the client needs, and that is not installed with Backlight."""
    secrets: tuple[str, ...] = ()
    key: str
    """What lets one in, in words, for the sentence about being let in no more."""
    lists: bool = False
    """Whether it can be asked which models it has."""

    @property
    def extra(self) -> str:
        """What to install when the package is missing."""
        return f"backlight[{self.name}]"


ANTHROPIC = Platform(
    name="anthropic",
    title="The Messages API",
    address="ANTHROPIC_BASE_URL",
    key="ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN",
    lists=True,
)
BEDROCK = Platform(
    name="bedrock",
    title="Amazon Bedrock",
    switch="CLAUDE_CODE_USE_BEDROCK",
    address="ANTHROPIC_BEDROCK_BASE_URL",
    package="boto3",
    key="your AWS credentials, their permission to invoke models, and the access to this model",
    secrets=("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_BEARER_TOKEN_BEDROCK"),
)
VERTEX = Platform(
    name="vertex",
    title="Google Vertex AI",
    switch="CLAUDE_CODE_USE_VERTEX",
    address="ANTHROPIC_VERTEX_BASE_URL",
    needs=(("CLOUD_ML_REGION",),),
    package="google.auth",
    key="your Google credentials (gcloud auth application-default login) and their permissions",
)
FOUNDRY = Platform(
    name="foundry",
    title="Microsoft Foundry",
    switch="CLAUDE_CODE_USE_FOUNDRY",
    address="ANTHROPIC_FOUNDRY_BASE_URL",
    needs=(
        ("ANTHROPIC_FOUNDRY_API_KEY",),
        ("ANTHROPIC_FOUNDRY_RESOURCE", "ANTHROPIC_FOUNDRY_BASE_URL"),
    ),
    key="ANTHROPIC_FOUNDRY_API_KEY",
    secrets=("ANTHROPIC_FOUNDRY_API_KEY",),
)
ALL = (ANTHROPIC, BEDROCK, VERTEX, FOUNDRY)
"""Every platform; the first is taken where nothing is said."""


def platform(environ: Mapping[str, str]) -> Platform:
    """The platform that the user chose: by our setting, else as for Claude Code, else Anthropic."""
    chosen = environ.get(CHOSEN, "").strip().lower()
    for one in ALL:
        if chosen == one.name or (chosen in {"", "auto"} and _on(environ.get(one.switch, ""))):
            return one
    return ANTHROPIC


def problem(one: Platform, environ: Mapping[str, str]) -> str | None:
    """What keeps us from asking a cloud, in a sentence; asks no one."""
    if one.package and not _installed(one.package):
        return (
            f"{one.title} takes one more package: install `{one.extra}` where Backlight is"
            f" installed, or set `backlight.provider` to another platform."
        )
    for row in one.needs:
        if not any(environ.get(name, "").strip() for name in row):
            names = " or ".join(row)
            return f"For {one.title}, set {names} in the environment the editor starts from."
    given = environ.get(one.address, "").strip()
    if given and not is_address(given):
        return f"{one.address} is not an address: it should look like https://gateway.example."
    return None


def is_address(text: str) -> bool:
    """Whether a text is the address of a server: http or https, a host, and a port if any."""
    try:
        parts = urlsplit(text)
        odd = " " in text or not text.isprintable()
        web = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        return web and not odd
    except ValueError:
        return False


def _on(value: str) -> bool:
    return value.strip().lower() in {"1", "true", "yes", "on"}


def _installed(package: str) -> bool:
    try:
        return find_spec(package) is not None
    except ModuleNotFoundError:
        return False
