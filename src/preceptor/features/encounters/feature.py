"""Virtual patients as the rest of the house sees them."""

from django.utils.translation import gettext_lazy as _

from preceptor.features.encounters import views
from preceptor.features.encounters.api import router
from preceptor.platform.accounts.roles import May
from preceptor.platform.feature import Feature, Nav, Route
from preceptor.platform.patients import hearing

BOTH = ("GET", "POST")
FEATURE = Feature(
    name="encounters",
    routes=(
        Route("patients/", views.patients, "patients", May.LEARN, methods=BOTH),
        Route("patients/<uuid:key>/", views.room, "room", May.LEARN, owns="encounter", methods=BOTH),
        Route("patients/<uuid:key>/unsent/", views.keep, "unsent", May.LEARN, owns="encounter", methods=("POST",)),
        Route("patients/<uuid:key>/debrief/", views.debrief, "debrief", May.LEARN, owns="encounter", methods=BOTH),
        Route("patients/<uuid:key>/sound/", views.sound, "sound", May.LEARN, owns="encounter"),
        Route("patients/<uuid:key>/replay/", views.replay, "replay", May.LEARN, owns="encounter"),
    ),
    nav=(Nav(_("Patients"), "encounters:patients", "people", May.LEARN, 25),),
    api=router,
    warm=hearing.warm,
)
