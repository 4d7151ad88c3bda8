"""What every request passes through: input that no view should have to fear, and each person's own settings."""

from collections.abc import Callable

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from preceptor.project.errors import refused

Handler = Callable[[HttpRequest], HttpResponse]


class CarefulInput:
    """Answers malformed requests with a clear sentence instead of an error of ours."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return refused(request, 400, "The address holds characters that cannot be used.")
        if request.method in ("POST", "PUT", "PATCH", "DELETE"):
            try:
                values = request.POST
            except (RequestDataTooBig, TooManyFieldsSent):
                return refused(request, 413, "That is too much to send at once. Nothing was saved; shorten it.")
            except Exception:
                # Broken multipart, wrong encodings: whatever the parser met, the sender is told the same.
                return refused(request, 400, "The form could not be read. Nothing was saved; go back and try again.")
            if any("\x00" in one for _, many in values.lists() for one in many):
                return refused(request, 400, "The form holds characters that cannot be stored. Nothing was saved.")
        return self.get_response(request)


class PersonalSettings:
    """The person's language, and UTC for everybody else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = getattr(user, "language", "") if user.is_authenticated else ""
        with translation.override(language or translation.get_language_from_request(request)), timezone.override(None):
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response = response.render()
            return response
