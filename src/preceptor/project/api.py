"""The JSON API: the same use cases as the pages, a token per person, an OpenAPI document at /api/openapi.json."""

import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from ninja import NinjaAPI

from preceptor import __version__
from preceptor.platform.api import refusals
from preceptor.platform.api.operations import Operations
from preceptor.platform.api.reading import CarefulParser
from preceptor.project.features import FEATURES

DESCRIPTION = """The daily loop as JSON: the same use cases as the pages, with the rights of the token's owner.

Make a token on the page Settings and send it as `Authorization: Bearer TOKEN`. A refusal is always
`{"detail": "one sentence"}`, and then nothing was changed. Before an answer nothing cues what is right."""


class Api(NinjaAPI):
    """A NinjaAPI that says in its own shape which methods an address takes."""

    def _get_urls(self) -> list[URLResolver | URLPattern]:
        found: list[URLResolver | URLPattern] = super()._get_urls()
        for pattern in found:
            if isinstance(pattern, URLPattern) and pattern.name not in ("openapi-json", "api-root"):
                pattern.callback = _in_one_shape(pattern.callback)
        return found


def _in_one_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code == 405:
            allowed = response["Allow"]
            sentence = f"This address takes {allowed} and nothing else."
            return HttpResponse(json.dumps({"detail": sentence}), "application/json", 405, headers={"Allow": allowed})
        return response

    answer.csrf_exempt = True  # type: ignore[attr-defined]  # no cookie is looked at, so nobody can be tricked into one
    return answer


def openapi() -> str:
    """The OpenAPI document as it stands in docs/reference/openapi.json."""
    return json.dumps(api.get_openapi_schema(path_prefix="/api/"), indent=2, ensure_ascii=False, default=str) + "\n"


api = Api(
    title="Preceptor",
    version=__version__,
    description=DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    parser=CarefulParser(),
)
refusals.install(api)
for feature in FEATURES:
    if feature.api is not None:
        if not isinstance(feature.api, Operations):
            raise TypeError(f"{feature.name}: its api must be made with platform.api.operations.Operations")
        api.add_router("", feature.api)
