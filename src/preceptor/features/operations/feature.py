"""Operations as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.operations import views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

PERSON = "overview/people/<int:pk>/"
FEATURE = Feature(
    name="operations",
    routes=(
        Route("overview/", views.overview, "overview", May.ADMINISTER),
        Route("overview/people/", views.people, "people", May.ADMINISTER),
        Route(PERSON, views.person, "person", May.ADMINISTER),
        Route(f"{PERSON}role/", views.role, "role", May.ADMINISTER, methods=("POST",)),
        Route(f"{PERSON}active/", views.active, "active", May.ADMINISTER, methods=("POST",)),
        Route(f"{PERSON}reset/", views.reset, "reset", May.ADMINISTER, methods=("POST",)),
        Route("overview/invite/", views.invite, "invite", May.ADMINISTER, methods=("GET", "POST")),
        Route("overview/backups/", views.backups, "backups", May.ADMINISTER, methods=("GET", "POST")),
        Route("overview/backups/<str:name>/", views.download, "download", May.ADMINISTER),
        Route("log/", views.log, "log", May.AUDIT),
    ),
    nav=(
        Nav(_("Overview"), "operations:overview", "today", May.ADMINISTER, 55),
        Nav(_("Log"), "operations:log", "review", May.AUDIT, 90),
    ),
)
