"""Answers that every feature gives in the same way."""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def see_other(address: str, *args: object) -> HttpResponse:
    """A redirect after a form: the browser asks with GET."""
    response = redirect(address, *args)
    response.status_code = 303
    return response


RANGE = re.compile(r"bytes=(\d{0,12})-(\d{0,12})")


def media(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Something to play, whole or the part that was asked for: some browsers play nothing that they cannot ask in
    parts."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    first, last = _part(asked[1], asked[2], len(body)) if asked else (0, len(body) - 1)
    if first > last:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{len(body)}"})
    response = HttpResponse(body[first : last + 1], content_type=kind, status=206 if asked else 200)
    response["Accept-Ranges"] = "bytes"
    response["Cache-Control"] = "private, max-age=3600"
    if asked:
        response["Content-Range"] = f"bytes {first}-{last}/{len(body)}"
    return response


def _part(first: str, last: str, size: int) -> tuple[int, int]:
    """The first and last place of a range; "-500" are the last 500."""
    if not first:
        return (max(0, size - int(last)), size - 1) if last else (0, size - 1)
    return int(first), min(int(last) if last else size - 1, size - 1)
