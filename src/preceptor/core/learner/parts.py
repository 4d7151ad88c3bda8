"""Where a belief about one competency comes from, and what answers would make of it. Changes nothing."""

from dataclasses import dataclass, replace

from preceptor.core.evidence import Evidence
from preceptor.core.learner.belief import Belief
from preceptor.core.learner.filtering import update
from preceptor.core.learner.forgetting import Prerequisites, competency_states, general_now
from preceptor.core.learner.mastery import Mastery, mastery
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.prediction import moment
from preceptor.core.learner.response import logistic


@dataclass(frozen=True, slots=True)
class Parts:
    """The best guess of mastery built up in three steps, each a chance of success (0..1) on the reference item.

    `general`: from the general level alone. `prerequisites`: with what the prerequisites say added. `own`: with
    the answers to the competency itself added, which is the median that `mastery` gives.
    """

    general: float
    prerequisites: float
    own: float


def parts(
    belief: Belief,
    competency: str,
    parameters: Parameters,
    prerequisites: Prerequisites,
    at: float,
    reference_difficulty: float = 0.0,
) -> Parts:
    """Return how the best guess about one competency is built up at time `at` (days).

    What was learnt from its own answers is what sets its deviation apart from what its prerequisites alone would
    say; answers to it that moved the general level count there. `reference_difficulty` is in logits.
    """
    when = moment(belief, at)
    general = general_now(belief, parameters, when).mean
    others = {name: trait for name, trait in belief.competencies.items() if name != competency}
    untried = replace(belief, competencies=others)
    said, own = (
        competency_states(one, [competency], parameters, prerequisites, when, general)[competency][0]
        for one in (untried, belief)
    )
    return Parts(*(logistic(general + deviation - reference_difficulty) for deviation in (0.0, said, own)))


def foreseen(
    belief: Belief,
    asked: Evidence,
    most: int,
    parameters: Parameters,
    prerequisites: Prerequisites,
    reference_difficulty: float = 0.0,
    bar: float = 0.70,
) -> tuple[Mastery, ...]:
    """Return mastery of the first competency of `asked` after 1, 2, … `most` answers like it, all at its time.

    Answers that never were: what the belief would be if they came, not what will come. Raises ValueError when
    the bar does not lie strictly between 0 and 1.
    """
    competency = asked.competencies[0][0]
    found = []
    for _ in range(most):
        belief = update(belief, asked, parameters, prerequisites)
        found.append(mastery(belief, competency, parameters, prerequisites, asked.at, reference_difficulty, bar))
    return tuple(found)
