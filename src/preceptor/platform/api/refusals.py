"""The one shape of a refusal, and the sentences for each kind of mistake. Knows requests, no feature."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

MEANINGS: Mapping[int, str] = {
    400: "The body could not be read as JSON.",
    401: "There is no token, or it is not known.",
    403: "The role behind the token does not allow this.",
    404: "There is no such thing, or it is not yours.",
    409: "It contradicts what was recorded before; the first record stands.",
    410: "It can no longer be done: the activity was withdrawn, declined or closed.",
    413: "The body is larger than 512 KiB.",
    422: "A field has a value that cannot be used; the sentence names it.",
}
UNREADABLE = "The body could not be read. Send one JSON object in UTF-8, without NUL or unpaired surrogates."


class Refusal(Schema):
    """Why a request was refused. Nothing was changed."""

    detail: str = Field(description="One sentence for people: what is wrong and what to do.")


class Refused(HttpError):
    """A refusal with its sentence, to be raised by an operation."""


def install(api: NinjaAPI) -> None:
    """Give every kind of mistake the one shape. Whatever is not foreseen stays with Django's handler."""

    def refuse(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
        return api.create_response(request, {"detail": sentence}, status=status)

    @api.exception_handler(AuthenticationError)
    def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        response = refuse(request, 401, "Send your token as `Authorization: Bearer …`; this request has none we know.")
        response["WWW-Authenticate"] = "Bearer"
        return response

    @api.exception_handler(HttpError)
    def _refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        unreadable = str(error) == "Cannot parse request body"  # the framework's own words, for developers
        return refuse(request, error.status_code, UNREADABLE if unreadable else str(error))

    @api.exception_handler(Http404)
    def _absent(request: HttpRequest, error: Http404) -> HttpResponse:
        return refuse(request, 404, "There is nothing at this address, or it is not yours to see.")

    @api.exception_handler(RequestDataTooBig)
    def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
        return refuse(request, 413, "That is too much to send at once. Nothing was saved; shorten it.")

    @api.exception_handler(ValidationError)
    def _misshapen(request: HttpRequest, error: ValidationError) -> HttpResponse:
        return refuse(request, 422, sentence(error.errors[0]))


def sentence(problem: Mapping[str, Any]) -> str:
    """The first problem that pydantic found, as one sentence that repeats nothing of what was sent."""
    where = [str(part)[:40] for part in problem["loc"] if part not in ("body", "path", "query")][1:]
    message = str(problem["msg"]).removeprefix("Value error, ").rstrip(".")
    if problem["type"] in ("missing", "model_attributes_type") and not where:
        return "Send a JSON object with the fields of this operation."
    if problem["type"] == "missing":
        return f"The field {'.'.join(where)} is missing."
    if problem["type"] == "extra_forbidden":
        return f"There is no field {'.'.join(where)} here; leave it out."
    return f"The field {'.'.join(where) or 'body'} cannot be used: {message[:1].lower()}{message[1:]}."
