"""Joining by invitation and signing in, on top of django-allauth: no code, no account. Error texts in plain words."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm, SignupForm
from allauth.account.views import LoginView, PasswordResetView, SignupView
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from preceptor.platform.accounts import joining
from preceptor.platform.accounts.models import Invitation, User
from preceptor.platform.accounts.queries import person
from preceptor.project.errors import refused

DEMO_ON_NETWORK = _(
    "Demo accounts sign in on this computer only. Start with --allow-demo-on-network to allow more, or make real ones."
)
UNKNOWN_CODE = _("This code is not known or no longer valid. Ask whoever gave it to you for a new one.")
TAKEN_CODE = _("Somebody else used this code just now, and it was its last use. Ask for a new one.")
TAKEN_EMAIL = _("There is an account with this address already. Sign in, or ask an administrator.")
WHOLE_ADDRESS = _("Enter the whole address, such as name@hospital.example.")


class Backend(AuthenticationBackend):
    """Signs in by address and password; reads a person and, for learners, their cohort and programme."""

    def get_user(self, user_id: int) -> User | None:
        """The person behind a session, or None."""
        try:
            found = person(user_id)
        except User.DoesNotExist:
            return None
        return found if self.user_can_authenticate(found) else None


class InvitedOnly(DefaultAccountAdapter):
    """Accounts are made with an invitation code; allauth does the rest."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is switched off. An administrator can switch it on again."),
        "email_password_mismatch": _(
            "Address and password do not fit together. Check both, and whether Caps Lock is on."
        ),
        "email_taken": TAKEN_EMAIL,
        "enter_current_password": _("This is not your present password."),
        "incorrect_code": _("This code is not right, or it has changed in the meantime. Enter the one shown now."),
        "incorrect_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many failed tries. Wait five minutes, then try again."),
        "rate_limited": _("That was asked for too often. Wait a few minutes, then try again."),
    }

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Keep demo people out where others on the network could be them."""
        if user.synthetic and not settings.DEMO_SIGN_IN:
            return refused(request, 403, gettext(DEMO_ON_NETWORK))
        response: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """The form itself asks for the code."""
        return True

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Use the invitation and make the account in one transaction. Raises Invitation.DoesNotExist."""
        return joining.join(
            code=form.cleaned_data["code"],
            email=form.cleaned_data["email"],
            name=form.cleaned_data["name"],
            password=form.cleaned_data["password1"],
        )

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the person's password. Accounts made without the sign-up form have no address row of
        allauth's, so the account's own address is asked."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk


class Protection(DefaultMFAAdapter):
    """Second factors and passkeys in plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _("The second factor cannot be switched off for your account."),
        "cannot_generate_recovery_codes": _("Recovery codes come with a passkey or an app: set one up first."),
        "incorrect_code": _("This code is not right, or it has changed in the meantime. Enter the one shown now."),
    }

    def generate_authenticator_name(self, user: User, type: Any) -> str:
        """The name that a new passkey is offered."""
        return gettext("My passkey")


class SignInForm(LoginForm):
    """Address, password, and whether to stay signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].error_messages |= {"invalid": WHOLE_ADDRESS, "required": _("Enter your address.")}
        for validator in self.fields["login"].validators:
            if getattr(validator, "code", "") == "invalid":
                validator.message = WHOLE_ADDRESS
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["password"].error_messages["required"] = _("Enter your password.")
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device")


class JoinForm(SignupForm):
    """What the join page asks for."""

    code = forms.CharField(
        label=_("Invitation code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("code", "name", "email", "password1")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.attrs["autocomplete"] = "username"
        self.fields["email"].error_messages["invalid"] = WHOLE_ADDRESS
        self.fields["email"].max_length = 254
        self.fields["password1"].help_text = _("At least 10 characters. Three or four random words are easy to keep.")

    def clean_code(self) -> str:
        """Refuse codes that do not exist, are used up or have ended."""
        code = normal(self.cleaned_data["code"])
        try:
            joining.usable(code)
        except Invitation.DoesNotExist as error:
            raise ValidationError(UNKNOWN_CODE) from error
        return code

    def save(self, request: HttpRequest) -> User:
        """Account, enrolment and allauth's own rows, or nothing. Raises Invitation.DoesNotExist, IntegrityError."""
        with transaction.atomic():
            user: User = super().save(request)
        return user


def normal(code: str) -> str:
    """A code as it is stored: people add spaces and hyphens, and write small letters."""
    return code.strip().upper().replace("-", "").replace(" ", "")[:20]


class SignIn(LoginView):
    """The sign-in page."""

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The form again, as a refusal."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class Join(SignupView):
    """The join page: the code may come with the address."""

    def get_initial(self) -> dict[str, Any]:
        """The code of the link."""
        return super().get_initial() | {"code": normal(self.request.GET.get("code", ""))}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the invitation is for, once its code is known."""
        found = super().get_context_data(**kwargs)
        form = found["form"]
        code = normal(form.data.get("code", "") if form.is_bound else form.initial["code"])
        invitation = Invitation.objects.select_related("cohort__programme").filter(code=code).first()
        usable = invitation is not None and joining.is_usable(invitation)
        found["invitation"] = invitation if usable else None
        found["stale_link"] = bool(code) and not usable and not form.is_bound
        return found

    def form_valid(self, form: forms.Form) -> HttpResponse:
        """Make the account; the last use of a code goes to one person alone."""
        try:
            response: HttpResponse = super().form_valid(form)
        except Invitation.DoesNotExist:
            form.add_error("code", TAKEN_CODE)
        except IntegrityError:
            form.add_error("email", TAKEN_EMAIL)
        else:
            return response
        return self.form_invalid(form)

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The form again, as a refusal."""
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


class Trouble(PasswordResetView):
    """Without a mail server: who can help. With one: a reset link by mail."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide which of the two."""
        if settings.MAIL_ON:
            response: HttpResponse = super().dispatch(request, *args, **kwargs)
            return response
        return render(request, "account/trouble.html")


sign_in, join, trouble = SignIn.as_view(), Join.as_view(), Trouble.as_view()
