"""Knowledge and cases for staff, as the rest of the house sees them."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.knowledge import bases, case_views, views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

BOTH = ("GET", "POST")
CASE = "cases/<slug:name>@<int:version>/"
FEATURE = Feature(
    name="knowledge",
    routes=(
        Route("knowledge/", views.knowledge, "knowledge", May.READ_CONTENT),
        Route("knowledge/conditions/<slug:name>/", views.condition, "condition", May.READ_CONTENT, methods=BOTH),
        Route("knowledge/proposals/", views.proposals, "proposals", May.READ_CONTENT),
        # Deciding on a change of the base, and teaching patients new words, changes what learners meet.
        Route("knowledge/proposals/<uuid:key>/", views.decide, "decide", May.APPROVE, methods=BOTH),
        Route("knowledge/questions/", views.questions, "questions", May.APPROVE, methods=BOTH),
        Route("cases/", case_views.cases, "cases", May.READ_CONTENT, methods=BOTH),
        Route(CASE, case_views.case, "case", May.READ_CONTENT),
        Route(f"{CASE}approve/", case_views.approve, "approve", May.APPROVE, methods=("POST",)),
        Route(f"{CASE}withdraw/", case_views.withdraw, "withdraw", May.APPROVE, methods=("POST",)),
    ),
    nav=(
        Nav(_("Cases"), "knowledge:cases", "practice", May.READ_CONTENT, 92),
        Nav(_("Knowledge"), "knowledge:knowledge", "library", May.READ_CONTENT, 94),
    ),
    warm=bases.warm,
)
