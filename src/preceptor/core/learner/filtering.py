"""Taking evidence into a belief, one record at a time. Pure: a belief in, a new belief out."""

from preceptor.core.evidence import Evidence
from preceptor.core.learner.belief import Belief, CompetencyTrait, Familiarity, Trait
from preceptor.core.learner.forgetting import Prerequisites, State
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.prediction import Row, Standing, moment, standing
from preceptor.core.learner.response import posterior


def update(belief: Belief, evidence: Evidence, parameters: Parameters, prerequisites: Prerequisites) -> Belief:
    """Return the belief after one record of evidence.

    Assumed-density filtering (Opper 1998): forget up to `evidence.at` (an earlier time than the belief's
    counts as no time passed), condition on the outcome along the weights of the record, then let learning
    drift. Only the traits that the record names, the general one and its item change.
    """
    at = moment(belief, evidence.at)
    before = standing(belief, evidence, parameters, prerequisites, at)
    worth = evidence.weight * (1.0 - parameters.assistance_discount * evidence.assistance)
    push, gain = _gain(before, evidence, parameters, worth)
    part = min(1.0, worth)
    reached = before.reach * before.general.var
    general = _moved(before.general, reached, push, gain, part * parameters.general_noise)
    short = max(0.0, parameters.leap_height - before.mean - before.var * push)
    level = limited(general.mean, before.general.mean, parameters.ability_limit)
    competencies = dict(belief.competencies)
    for row in before.competencies:
        old = competencies.get(row[0])
        conditioned = _conditioned(row, before, push, gain)
        mean, slope, var = _learnt(old, conditioned, row, part, evidence.outcome, short, parameters)
        ability = limited(general.mean + mean, before.general.mean + row[2], parameters.ability_limit)
        competencies[row[0]] = _noted(
            old, (ability - (1.0 + slope) * level, slope, var), row, worth, evidence.outcome, parameters, at
        )
    items = belief.items
    if evidence.item is not None and before.familiarity is not None:
        own = _moved(before.familiarity, before.familiarity.var, push, gain, 0.0)
        seen = _seen(items.get(evidence.item), before.familiarity, own, evidence.outcome, parameters, at)
        items = {**items, evidence.item: seen}
    recent = before.recent
    if recent.var > 0.0:
        recent = _moved(recent, recent.var, push, gain, 0.0)
    return Belief(Trait(level, general.var), competencies, items, at, belief.answers + 1, recent)


def limited(mean: float, before: float, limit: float) -> float:
    """Return `mean` kept from passing `limit` (logits, either way), or from going further where it had passed
    it.

    Beyond the limit every failure looks like a slip and every success like a guess: a belief that got there,
    by many thousand answers of one kind, could not come back.
    """
    if mean > limit:
        return min(mean, max(before, limit))
    if mean < -limit:
        return max(mean, min(before, -limit))
    return mean


def _gain(before: Standing, evidence: Evidence, parameters: Parameters, worth: float) -> tuple[float, float]:
    """Return (push, gain): a trait with covariance c with ability moves by c * push, narrows by c² * gain."""
    if before.var <= 0.0:
        return 0.0, 0.0
    mean, var = posterior(
        before.mean,
        before.var,
        evidence.outcome,
        evidence.discrimination,
        evidence.guess,
        parameters.slip if evidence.slip is None else evidence.slip,
        worth,
    )
    return (mean - before.mean) / before.var, (before.var - var) / (before.var * before.var)


def _moved(trait: Trait, covariance: float, push: float, gain: float, noise: float) -> Trait:
    """Return a trait after a step; noise keeps it open to change, never with more doubt than there was."""
    var = trait.var - covariance * covariance * gain + noise
    return Trait(trait.mean + covariance * push, min(trait.var, max(0.0, var)))


def _conditioned(row: Row, before: Standing, push: float, gain: float) -> State:
    """Return the state of a competency after the outcome and before any learning.

    The outcome shows g and the deviation only in sum, so it ties them: the slope is the regression of the
    deviation on g in the joint posterior. Without it (a diagonal variance) the second answer on a competency
    is taken as if the first had told nothing about the sum, and the order of answers moved mastery by up to
    .28.
    """
    _, share, mean, slope, var = row
    own = share * var
    reached = before.reach * before.general.var
    left = before.general.var - reached * reached * gain
    tie = own * reached * gain
    bend = tie / left if left > 0.0 else 0.0
    narrowed = var - own * own * gain - tie * bend
    # With shared items the regression may pass -1; a better general level would then lower a competency,
    # which nobody could explain to a learner. It stops there, and what it leaves out stays as doubt.
    steepest = max(slope - bend, -1.0)
    over = steepest - (slope - bend)
    narrowed += over * over * left
    return mean + (slope * reached + own) * push, steepest, min(var, max(0.0, narrowed))


def _learnt(
    old: CompetencyTrait | None,
    conditioned: State,
    row: Row,
    part: float,
    outcome: float,
    short: float,
    parameters: Parameters,
) -> State:
    """Return the state after learning from `part` of an answer, with the doubt that learning leaves.

    `short` is how far ability lies below where an insight brings it (logits). That it may have come or not leaves the
    spread of a choice between the two.
    """
    answers = 0.0 if old is None else old.successes + old.failures
    drift = outcome * parameters.learning_success + (1.0 - outcome) * parameters.learning_failure
    drift *= row[1] * part * (1.0 + answers) ** -parameters.learning_shrink
    mean, slope, var = conditioned
    leap = parameters.leap / (1.0 + parameters.leap * (0.0 if old is None else old.failures))
    drift += leap * part * row[1] * short
    open_again = leap * (1.0 - leap) * part * row[1] * row[1] * short * short
    left = min(row[4], var + part * parameters.competency_noise) + open_again
    return mean + drift, slope, min(max(row[4], parameters.competency_var), left)


def _noted(
    old: CompetencyTrait | None,
    given_level: State,
    row: Row,
    worth: float,
    outcome: float,
    parameters: Parameters,
    at: float,
) -> CompetencyTrait:
    """Return the trait to store: the state given the general level, the answer counted, stability grown."""
    share = row[1]
    successes, failures, stability = 0.0, 0.0, float(parameters.initial_stability)
    if old is not None:
        successes, failures, stability = old.successes, old.failures, old.stability
        days = 0.0 if old.last is None else max(0.0, at - old.last)
        # Adding the days it was spaced by lets the forgetting curve go on where it stood; only the part that
        # failed restarts it. So a success never makes later mastery lower than no answer would have.
        part = share * min(1.0, worth)
        failed, passed = part * (1.0 - outcome), part * outcome
        stability += days * (1.0 - failed + parameters.stability_growth * passed)
    mean, slope, var = given_level
    return CompetencyTrait(
        mean=mean,
        var=var,
        successes=successes + share * worth * outcome,
        failures=failures + share * worth * (1.0 - outcome),
        last=at,
        stability=stability,
        slope=slope,
    )


def _seen(
    old: Familiarity | None, before: Trait, moved: Trait, outcome: float, parameters: Parameters, at: float
) -> Familiarity:
    """Return the familiarity of an item after it was seen once more."""
    seen = 0 if old is None else old.seen
    drift = outcome * parameters.familiarity_success + (1.0 - outcome) * parameters.familiarity_failure
    mean = moved.mean + drift * (1.0 + seen) ** -parameters.learning_shrink
    return Familiarity(limited(mean, before.mean, parameters.ability_limit), moved.var, at, seen + 1)
