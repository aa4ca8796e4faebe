"""The names of secrets, rights and owners, as schemas of every stack spell them."""

import pytest

from backlight.stacks import sensitive

SECRETS = (
    "password passwordHash password_digest apiKey api_key APIKey privateKey otp otpSecret totp"
)
SECRETS += " accessToken jwt salt hash hashedKey encrypted_name clientSecret credentials cvv"
RIGHTS = "role roles roleName isAdmin is_admin isadmin admin permissions authorities staff is_staff"
RIGHTS += " superuser isSuperuser banned moderator"
OWNERS = "user userId user_id owner ownerID author customer tenantId createdBy created_by creatorId"
OWNERS += " uploaded_by sender member account"
PLAIN = "name hashtag hotpink secretary saltiness digestion parole username userCount ownership"
PLAIN += " customerName accountNumber key"


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        (sensitive.secret, SECRETS),
        (sensitive.right, RIGHTS),
        (sensitive.owner, OWNERS),
    ],
)
def test_names_are_known_however_they_are_spelled(asked, names):
    assert [name for name in names.split() if not asked(name)] == []


@pytest.mark.parametrize("asked", [sensitive.secret, sensitive.right, sensitive.owner])
def test_words_that_only_contain_them_are_plain(asked):
    assert [name for name in PLAIN.split() if asked(name)] == []
