"""Whether what is answered is for one asker and one time: a token, a secret, a way to sign in.

>>> answered_once("/reset/{token}", "show")
True
>>> answered_once("/account/2fa/totp/setup", "setup")
True
>>> answered_once("/v/{key}", "UserView.verifyEmail")
True
>>> answered_once("/users/{login}/posts", "list_posts")
False
"""

import re

HIDDEN = r"tokens?|secrets?|otp|totp|nonce|csrf"
ONCE = re.compile(
    rf"(?<![a-z0-9])(?:{HIDDEN}|2fa|mfa|captcha|reset|verify|verification|confirm|confirmation"
    r"|activate|activation|unsubscribe|log_?(?:in|out)|sign_?(?:in|out)|oauth2?|oidc|sso|saml2?"
    r"|callback|passwords?|recovery|magic_?link)(?![a-z])"
)
GIVEN = re.compile(rf"\{{[^{{}}]*(?<![a-z])(?:{HIDDEN})(?![a-z])[^{{}}]*\}}")
"""A part of a path that is given: `{reset_token}` is a secret, `{login}` the name of a user."""
PART = re.compile(r"\{[^{}]*\}")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def answered_once(path: str, handler: str) -> bool:
    """Whether nobody may keep what a path answers, by its words and the name of its handler."""
    said = HUMP.sub("_", path).replace("-", "_").lower()
    name = HUMP.sub("_", re.split(r"[.#:]", handler)[-1]).lower()
    return any((GIVEN.search(said), ONCE.search(PART.sub("", said)), ONCE.search(name)))
