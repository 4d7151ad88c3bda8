"""The account as the rest of the house sees it."""

from preceptor.features.profile import views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Route

FEATURE = Feature(
    name="profile",
    routes=(
        Route("settings/", views.settings, "settings", May.OWN_ACCOUNT, methods=("GET", "POST")),
        Route("settings/tokens/", views.tokens, "tokens", May.OWN_ACCOUNT, methods=("GET", "POST")),
        Route(
            "settings/tokens/<int:token>/revoke/",
            views.revoke,
            "revoke",
            May.OWN_ACCOUNT,
            owns="token",
            methods=("POST",),
        ),
        Route("settings/data/", views.data, "data", May.OWN_ACCOUNT),
        Route("settings/data/export/", views.export, "export", May.OWN_ACCOUNT),
        Route("settings/data/delete/", views.delete, "delete", May.OWN_ACCOUNT, methods=("GET", "POST")),
    ),
)
