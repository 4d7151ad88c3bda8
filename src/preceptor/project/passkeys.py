"""Passkeys on top of django-allauth: plain words, and malformed credentials refused instead of raising."""

from typing import Any

from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    EditWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST_NAME = 60
NOT_A_PASSKEY = _("The passkey could not be read. Nothing was changed; try again, or use your password.")
# What the library raises, undocumented, on credentials that no browser would send.
MALFORMED = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: its name, and whether it signs in by itself, which most people want."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].max_length = LONGEST_NAME
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)
        alone = self.fields["passwordless"]
        alone.label, alone.initial = _("Sign in with it alone, without a password"), True
        alone.help_text = _("Otherwise it is asked for after your password, as a second factor.")

    def clean_name(self) -> str:
        """Cut, not refused: by now the device holds the passkey."""
        return str(super().clean_name())[:LONGEST_NAME]

    def clean(self) -> dict[str, Any]:
        """The credential, or one sentence."""
        try:
            found: dict[str, Any] = super().clean()
        except MALFORMED as error:
            raise ValidationError(NOT_A_PASSKEY) from error
        return found


class RenameForm(EditWebAuthnForm):
    """A passkey's new name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)

    def clean_name(self) -> str:
        """No longer than the page shows."""
        return str(self.cleaned_data["name"])[:LONGEST_NAME]


class Careful:
    """Refuses malformed credentials."""

    def clean_credential(self) -> Any:
        """The passkey that the credential proves, or one sentence."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except MALFORMED as error:
            raise ValidationError(NOT_A_PASSKEY) from error


class PasskeySignIn(Careful, LoginWebAuthnForm):
    """Signing in with a passkey alone."""


class PasskeyStep(Careful, AuthenticateWebAuthnForm):
    """A passkey as the second step."""


class PasskeyAgain(Careful, ReauthenticateWebAuthnForm):
    """A passkey to confirm that it is the same person."""
