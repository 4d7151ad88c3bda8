"""Review as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.review import views
from preceptor.features.review.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

FEATURE = Feature(
    name="review",
    routes=(
        Route("review/", views.review, "review", May.LEARN),
        Route("review/<uuid:key>/", views.card, "card", May.LEARN, owns="card", methods=("GET", "POST")),
    ),
    nav=(Nav(_("Review"), "review:review", "review", May.LEARN, 30),),
    api=router,
)
