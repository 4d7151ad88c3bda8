"""HTML shell of the gate: adopting packs, answering reports and objections."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preceptor.features.gate import queries, use_cases
from preceptor.platform import clock
from preceptor.platform.approvals import gate
from preceptor.platform.packs.models import PackVersion
from preceptor.platform.ui.responses import see_other


def content(request: HttpRequest) -> HttpResponse:
    """What is loaded and in use, and what waits for an answer."""
    return _content(request)


def _content(request: HttpRequest, unconfirmed: int = 0, status: int = 200) -> HttpResponse:
    waiting, more = queries.waiting(request.user)
    context = {"packs": queries.packs(), "waiting": waiting, "more": more, "unconfirmed": unconfirmed}
    return render(request, "gate/content.html", context, status=status)


def adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a pack version into use, having confirmed its review status."""
    pack = get_object_or_404(PackVersion, pk=pk)
    row = next(one for one in queries.packs() if one.pack.pk == pack.pk)
    if row.state != "new":
        messages.warning(request, _("This version is in use already, or a newer one is. Nothing changed."))
        return see_other("gate:content")
    if request.POST.get("confirm") != "yes":
        return _content(request, unconfirmed=pack.pk, status=422)
    done = gate.adopt(pack, request.user, clock.now())
    said = ngettext("In use: %(n)s item approved.", "In use: %(n)s items approved.", done.approved)
    messages.success(request, said % {"n": done.approved})
    return see_other("gate:content")


def report(request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """One report or objection, and its answer."""
    found = queries.report(request.user, key)
    if found is None:
        raise Http404
    if request.method != "POST":
        return _report(request, found)
    decision, comment = request.POST.get("decision", ""), request.POST.get("comment", "")
    try:
        done = use_cases.resolve(found, request.user, decision, comment)
    except use_cases.BadDecision as error:
        return _report(request, found, error=str(error), decision=decision, comment=comment[:4000], status=422)
    if done:
        messages.success(request, _("Answered. Whoever sent it reads your answer on their page Today."))
    else:
        messages.warning(request, _("Somebody answered this before you; their answer stands."))
    return see_other("gate:content")


def _report(
    request: HttpRequest,
    found: queries.Report,
    error: str = "",
    decision: str = "",
    comment: str = "",
    status: int = 200,
) -> HttpResponse:
    labels = {
        "withdrawn": _("Withdraw the item at once"),
        "kept": _("Keep the item as it is"),
        "recheck": _("Send it back to be checked") if found.estimate is None else _("Measure it again"),
        "declined": _("The estimate stays as it is"),
    }
    context = {
        "report": found,
        "decisions": [(name, labels[name]) for name in use_cases.decisions(found)],
        "error": error,
        "decision": decision,
        "comment": comment,
        "live": queries.live(found.content) if found.content else None,
    }
    return render(request, "gate/report.html", context, status=status)
