"""Who needs an educator, and why, in plain words. Learning decides; how often somebody is here never does alone."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from preceptor.platform.accounts.models import Learner
from preceptor.platform.learning.picture import DomainStanding

IDLE_DAYS = 7
SURE_AND_WRONG = 3
MOSTLY = 0.75
MOST_TITLES = 3
STEPS = (0.46, 0.57, 0.68, 0.79, 0.90)
"""Where the tint of a heat cell changes; the number stands in it anyway."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the heat table."""

    standing: DomainStanding
    tint: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one learner stands. `idle` counts days since the last answer, None before the first."""

    learner: Learner
    domains: list[DomainStanding]
    last_seen: datetime | None
    idle: int | None
    sure_and_wrong: int

    @property
    def below(self) -> list[DomainStanding]:
        """Domains whose whole interval lies below the bar, furthest first."""
        return sorted((one for one in self.domains if one.below), key=lambda one: one.high)

    @property
    def thin(self) -> int:
        """In how many domains too little is known."""
        return sum(one.thin for one in self.domains)

    @property
    def unknown(self) -> bool:
        """Whether most of the picture is missing."""
        return bool(self.domains) and self.thin >= MOSTLY * len(self.domains)

    @property
    def needs(self) -> bool:
        """Whether somebody should look: for what was learnt or is not known, never for absence alone."""
        return bool(self.below) or self.sure_and_wrong >= SURE_AND_WRONG or self.unknown

    @property
    def rank(self) -> tuple[bool, int, int, float, int]:
        """Higher needs attention sooner."""
        worst = self.below[0].high if self.below else 1.0
        return self.needs, len(self.below), self.sure_and_wrong, -worst, self.thin

    @property
    def worst(self) -> DomainStanding | None:
        """The interval to show beside the reason."""
        if self.below:
            return self.below[0]
        known = [one for one in self.domains if not one.thin]
        return min(known or self.domains, key=lambda one: one.mid, default=None)

    @property
    def reason(self) -> str:
        """Why this person is on the list, in plain sentences; empty where nothing speaks for it."""
        if not self.needs:
            return ""
        return " ".join(one for one in (self._below(), self._sure(), self._unknown(), self._idle()) if one)

    def _below(self) -> str:
        if not self.below:
            return ""
        said = ngettext(
            "Surely below target in %(n)s domain: %(titles)s.",
            "Surely below target in %(n)s domains: %(titles)s.",
            len(self.below),
        )
        titles = ", ".join(one.title for one in self.below[:MOST_TITLES])
        if more := len(self.below) - MOST_TITLES if len(self.below) > MOST_TITLES else 0:
            titles = ngettext("%(titles)s and %(n)s more", "%(titles)s and %(n)s more", more) % {
                "titles": titles,
                "n": more,
            }
        return said % {"n": len(self.below), "titles": titles}

    def _sure(self) -> str:
        if self.sure_and_wrong < SURE_AND_WRONG:
            return ""
        return _("Sure and wrong %(n)s times in two weeks.") % {"n": self.sure_and_wrong}

    def _unknown(self) -> str:
        if not self.unknown:
            return ""
        values = {"n": self.thin, "all": len(self.domains)}
        if self.below:
            return _("Too little is known in %(n)s of %(all)s domains.") % values
        return _("We know too little in %(n)s of %(all)s domains; please do not read the numbers as a result.") % values

    def _idle(self) -> str:
        if self.idle is None:
            return _("Has not answered anything yet.")
        if self.idle < IDLE_DAYS:
            return ""
        return _("Nothing for %(n)s days.") % {"n": self.idle}

    @property
    def cells(self) -> list[Cell]:
        """The row of the heat table."""
        return [Cell(one, "hq" if one.thin else f"h{tint(one.mid)}") for one in self.domains]


def tint(mid: float) -> int:
    """The step of the ramp (0 to 5) for a chance of success."""
    return sum(mid >= step for step in STEPS)
