"""The rule of an operation: whose token it is, and whether their role may. Knows accounts and roles, no feature."""

from django.http import HttpRequest
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from preceptor.platform.accounts import tokens
from preceptor.platform.accounts.models import User
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
        user = tokens.holder(token) if 0 < len(token) <= LONGEST_TOKEN else None
        if user is None:
            return None
        if not user.may(self.may):
            raise AuthorizationError(message="Your role does not allow this. If you need it, ask an administrator.")
        request.user = user
        return user
