"""HTML shell of a person's own account: settings, tokens, data, leaving."""

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from preceptor.features.profile import queries, use_cases
from preceptor.features.profile.forms import AccountForm, DeleteForm, LearningForm, TokenForm
from preceptor.platform import clock
from preceptor.platform.accounts import tokens as api_tokens
from preceptor.platform.accounts.models import User
from preceptor.platform.learning import erasure
from preceptor.platform.ui.responses import see_other


def settings(request: HttpRequest) -> HttpResponse:
    """How the product looks and paces itself for this person."""
    user: User = request.user
    sent = request.POST if request.method == "POST" else None
    shown = {name: getattr(user, name) for name in AccountForm.base_fields}
    account = AccountForm(sent, initial=shown)
    learner = queries.learner_for(user)
    learning = LearningForm(learner, sent) if learner else None
    # Both are judged, so that every fault is shown at once.
    valid = [form.is_valid() for form in (account, learning) if form is not None]
    if all(valid):
        moved = use_cases.save(user, account, learning)
        messages.success(request, _("Your settings are saved."))
        if moved:
            messages.success(
                request,
                _("Your new level changes what is chosen for you from now on. What is believed about you stays."),
            )
        return see_other("profile:settings")
    context = {"account": account, "learning": learning, "learner": learner, "today": clock.now().date()}
    return render(request, "profile/settings.html", context, status=422 if sent is not None else 200)


def tokens(request: HttpRequest) -> HttpResponse:
    """Tokens for programs; a new one is shown once, in the answer that made it."""
    user: User = request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    made, status = "", 200
    if form.is_bound and form.is_valid():
        try:
            _row, made = api_tokens.issue(user, form.cleaned_data["name"])
            form = TokenForm()
        except api_tokens.TooManyTokens:
            form.add_error("name", _("You have ten tokens, which is the most. End one that is no longer needed."))
    if form.is_bound:
        status = 422
    context = {"form": form, "made": made, "tokens": queries.tokens_for(user)}
    response = render(request, "profile/tokens.html", context, status=status)
    response["Cache-Control"] = "no-store"
    return response


def revoke(request: HttpRequest, token: int) -> HttpResponse:
    """End a token at once."""
    found = get_object_or_404(queries.tokens_for(request.user), pk=token)
    found.delete()
    messages.success(request, _("The token “%(name)s” no longer works.") % {"name": found.name})
    return see_other("profile:tokens")


def data(request: HttpRequest) -> HttpResponse:
    """What is kept about this person, and what they can do with it."""
    user: User = request.user
    return render(request, "profile/data.html", {"kept": erasure.kept(user), "learner": queries.learner_for(user)})


def export(request: HttpRequest) -> HttpResponse:
    """Everything kept about this person, as one file."""
    found = erasure.export_account(request.user)
    response = JsonResponse(found, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 1, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="preceptor-{clock.now().date().isoformat()}.json"'
    response["Cache-Control"] = "no-store"
    return response


def delete(request: HttpRequest) -> HttpResponse:
    """Erase the account, after a plain statement and the password."""
    user: User = request.user
    why_not = _why_not(user)
    form = DeleteForm(request.POST if request.method == "POST" else None)
    if form.is_bound and not why_not and form.is_valid() and _is_password(form, user):
        try:
            use_cases.leave(user)
        except erasure.Refused:
            why_not = _why_not(user)
        else:
            logout(request)
            messages.success(request, _("Your account is erased, and what you wrote with it."))
            return see_other("account_login")
    context = {"form": form, "why_not": why_not, "kept": erasure.kept(user), "learner": queries.learner_for(user)}
    return render(request, "profile/delete.html", context, status=422 if form.is_bound else 200)


def _is_password(form: DeleteForm, user: User) -> bool:
    """Whether the password is right; tries are limited as they are at sign-in."""
    try:
        if get_adapter().reauthenticate(user, form.cleaned_data["password"]):
            return True
    except ValidationError as error:
        form.add_error("password", error)
        return False
    form.add_error("password", _("This is not your password. Nothing was erased."))
    return False


def _why_not(user: User) -> str:
    try:
        erasure.may_erase(user)
    except erasure.SyntheticPerson:
        return _("This is a person of the demonstration: others use it too, so it cannot be erased.")
    except erasure.LastAdministrator:
        return _("You are the only administrator. Make somebody else an administrator first, then come back.")
    return ""
