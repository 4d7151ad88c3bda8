"""One-time links to choose a new password, for handing over where there is no mail server. Knows no requests."""

from django.urls import reverse

from preceptor.platform.accounts.models import User


def reset_path(user: User) -> str:
    """The path of a link that lets this person choose a new password, once, within Django's reset time-out.

    It is the link that allauth would mail. Raises ValueError for a deactivated account.
    """
    from allauth.account.forms import default_token_generator
    from allauth.account.utils import user_pk_to_url_str

    if not user.is_active:
        raise ValueError("a deactivated account has no way in: activate it first")
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
