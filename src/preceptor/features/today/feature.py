"""Today as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.today import views
from preceptor.features.today.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

FEATURE = Feature(
    name="today",
    routes=(
        Route("", views.front, "front", None),
        Route("today/", views.today, "today", May.LEARN),
    ),
    nav=(Nav(_("Today"), "today:today", "today", May.LEARN, 10),),
    api=router,
)
