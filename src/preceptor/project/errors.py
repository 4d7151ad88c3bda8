"""Error pages: what happened, whether anything was lost, what to do. Knows no feature."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def refused(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    """A refusal as a page, or as JSON for the API."""
    if request.path.startswith("/api/"):
        return JsonResponse({"detail": sentence}, status=status)
    context = {"title": _("That did not work"), "sentence": sentence, "status": status, "bare": True}
    return render(request, "errors/page.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400"""
    return refused(request, 400, _("The request could not be understood. Nothing was saved; go back and try again."))


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403"""
    return refused(request, 403, _("Your role does not open this page. If you need it, ask an administrator."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404"""
    return refused(request, 404, _("There is nothing at this address, or it is not yours to see."))


def server_error(request: HttpRequest) -> HttpResponse:
    """500"""
    return refused(request, 500, _("Something went wrong on our side. Answers already acknowledged are safe."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token: the page was too old, or came from elsewhere."""
    sentence = _("This page had grown too old to send. Nothing was saved; open it again and repeat the last step.")
    return refused(request, 403, sentence)
