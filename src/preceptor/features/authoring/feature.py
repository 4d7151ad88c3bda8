"""Authoring as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.authoring import judging, views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

ITEM = "items/<slug:name>@<int:version>/"
FEATURE = Feature(
    name="authoring",
    routes=(
        Route("items/", views.items, "items", May.READ_CONTENT),
        Route(ITEM, views.item, "item", May.READ_CONTENT),
        Route(f"{ITEM}withdraw/", views.withdraw, "withdraw", May.APPROVE, methods=("POST",)),
        Route(f"{ITEM}restore/", views.restore, "restore", May.APPROVE, methods=("POST",)),
    ),
    nav=(Nav(_("Items"), "authoring:items", "note", May.READ_CONTENT, 70),),
    warm=judging.warm,
)
