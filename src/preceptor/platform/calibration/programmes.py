"""Where the learners of each programme start, from their first answers. Knows histories and versions, no events."""

from collections.abc import Iterable, Iterator

from preceptor.core.curriculum.scale import level_mean
from preceptor.core.learner import Prerequisites, Trait, update
from preceptor.core.learner.groups import starts
from preceptor.platform.beliefs.versions import Version
from preceptor.platform.calibration.history import History
from preceptor.platform.learning.fold import begun

FIRST_ANSWERS = 40
"""What comes later says more of the teaching here than of where somebody started (estimate)."""
DIGITS = 6


def programmes(
    histories: Iterable[History], version: Version, prerequisites: Prerequisites
) -> dict[str, tuple[float, float]]:
    """By how many logits each programme's learners start above their level, with its standard error; small programmes
    are left out."""
    found = starts(_members(histories, version, prerequisites), version.parameters)
    return {name: (round(one.shift, DIGITS), round(one.error, DIGITS)) for name, one in sorted(found.items())}


def _members(
    histories: Iterable[History], version: Version, prerequisites: Prerequisites
) -> Iterator[tuple[str, float, Trait]]:
    for one in histories:
        if one.programme and one.records:
            belief = begun(version, one.level)
            for record in one.records[:FIRST_ANSWERS]:
                belief = update(belief, version.placed(record), version.parameters, prerequisites)
            yield one.programme, level_mean(one.level), belief.general
