"""What is heard where: which acts of listening have a sound, and from which facts it is made. Knows an encounter.

A sound says what its sentence says and no more: it is made from the same findings, at the rate last measured. Its
address names only the encounter and the step.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from preceptor.core.patient.encounter import Encounter
from preceptor.features.encounters import sounds

HEART = ("heart-murmur", "diastolic-murmur", "third-heart-sound", "friction-rub", "pulse-rhythm")
LUNGS = ("breath-sounds", "crackles", "wheeze", "pleural-rub")
TEXT_ONLY = ("bowel-sounds", "carotid-bruit", "speech-exam")
"""Found by listening and told in words alone."""
RATES = {"heart-rate": 75.0, "respiratory-rate": 15.0}
"""A minute, where none was measured."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What one act of listening brought: the findings that sound, and how fast heart or breath went."""

    values: tuple[tuple[str, str], ...]
    rate: float

    @property
    def heart(self) -> bool:
        """Whether it is the heart; else it is the lungs."""
        return any(name in HEART for name, _value in self.values)

    @property
    def caption(self) -> str:
        """How to take the sound, in words."""
        if self.heart:
            return _("Made from this patient's findings, at %(rate)s beats a minute.") % {"rate": f"{self.rate:.0f}"}
        return _("Made from this patient's findings, at %(rate)s breaths a minute: first one lung, then the other.") % {
            "rate": f"{self.rate:.0f}"
        }


def heard(encounter: Encounter, number: int) -> Heard | None:
    """What a step brought to the ear; nothing where it was no listening, or has words alone."""
    steps = encounter.state.steps
    for line in steps[number].lines if 0 <= number < len(steps) else ():
        manoeuvre = encounter.patient.base.manoeuvres.get(line.title) if line.who == "find" else None
        if manoeuvre is None or manoeuvre.action != "listen":
            continue
        for place, rate in ((HEART, "heart-rate"), (LUNGS, "respiratory-rate")):
            if values := tuple((name, value) for name, value in line.findings if name in place):
                return Heard(values, _measured(encounter, rate, number))
    return None


def _measured(encounter: Encounter, finding: str, number: int) -> float:
    """A rate as last measured before the end of a step."""
    known = (one for one in reversed(encounter.state.known) if one.finding == finding and one.step <= number)
    return next((one.number for one in known if one.number is not None), RATES[finding])


@lru_cache(maxsize=64)
def played(one: Heard) -> bytes:
    """The sound as a WAV file."""
    values = dict(one.values)
    return sounds.wav(sounds.heart(values, one.rate) if one.heart else sounds.breathing(values, one.rate))
