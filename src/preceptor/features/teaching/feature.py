"""Teaching as the rest of the house sees it."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.teaching import views
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route

BOTH = ("GET", "POST")
FEATURE = Feature(
    name="teaching",
    routes=(
        Route("cohorts/", views.cohorts, "cohorts", May.TEACH),
        Route("cohorts/notices/", views.notices, "notices", May.TEACH),
        Route("cohorts/<int:pk>/", views.cohort, "cohort", May.TEACH, owns="cohort"),
        Route("cohorts/<int:pk>/invite/", views.invite, "invite", May.TEACH, owns="cohort", methods=BOTH),
        Route("cohorts/<int:pk>/educators/", views.educators, "educators", May.ADMINISTER, methods=BOTH),
        Route(
            "cohorts/<int:pk>/examination/",
            views.examination,
            "examination",
            May.TEACH,
            owns="cohort",
            methods=("POST",),
        ),
        Route("learners/<int:pk>/time/", views.time, "time", May.TEACH, owns="learner", methods=("POST",)),
        Route("learners/<int:pk>/", views.learner, "learner", May.TEACH, owns="learner"),
        Route("learners/<int:pk>/competencies/<slug:name>/", views.competency, "competency", May.TEACH, owns="learner"),
        Route("learners/<int:pk>/reset/", views.reset, "reset", May.TEACH, owns="learner", methods=("POST",)),
        Route("programmes/", views.programmes, "programmes", May.ADMINISTER, methods=BOTH),
    ),
    nav=(Nav(_("Cohorts"), "teaching:cohorts", "people", May.TEACH, 60),),
)
