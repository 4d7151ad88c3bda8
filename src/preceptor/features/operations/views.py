"""HTML shell of operations: overview, people, staff invitations, backups, log."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from preceptor.features.operations import log as events
from preceptor.features.operations import queries, use_cases
from preceptor.features.operations.forms import RoleForm, StaffInviteForm
from preceptor.platform import clock
from preceptor.platform.accounts import oversight
from preceptor.platform.accounts.models import ROLE_CHOICES, Invitation, User
from preceptor.platform.accounts.roles import Role
from preceptor.platform.events.catalogue import VERBS
from preceptor.platform.jobs.backup import make_backup
from preceptor.platform.jobs.queue import unfinished
from preceptor.platform.ui.responses import see_other

ROWS = 50
LONGEST_SEARCH = 140
MOST_SEQUENCE_DIGITS = 18


def overview(request: HttpRequest) -> HttpResponse:
    """How the installation stands."""
    return render(request, "operations/overview.html", {"state": queries.overview()})


def people(request: HttpRequest) -> HttpResponse:
    """Everybody with an account."""
    search = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    role = request.GET.get("role", "")
    role = role if role in set(Role) else ""
    kept = {name: value for name, value in (("q", search), ("role", role)) if value}
    context = {
        "page": Paginator(queries.people(search, role), ROWS).get_page(request.GET.get("page")),
        "search": search,
        "role": role,
        "roles": ROLE_CHOICES,
        "query": f"{urlencode(kept)}&" if kept else "",
    }
    return render(request, "operations/people.html", context)


def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: role, access, reset link."""
    return _person(request, _account(pk))


def _account(pk: int) -> User:
    found: User = get_object_or_404(User.objects.select_related("learner__cohort__programme"), pk=pk)
    return found


def _person(request: HttpRequest, user: User, form: RoleForm | None = None, status: int = 200) -> HttpResponse:
    learner = getattr(user, "learner", None)
    initial = {"role": user.role, "cohort": learner.cohort_id if learner else None}
    context = {
        "person": user,
        "learner": learner,
        "form": form or RoleForm(initial=initial),
        "is_self": user.pk == request.user.pk,
        "last_administrator": queries.last_administrator(user),
    }
    return render(request, "operations/person.html", context, status=status)


def role(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person's role."""
    user = _account(pk)
    form = RoleForm(request.POST)
    if form.is_valid():
        found = form.cleaned_data
        try:
            use_cases.change_role(user, request.user, found["role"], found["cohort"])
        except use_cases.NotAllowed as error:
            form.add_error("role", str(error))
        else:
            messages.success(request, _("The role is changed."))
            return see_other("operations:person", user.pk)
    return _person(request, user, form, status=422)


def active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account, or open it again."""
    user = _account(pk)
    wanted = request.POST.get("active")
    if wanted not in ("yes", "no"):
        messages.error(request, _("The form could not be understood. Nothing was changed; try again."))
        return see_other("operations:person", user.pk)
    try:
        use_cases.set_active(user, request.user, wanted == "yes")
    except use_cases.NotAllowed as error:
        messages.error(request, str(error))
    else:
        said = _("The account is open again.") if wanted == "yes" else _("The account is closed; nothing was deleted.")
        messages.success(request, said)
    return see_other("operations:person", user.pk)


def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a one-time link for a new password, once, to hand over."""
    user = _account(pk)
    if not user.is_active:
        messages.error(request, _("This account is closed. Open it first."))
        return see_other("operations:person", user.pk)
    link = request.build_absolute_uri(oversight.make_reset_link(user, request.user))
    response = render(request, "operations/reset.html", {"person": user, "link": link})
    response["Cache-Control"] = "no-store"
    return response


def invite(request: HttpRequest) -> HttpResponse:
    """Make and end codes for staff."""
    form = StaffInviteForm()
    if request.method == "POST" and request.POST.get("act") == "end":
        ended = Invitation.objects.exclude(role=Role.LEARNER).filter(code=request.POST.get("code", "")[:20])
        ended.update(uses_left=0, expires_at=clock.now())
        messages.success(request, _("Ended: nobody can join with it any more."))
        return see_other("operations:invite")
    if request.method == "POST":
        form = StaffInviteForm(request.POST)
        if form.is_valid():
            oversight.invite(request.user, form.cleaned_data["role"], None, 1, form.cleaned_data["days"])
            messages.success(request, _("The code is ready: give the link to one person."))
            return see_other("operations:invite")
    context = {
        "form": form,
        "invitations": queries.staff_invitations(),
        "join": request.build_absolute_uri(reverse("account_signup")),
    }
    return render(request, "operations/invite.html", context, status=422 if form.errors else 200)


def backups(request: HttpRequest) -> HttpResponse:
    """The backups in the data folder; making one is a job."""
    if request.method == "POST":
        if unfinished("make_backup"):
            messages.warning(request, _("A backup is being made already. Open this page again in a minute."))
        else:
            make_backup.enqueue()
            messages.success(request, _("A backup is being made. Open this page again in a minute."))
        return see_other("operations:backups")
    context = {"archives": queries.backups(), "making": unfinished("make_backup")}
    return render(request, "operations/backups.html", context)


def download(request: HttpRequest, name: str) -> HttpResponse:
    """A backup as a file."""
    path = queries.archive(name)
    if path is None:
        raise Http404
    response = FileResponse(open(path, "rb"), as_attachment=True, filename=name, content_type="application/gzip")  # noqa: SIM115 - the response closes it
    response["Cache-Control"] = "no-store"
    return response


def log(request: HttpRequest) -> HttpResponse:
    """The event log."""
    verb = request.GET.get("verb", "")
    about = request.GET.get("object", "").strip()[:LONGEST_SEARCH]
    kept = {name: value for name, value in (("verb", verb if verb in VERBS else ""), ("object", about)) if value}
    page = events.page(verb, about, _sequence(request, "before"), _sequence(request, "after"))
    context = {
        "page": page,
        "verbs": sorted(VERBS),
        "verb": verb,
        "about": about,
        "query": f"{urlencode(kept)}&" if kept else "",
        "filtered": bool(kept),
    }
    return render(request, "operations/log.html", context)


def _sequence(request: HttpRequest, name: str) -> int | None:
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= MOST_SEQUENCE_DIGITS else None
