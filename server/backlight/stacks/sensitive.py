"""Names of what no client may simply set or see: secrets, rights, and whose a row is."""

from re import compile as regex

from backlight.stacks.names import snake

SECRET = regex(
    r"password|passwd|passphrase|secret(?!ar)|token|credential|(?:api|private)_?key|encrypted|totp"
    r"|(?:^|_)(?:hash(?:ed)?|salt|jwt|otp|digest|cvv|cvc)(?:_|$)"
)
RIGHT = regex(
    r"(?:^|_)(?:is_?)?(?:admin|role|permission|privilege|authorit|moderator|super_?user|staff|banned)"
)
OWNER = regex(
    r"^(?:owner|user|author|account|member|customer|tenant|creator|sender|follower|created?_?by"
    r"|updated?_?by|uploaded_?by)"
    r"(?:_?id)?$"
)


def secret(name: str) -> bool:
    """Whether a field holds what no answer shows and no request sets: `apiKey`, `otp`."""
    return SECRET.search(snake(name)) is not None


def right(name: str) -> bool:
    """Whether a field says what somebody may do: `role`, `isAdmin`."""
    return RIGHT.search(snake(name)) is not None


def owner(name: str) -> bool:
    """Whether a field says whose a row is, and must come from who has signed in: `userId`."""
    return OWNER.match(snake(name)) is not None
