"""Every parameter of the belief in plain words: what it means, its unit, where its shipped value comes from."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preceptor.core.learner import Parameters
from preceptor.platform.beliefs.versions import Version

LOGIT, LOGIT2, CHANCE = gettext_lazy("logit"), gettext_lazy("logit²"), gettext_lazy("chance")
SHARE, DAYS, EXPONENT = gettext_lazy("share"), gettext_lazy("days"), gettext_lazy("exponent")
EACH = gettext_lazy("logit² an answer")
ESTIMATE = gettext_lazy("estimate")
POWER_OF_PRACTICE = gettext_lazy("estimate; its form is published (Newell and Rosenbloom 1981; Pavlik and others 2009)")
RULE = gettext_lazy("a rule of this software")

ROWS: Mapping[str, tuple[Any, Any, Any]] = {
    "general_var": (gettext_lazy("how far learners differ in their general level"), LOGIT2, ESTIMATE),
    "competency_var": (gettext_lazy("how far one competency differs from the general level"), LOGIT2, ESTIMATE),
    "familiarity_var": (gettext_lazy("how far knowing one very question beforehand can differ"), LOGIT2, ESTIMATE),
    "difficulty_var": (gettext_lazy("how far items lie from their authors' difficulty"), LOGIT2, ESTIMATE),
    "steepness_var": (gettext_lazy("how far items differ in how sharply they tell; 0: as given"), LOGIT2, ESTIMATE),
    "rater_var": (
        gettext_lazy("how far people who rate differ in severity"),
        LOGIT2,
        gettext_lazy("published: examiners and candidates in an examination (McManus and others 2006)"),
    ),
    "programme_var": (
        gettext_lazy("how far programmes' learners differ at the start"),
        LOGIT2,
        gettext_lazy("published: schools in a licensing examination (Hecker and Violato 2008)"),
    ),
    "slip": (gettext_lazy("failing while knowing"), CHANCE, ESTIMATE),
    "assistance_ease": (gettext_lazy("how much easier full help makes it"), LOGIT, ESTIMATE),
    "assistance_discount": (gettext_lazy("what full help takes from what an answer tells"), SHARE, ESTIMATE),
    "learning_success": (gettext_lazy("learning from a first answer that is right"), LOGIT, POWER_OF_PRACTICE),
    "learning_failure": (gettext_lazy("learning from a first answer that is not right"), LOGIT, POWER_OF_PRACTICE),
    "learning_shrink": (gettext_lazy("how learning shrinks with answers"), EXPONENT, POWER_OF_PRACTICE),
    "leap": (
        gettext_lazy("an insight: learning all at once; 0 is off"),
        CHANCE,
        gettext_lazy("estimate; its form is published (Estes 1960; Corbett and Anderson 1995)"),
    ),
    "leap_height": (gettext_lazy("how far above what was asked an insight brings ability"), LOGIT, ESTIMATE),
    "familiarity_success": (gettext_lazy("the same question again, after a right answer"), LOGIT, ESTIMATE),
    "familiarity_failure": (gettext_lazy("the same question again, after another"), LOGIT, ESTIMATE),
    "forgetting_exponent": (
        gettext_lazy("how steeply is forgotten"),
        EXPONENT,
        gettext_lazy("published: power law (Wixted and Ebbesen 1991), set by one year's retention in Custers 2010"),
    ),
    "initial_stability": (gettext_lazy("how long something new is kept"), DAYS, ESTIMATE),
    "stability_growth": (
        gettext_lazy("how much longer after each day a success was spaced by"),
        gettext_lazy("ratio"),
        gettext_lazy("estimate; spacing is published (Cepeda and others 2008)"),
    ),
    "familiarity_exponent": (gettext_lazy("how steeply a very question is forgotten"), EXPONENT, ESTIMATE),
    "familiarity_stability": (gettext_lazy("how long a very question is kept"), DAYS, ESTIMATE),
    "general_noise": (gettext_lazy("doubt that each answer leaves in the general level"), EACH, ESTIMATE),
    "competency_noise": (gettext_lazy("doubt that each answer leaves in its competency"), EACH, ESTIMATE),
    "general_noise_per_day": (gettext_lazy("doubt that comes with time"), gettext_lazy("logit² a day"), ESTIMATE),
    "recency_var": (gettext_lazy("form of the day; 0 is off"), LOGIT2, ESTIMATE),
    "recency_decay": (gettext_lazy("what is left of it from answer to answer"), SHARE, ESTIMATE),
    "recency_days": (gettext_lazy("in how many days it fades"), DAYS, ESTIMATE),
    "prerequisite_pull": (gettext_lazy("how far an untried competency follows what it builds on"), SHARE, ESTIMATE),
    "min_evidence": (gettext_lazy("fewer answers' worth is not enough to say"), gettext_lazy("answers"), RULE),
    "max_width": (gettext_lazy("a wider interval that decides nothing is not enough to say"), CHANCE, RULE),
    "ability_limit": (gettext_lazy("no answer takes an ability further"), LOGIT, ESTIMATE),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a version, and what is to be known about it."""

    name: str
    value: float
    meaning: str
    unit: str
    source: str


def parameters(version: Version) -> list[Parameter]:
    """Every parameter of a version; one that differs from the shipped value was fitted to a log."""
    shipped = asdict(Parameters())
    return [
        Parameter(
            name,
            value,
            str(ROWS[name][0]),
            str(ROWS[name][1]),
            str(ROWS[name][2]) if value == shipped[name] else _("fitted to this installation's log"),
        )
        for name, value in asdict(version.parameters).items()
        if name != "version"
    ]
