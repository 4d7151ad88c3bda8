"""HTML shell of teaching: cohorts, one learner, invitations; and for administrators programmes and cohorts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from preceptor.features.teaching import noticed, queries
from preceptor.features.teaching.forms import (
    CohortForm,
    EducatorsForm,
    ExaminationForm,
    InviteForm,
    ProgrammeForm,
    TimeForm,
)
from preceptor.platform import clock
from preceptor.platform.accounts import oversight
from preceptor.platform.accounts.models import Cohort, Programme
from preceptor.platform.accounts.roles import May, Role
from preceptor.platform.learning.explaining import explained
from preceptor.platform.learning.picture import picture
from preceptor.platform.learning.rechecks import rechecks_of
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.ui import plots
from preceptor.platform.ui.responses import see_other

MOST_NEEDS = 5


def _administers(request: HttpRequest) -> bool:
    return bool(request.user.may(May.ADMINISTER))


def cohorts(request: HttpRequest) -> HttpResponse:
    """The cohorts of whoever asks."""
    rows = queries.cohort_rows(request.user)
    return render(request, "teaching/cohorts.html", {"rows": rows, "administers": _administers(request)})


def cohort(request: HttpRequest, pk: int) -> HttpResponse:
    """Who needs me, and the heat table."""
    found = get_object_or_404(queries.cohorts_for(request.user), pk=pk)
    rows = queries.standings(found)
    needs = [one for one in rows if one.needs]
    context = {
        "cohort": found,
        "rows": rows,
        "needs": needs[:MOST_NEEDS],
        "needing": len(needs),
        "others": len(rows) - len(needs),
        "bar": found.programme.bar,
        "administers": _administers(request),
        "talks": queries.talks(found),
        "examination_form": ExaminationForm(instance=found),
    }
    return render(request, "teaching/cohort.html", context)


def examination(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the pass mark of a cohort's encounters in examination mode."""
    found = get_object_or_404(queries.cohorts_for(request.user), pk=pk)
    form = ExaminationForm(request.POST, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds for encounters that begin from now on."))
    else:
        messages.error(request, _("The pass mark is a whole number from 1 to 100, or empty. Nothing was saved."))
    return see_other("teaching:cohort", pk)


def time(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a learner extra time in examination mode."""
    found = get_object_or_404(queries.learners_for(request.user), pk=pk)
    form = TimeForm(request.POST, instance=found)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved. It holds for encounters that begin from now on."))
    else:
        messages.error(request, _("Extra time is a whole number from 0 to 100. Nothing was saved."))
    return see_other("teaching:learner", pk)


def learner(request: HttpRequest, pk: int) -> HttpResponse:
    """One learner: the picture they see themselves, and what it stands on."""
    found = get_object_or_404(queries.learners_for(request.user), pk=pk)
    context = {
        "learner": found,
        "time_form": TimeForm(instance=found),
        "groups": picture(found),
        "bar": found.cohort.programme.bar,
        "answers": queries.last_answers(found),
        "checkpoints": queries.checkpoints(found),
        "counts": queries.counts(found),
        "noticed": noticed.of(found),
        "rechecks": rechecks_of(found),
    }
    return render(request, "teaching/learner.html", context)


def competency(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """One competency of a learner: the same explanation that they read themselves."""
    found = get_object_or_404(queries.learners_for(request.user), pk=pk)
    if name not in shelf().world.competencies:
        raise Http404
    it = explained(found, name)
    plot = plots.fading(it.fading, it.bar)
    context = {"learner": found, "it": it, "plot": plot, "rechecks": rechecks_of(found, name)}
    return render(request, "teaching/competency.html", context)


def notices(request: HttpRequest) -> HttpResponse:
    """What notices led to, over the installation."""
    rows = noticed.installation()
    context = {"rows": rows, "followed": [one for one in rows if one.sides], "few": noticed.FEW_LEARNERS}
    return render(request, "teaching/notices.html", context)


def reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a one-time link for a new password, once, to hand over."""
    found = get_object_or_404(queries.learners_for(request.user), pk=pk)
    # An account whose role has since been raised is no longer a learner's to hand out.
    if found.user.role != Role.LEARNER or not found.user.is_active:
        messages.error(request, _("Only an administrator can make a link for this account."))
        return see_other("teaching:learner", found.pk)
    link = request.build_absolute_uri(oversight.make_reset_link(found.user, request.user))
    response = render(request, "teaching/reset.html", {"learner": found, "link": link})
    response["Cache-Control"] = "no-store"
    return response


def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Make and end invitation codes of a cohort."""
    found = get_object_or_404(queries.cohorts_for(request.user), pk=pk)
    form = InviteForm()
    if request.method == "POST":
        if request.POST.get("act") == "end":
            return _end(request, found)
        form = InviteForm(request.POST)
        if form.is_valid():
            oversight.invite(request.user, Role.LEARNER, found, form.cleaned_data["uses"], form.cleaned_data["days"])
            messages.success(request, _("The code is ready: give people the link."))
            return see_other("teaching:invite", found.pk)
    context = {
        "cohort": found,
        "form": form,
        "invitations": queries.invitations(found),
        "join": request.build_absolute_uri(reverse("account_signup")),
    }
    return render(request, "teaching/invite.html", context, status=422 if form.errors else 200)


def _end(request: HttpRequest, found: Cohort) -> HttpResponse:
    code = request.POST.get("code", "")[:20]
    ended = found.invitations.filter(code=code, uses_left__gt=0).update(uses_left=0, expires_at=clock.now())
    if ended:
        messages.success(request, _("Ended: nobody can join with it any more."))
    else:
        messages.warning(request, _("That code had ended already."))
    return see_other("teaching:invite", found.pk)


def educators(request: HttpRequest, pk: int) -> HttpResponse:
    """Who teaches a cohort."""
    found = get_object_or_404(Cohort.objects.select_related("programme"), pk=pk)
    form = EducatorsForm(initial={"educators": found.educators.all()})
    if request.method == "POST":
        form = EducatorsForm(request.POST)
        if form.is_valid():
            found.educators.set(form.cleaned_data["educators"])
            messages.success(request, _("Saved. They see this cohort on their page Cohorts."))
            return see_other("teaching:cohorts")
    context = {"cohort": found, "form": form}
    return render(request, "teaching/educators.html", context, status=422 if form.errors else 200)


def programmes(request: HttpRequest) -> HttpResponse:
    """Programmes and their cohorts, and the forms that make new ones."""
    act = request.POST.get("act") if request.method == "POST" else None
    programme = ProgrammeForm(request.POST if act == "programme" else None, prefix="programme")
    cohort_form = CohortForm(request.POST if act == "cohort" else None, prefix="cohort")
    if act == "programme" and programme.is_valid():
        programme.save()
        messages.success(request, _("The programme is made. It needs a cohort next."))
        return see_other("teaching:programmes")
    if act == "cohort" and cohort_form.is_valid():
        made = cohort_form.save()
        messages.success(request, _("The cohort is made. Say who teaches it."))
        return see_other("teaching:educators", made.pk)
    if request.method == "POST" and act not in ("programme", "cohort"):
        messages.error(request, _("The form could not be understood. Nothing was saved; try again."))
        return see_other("teaching:programmes")
    context = {
        "programmes": Programme.objects.prefetch_related("cohorts__educators").order_by("name"),
        "programme_form": programme,
        "cohort_form": cohort_form,
    }
    return render(request, "teaching/programmes.html", context, status=422 if request.method == "POST" else 200)
