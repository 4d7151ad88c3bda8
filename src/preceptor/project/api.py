"""The JSON API: the same use cases as the pages, a token per person, an OpenAPI document at /api/openapi.json."""

from ninja import NinjaAPI

from preceptor import __version__
from preceptor.project.features import FEATURES

api = NinjaAPI(title="Preceptor", version=__version__, urls_namespace="api", docs_url=None)
for feature in FEATURES:
    if feature.api is not None:
        api.add_router("", feature.api)
