"""The model's card as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.model import views
from preceptor.features.model.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

FEATURE = Feature(
    name="model",
    routes=(
        Route("model/", views.card, "card", May.OWN_ACCOUNT),
        Route("model/check/", views.check, "check", May.AUDIT, methods=("POST",)),
    ),
    nav=(Nav(_("Model"), "model:card", "progress", May.AUDIT, 95),),
    api=router,
)
