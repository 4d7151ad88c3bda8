"""Gate as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.gate import views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

FEATURE = Feature(
    name="gate",
    routes=(
        Route("content/", views.content, "content", May.APPROVE),
        Route("content/adopt/<int:pk>/", views.adopt, "adopt", May.APPROVE, methods=("POST",)),
        Route(
            "content/reports/<uuid:key>/", views.report, "report", May.APPROVE, owns="report", methods=("GET", "POST")
        ),
    ),
    nav=(Nav(_("Content"), "gate:content", "library", May.APPROVE, 80),),
)
