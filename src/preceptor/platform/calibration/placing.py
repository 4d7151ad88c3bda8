"""Fitting a version to histories: the one place that knows which calibration of the core does it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Difficulty, Parameters, Prerequisites, calibrate
from preceptor.platform.beliefs.versions import Place, Version
from preceptor.platform.calibration.history import History
from preceptor.platform.jobs.progress import Say

RUNNERS = ("serial",)
STAGE = "fitting difficulties"
# A competency's items say what its other items are off by once there are some; fewer would only echo themselves.
FEWEST_ITEMS = 5
# Items of one competency stray from their authors' difficulty by about twice as much (standard deviation) as
# competencies do from each other: so many sure items weigh as much as that there be no offset (estimate).
OFFSET_PRIOR_ITEMS = 4.0
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a new version consists of."""

    parameters: Parameters
    items: Mapping[str, Place]
    offsets: Mapping[str, float]


class _Counted(Sequence[Sequence[Evidence]]):
    """The records of learners, telling how far each pass over them has come."""

    def __init__(self, histories: Sequence[History], passes: int, say: Say) -> None:
        self.histories, self.passes, self.say, self.begun = histories, passes, say, 0

    def __len__(self) -> int:
        return len(self.histories)

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self.histories[place].records

    def __iter__(self) -> Iterator[Sequence[Evidence]]:
        self.begun += 1
        total = len(self.histories) * (self.passes + 1)  # the first time is for the names of the items
        for number, one in enumerate(self.histories):
            self.say(STAGE, min(total, (self.begun - 1) * len(self.histories) + number), total)
            yield one.records


def fit(
    histories: Sequence[History], start: Version, prerequisites: Prerequisites, passes: int, runner: str, say: Say
) -> Fitted:
    """Fit difficulties to histories, about the authors' own, with the parameters of the version to start from.

    Raises ValueError for a runner that there is not.
    """
    if runner not in RUNNERS:
        raise ValueError(f"there is no runner {runner!r}: choose one of {', '.join(RUNNERS)}")
    authored, subject = _items(histories)
    means = {item: one.difficulty for item, one in authored.items()}
    stray = [one.difficulty_var for one in authored.values() if one.difficulty_var > 0.0]
    # Authors are trusted as far as the records say, so that an item without answers stays where it was.
    prior = replace(start.parameters, difficulty_var=sum(stray) / len(stray)) if stray else start.parameters
    found = calibrate(_Counted(histories, passes, say), prior, prerequisites, means, _groups(subject), passes)
    items = {name: Place(round(one.mean, DIGITS), round(one.error, DIGITS)) for name, one in found.items()}
    return Fitted(start.parameters, items, _offsets(found, means, subject))


def _items(histories: Sequence[History]) -> tuple[dict[str, Evidence], dict[str, str]]:
    """Each item's last record, which holds its author's difficulty, and its primary competency."""
    authored, subject = {}, {}
    for one in histories:
        for record in one.records:
            if record.item is not None:
                authored[record.item] = record
                subject[record.item] = max(record.competencies, key=lambda pair: pair[1])[0]
    return authored, subject


def _groups(subject: Mapping[str, str]) -> dict[str, str]:
    sizes: dict[str, int] = {}
    for name in subject.values():
        sizes[name] = sizes.get(name, 0) + 1
    return {item: name for item, name in subject.items() if sizes[name] >= FEWEST_ITEMS}


def _offsets(
    found: Mapping[str, Difficulty], authored: Mapping[str, float], subject: Mapping[str, str]
) -> dict[str, float]:
    """By how many logits the items of each competency are harder than their authors thought: what the version says of
    an item that it does not know."""
    totals: dict[str, tuple[float, float]] = {}
    for item, one in found.items():
        trust = 1.0 / (1.0 + one.error**2)
        weight, total = totals.get(subject[item], (0.0, 0.0))
        totals[subject[item]] = weight + trust, total + trust * (one.mean - authored[item])
    return {
        name: round(total / (weight + OFFSET_PRIOR_ITEMS), DIGITS) for name, (weight, total) in sorted(totals.items())
    }
