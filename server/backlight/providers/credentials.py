"""Where the model is, and by which key: read from the server's own environment, nowhere else."""

from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

from backlight.providers import platforms

DEFAULT = "https://api.anthropic.com"
"""Where Anthropic's own models are."""

WAYS = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_PROFILE",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ANTHROPIC_IDENTITY_TOKEN_FILE",
)
"""Each is enough to be let in."""

MISSING = (
    "There is no key for the model: set ANTHROPIC_API_KEY or ANTHROPIC_AUTH_TOKEN where the"
    " editor starts, or point ANTHROPIC_BASE_URL at a local model"
    " (`backlight doctor --local` looks for one)."
)


def base_url(environ: Mapping[str, str]) -> str:
    """The address without a trailing `/v1`, which people copy from OpenAI-style settings."""
    given = environ.get("ANTHROPIC_BASE_URL", "").strip().rstrip("/")
    return (given.removesuffix("/v1") or DEFAULT) if given else DEFAULT


def address(environ: Mapping[str, str]) -> str:
    """The address that is asked; nothing if it is a cloud's own, which the SDK knows."""
    where = platforms.platform(environ)
    if where is platforms.ANTHROPIC:
        return base_url(environ)
    return environ.get(where.address, "").strip()


def shown_url(environ: Mapping[str, str]) -> str:
    """Where we ask, as it may be shown: a name and a password in it are left out."""
    where = platforms.platform(environ)
    if where is not platforms.ANTHROPIC and not environ.get(where.address, "").strip():
        return where.title
    url = address(environ)
    return url.replace(f"{urlsplit(url).netloc.rpartition('@')[0]}@", "", 1) if "@" in url else url


def problem(environ: Mapping[str, str]) -> str | None:
    """What keeps us from asking the model at all, in a sentence; asks no one."""
    where = platforms.platform(environ)
    if where is not platforms.ANTHROPIC:
        return platforms.problem(where, environ)
    url = base_url(environ)
    if not platforms.is_address(url):
        return (
            "ANTHROPIC_BASE_URL is not an address:"
            " it should look like http://localhost:11434 or https://gateway.example."
        )
    return None if given(environ) or is_loopback(url) else MISSING


def given(environ: Mapping[str, str]) -> bool:
    """Whether there is any key at all."""
    return any(environ.get(way, "").strip() for way in WAYS)


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine: a local model asks for no key."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Values that must never be shown or logged."""
    headers = environ.get("ANTHROPIC_CUSTOM_HEADERS", "").split("\n")
    every = (*WAYS, *(name for one in platforms.ALL for name in one.secrets))
    named = (environ.get(way, "") for way in every)
    values = (*named, *(header.partition(":")[2] for header in headers))
    return tuple(value.strip() for value in values if len(value.strip()) > 5)


def redact(text: str, environ: Mapping[str, str]) -> str:
    """A text without any key in it."""
    for secret in secrets(environ):
        text = text.replace(secret, "[key]")
    return text
