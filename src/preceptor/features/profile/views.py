"""HTML shell of a person's own account."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def settings(request: HttpRequest) -> HttpResponse:
    """How the product looks and paces itself for this person."""
    return render(request, "profile/settings.html", {})


def data(request: HttpRequest) -> HttpResponse:
    """What is kept about this person, and what they can do with it."""
    return render(request, "profile/data.html", {})
