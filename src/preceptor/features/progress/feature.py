"""Progress as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.progress import views
from preceptor.features.progress.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

FEATURE = Feature(
    name="progress",
    routes=(
        Route("progress/", views.progress, "progress", May.LEARN),
        Route("progress/export.<slug:kind>", views.export, "export", May.LEARN),
        Route("progress/<slug:name>/", views.competency, "competency", May.LEARN, methods=("GET", "POST")),
    ),
    nav=(Nav(_("Progress"), "progress:progress", "progress", May.LEARN, 50),),
    api=router,
)
