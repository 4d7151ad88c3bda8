"""Joining by invitation, on top of django-allauth: no code, no account."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from preceptor.platform.accounts import joining
from preceptor.platform.accounts.models import Invitation, User


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made with an invitation code; allauth does the rest."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The form itself asks for the code."""
        return True

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Use the invitation and make the account in one transaction."""
        return joining.join(
            code=form.cleaned_data["code"],
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
        )


class InvitationForm(forms.Form):
    """What allauth's sign-up form asks for besides email and password."""

    code = forms.CharField(label=_("Invitation code"), max_length=20)
    name = forms.CharField(label=_("Your name"), max_length=120)
    field_order = ("code", "name", "email", "password1")

    def clean_code(self) -> str:
        """Refuse codes that do not exist, are used up or have ended."""
        code = self.cleaned_data["code"].strip().upper().replace("-", "").replace(" ", "")
        try:
            joining.usable(code)
        except Invitation.DoesNotExist as error:
            raise ValidationError(_("This code is not known or no longer valid. Ask whoever gave it to you.")) from error
        return code

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing is left to do: `InvitedOnly.save_user` did it all."""
