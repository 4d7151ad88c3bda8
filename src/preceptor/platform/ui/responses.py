"""Answers that every feature gives in the same way."""

from django.http import HttpResponse
from django.shortcuts import redirect


def see_other(address: str, *args: object) -> HttpResponse:
    """A redirect after a form: the browser asks with GET."""
    response = redirect(address, *args)
    response.status_code = 303
    return response
