"""Practice as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.practice import views
from preceptor.features.practice.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

BOTH = ("GET", "POST")
FEATURE = Feature(
    name="practice",
    routes=(
        Route("practice/", views.practice, "practice", May.LEARN),
        Route("practice/<uuid:key>/", views.attempt, "attempt", May.LEARN, owns="attempt", methods=BOTH),
        Route("practice/<uuid:key>/else/", views.decline, "decline", May.LEARN, owns="attempt", methods=BOTH),
        Route("practice/<uuid:key>/report/", views.report, "report", May.LEARN, owns="attempt", methods=BOTH),
        Route("notices/<uuid:key>/", views.notice, "notice", May.LEARN, owns="notice", methods=("POST",)),
        Route("placement/", views.placement, "placement", May.LEARN, methods=BOTH),
        Route("checkpoint/", views.checkpoint, "checkpoint", May.LEARN, methods=BOTH),
        Route("recheck/", views.recheck, "recheck", May.LEARN, methods=BOTH),
    ),
    # The checkpoint is entered from Today: a bar of destinations holds five at most.
    nav=(Nav(_("Practice"), "practice:practice", "practice", May.LEARN, 20),),
    api=router,
)
