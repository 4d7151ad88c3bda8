"""HTML shell of the model's card; for auditors, asking that predictions be checked anew."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from preceptor.features.model import queries
from preceptor.features.model.figures import FIGURES
from preceptor.features.model.parameters import parameters
from preceptor.platform.accounts.roles import May
from preceptor.platform.jobs.beliefs import check_predictions
from preceptor.platform.jobs.queue import unfinished
from preceptor.platform.ui.responses import see_other


def card(request: HttpRequest) -> HttpResponse:
    """What every estimate comes from, and how far to trust it."""
    context = queries.page()
    more = {"parameters": parameters(context["active"]), "figures": FIGURES, "audits": request.user.may(May.AUDIT)}
    return render(request, "model/card.html", {**context, **more})


def check(request: HttpRequest) -> HttpResponse:
    """Have predictions checked against results anew; a job does it."""
    if unfinished("check_predictions"):
        messages.warning(request, _("It is being computed already. Open this page again in a minute."))
    else:
        check_predictions.enqueue()
        messages.success(request, _("It is being computed. Open this page again in a minute."))
    return see_other("model:card")
