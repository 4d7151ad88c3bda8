"""Tokens for the JSON API: made, recognised, ended. Only a digest is stored, so a lost token is replaced, not found."""

import hashlib
import secrets

from django.core.exceptions import ObjectDoesNotExist

from preceptor.platform import statements
from preceptor.platform.accounts.models import ApiToken, User
from preceptor.platform.accounts.queries import person

PREFIX = "prc_"
MOST_TOKENS = 10


class TooManyTokens(Exception):
    """This person has as many tokens as anybody may have."""


def digest(secret: str) -> str:
    """SHA-256 of a token, in hexadecimal: the token is 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def issue(user: User, name: str) -> tuple[ApiToken, str]:
    """Make a token; the second value is the token itself, which is never shown again. Raises TooManyTokens."""
    if ApiToken.objects.filter(user=user).count() >= MOST_TOKENS:
        raise TooManyTokens
    secret = PREFIX + secrets.token_urlsafe(32)
    return ApiToken.objects.create(user=user, name=name, digest=digest(secret)), secret


def holder(secret: str) -> User | None:
    """The active person a token belongs to, or None."""
    try:
        found = person(statements.fetch(ApiToken, digest=digest(secret)).user_id)
    except ObjectDoesNotExist:
        return None
    return found if found.is_active else None
