"""HTML shell of progress: the map, how it is known, export, objection."""

import csv
import io

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preceptor.features.progress import queries, use_cases
from preceptor.platform.accounts.models import Learner
from preceptor.platform.accounts.queries import learner_of
from preceptor.platform.learning.explaining import explained
from preceptor.platform.learning.picture import confidence, picture
from preceptor.platform.learning.rechecks import possible, rechecks_of
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.ui import plots
from preceptor.platform.ui.responses import see_other


def progress(request: HttpRequest) -> HttpResponse:
    """The whole picture."""
    learner = learner_of(request)
    found = confidence(learner)
    context = {
        "groups": picture(learner),
        "bar": learner.cohort.programme.bar,
        "bands": found,
        "calibration": plots.calibration(found),
    }
    return render(request, "progress/progress.html", context)


def competency(request: HttpRequest, name: str) -> HttpResponse:
    """One competency: how we know, what would change it, what is forgotten without practice, objection."""
    learner = learner_of(request)
    if name not in shelf().world.competencies:
        raise Http404
    if request.method == "POST":
        return _contest(request, learner, name)
    it = explained(learner, name)
    context = {
        "it": it,
        "plot": plots.fading(it.fading, it.bar),
        "check": possible(learner, name),
        "rechecks": rechecks_of(learner, name),
    }
    return render(request, "progress/competency.html", context)


def _contest(request: HttpRequest, learner: Learner, name: str) -> HttpResponse:
    use_cases.contest(learner, name, request.POST.get("comment", ""))
    messages.success(
        request,
        _("Your objection is with your educators. Their answer appears on the page Today."),
    )
    return see_other("progress:competency", name)


def export(request: HttpRequest, kind: str) -> HttpResponse:
    """The picture as JSON or CSV."""
    learner = learner_of(request)
    rows = queries.table(learner)
    if kind == "json":
        response: HttpResponse = JsonResponse({"competencies": rows}, json_dumps_params={"indent": 1})
    elif kind == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, fieldnames=list(rows[0]) if rows else ["competency"])
        writer.writeheader()
        writer.writerows(rows)
        response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    response["Content-Disposition"] = f'attachment; filename="progress.{kind}"'
    return response
