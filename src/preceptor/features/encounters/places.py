"""Names of the places of a body, the groups of tests and the areas of a history. Knows words only."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Names = Mapping[str, Promise | str]
REGIONS: Names = {
    "general": _("The whole patient"),
    "head": _("Head"),
    "eyes": _("Eyes"),
    "face": _("Face"),
    "mouth": _("Mouth and throat"),
    "neck": _("Neck"),
    "chest": _("Chest"),
    "heart": _("Heart"),
    "upper-back": _("Upper back"),
    "lower-back": _("Lower back"),
    "flank": _("Flanks"),
    "abdomen": _("Abdomen"),
    "groin": _("Groin"),
    "pelvis": _("Pelvis"),
    "arms": _("Arms"),
    "hands": _("Hands"),
    "legs": _("Legs"),
    "calves": _("Calves"),
    "feet": _("Feet"),
    "skin": _("Skin"),
    "mind": _("Mind and orientation"),
}
GROUPS: Names = {
    "bedside": _("At the bedside"),
    "blood": _("Blood"),
    "urine": _("Urine"),
    "imaging": _("Imaging"),
    "cardiac": _("Heart"),
    "microbiology": _("Microbiology"),
    "other": _("Other"),
}
TREATMENTS: Names = {
    "drug": _("Medicines"),
    "fluid": _("Fluids and blood"),
    "oxygen": _("Oxygen"),
    "procedure": _("Procedures"),
    "referral": _("Calls and referrals"),
    "monitoring": _("Watching"),
    "advice": _("Advice"),
    "place": _("Where to"),
}
AREAS: Names = {
    "complaint": _("the complaint itself"),
    "past": _("earlier illnesses"),
    "family": _("the family"),
    "social": _("how they live"),
    "habits": _("habits"),
    "medicines": _("medicines and allergies"),
    "travel-and-contacts": _("travel and contacts"),
    "perspective": _("what the patient thinks and fears"),
}
"""In the middle of a sentence."""

SIDES: Names = {"left": _("left"), "right": _("right")}


def _plain(name: str) -> str:
    return name.replace("-", " ").capitalize()


def region_name(region: str) -> str:
    """A region of the body map."""
    return str(REGIONS.get(region, _plain(region)))


def side_name(side: str) -> str:
    """A side of the body; empty for both and the middle."""
    return str(SIDES.get(side, ""))


def group_name(group: str) -> str:
    """A group of tests."""
    return str(GROUPS.get(group, _plain(group)))


def treatment_kind(kind: str) -> str:
    """A kind of treatment."""
    return str(TREATMENTS.get(kind, _plain(kind)))


def area_name(area: str) -> str:
    """An area of the history, in the middle of a sentence."""
    return str(AREAS.get(area, area.removeprefix("symptoms-").replace("-", " ")))
