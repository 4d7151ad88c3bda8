"""Bearer tokens: who asks, and whether their role may. Knows accounts and roles, no feature."""

from hashlib import sha256

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from preceptor.platform.accounts.models import ApiToken, User
from preceptor.platform.accounts.roles import May

LONGEST_TOKEN = 200


class Token(HttpBearer):
    """The rule of one operation: `may` says which roles; `owns` names the object in the path that must be the asker's.

    A foreign object answers 404, as if it did not exist.
    """

    def __init__(self, may: May, owns: str = "") -> None:
        super().__init__()
        self.may = may
        self.owns = owns

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person behind a token, or None for a token that is not known. Raises AuthorizationError (403)."""
        user = person(token)
        if user is None:
            return None
        if not user.may(self.may):
            raise AuthorizationError(message="Your role does not allow this. If you need it, ask an administrator.")
        request.user = user
        return user


def digest(token: str) -> str:
    """What is kept of a token: the hex digest of its SHA-256."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def person(token: str) -> User | None:
    """Whose token it is; None for an unknown one and for an account that was closed."""
    if not 0 < len(token) <= LONGEST_TOKEN:
        return None
    found = ApiToken.objects.select_related("user").filter(digest=digest(token), user__is_active=True).first()
    return found.user if found else None
