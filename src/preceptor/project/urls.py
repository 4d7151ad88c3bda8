"""All addresses: each feature's own, sign-in from allauth, health for the supervisor."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import include, path

from preceptor.project.api import api
from preceptor.project.features import FEATURES


def health(request: HttpRequest) -> JsonResponse:
    """Whether this process can answer and reach its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def robots(request: HttpRequest) -> HttpResponse:
    """No search engine has anything to find here."""
    return HttpResponse("User-agent: *\nDisallow: /\n", content_type="text/plain")


urlpatterns = [
    path("health/", health, name="health"),
    path("robots.txt", robots, name="robots"),
    path("api/", api.urls),
    path("sign-in/", include("preceptor.project.sign_in_urls")),
    *(path("", include((feature.patterns(), feature.name))) for feature in FEATURES),
]
handler400 = "preceptor.project.errors.bad_request"
handler403 = "preceptor.project.errors.forbidden"
handler404 = "preceptor.project.errors.not_found"
handler500 = "preceptor.project.errors.server_error"
