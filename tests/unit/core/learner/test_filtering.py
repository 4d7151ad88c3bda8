"""The update, against numbers worked out by hand and the exact posterior by brute force."""

from dataclasses import replace

import numpy as np
import pytest

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters, competency_traits, mastery, mastery_all, new_belief, update
from preceptor.core.learner.response import logistic, posterior
from tests.unit.core.learner.worlds import DEFAULT, IDS, LIVELY, STILL, answer, believed


def test_a_step_is_shared_by_variance() -> None:
    after = update(new_belief(STILL), answer(), STILL, {})
    mean, var = posterior(0.0, 1.5, 1.0, 1.0, 0.0, STILL.slip)
    # Of a prior variance of 1 + .5 the general trait takes two thirds of the step.
    assert after.general.mean == pytest.approx(2.0 / 3.0 * mean)
    assert after.general.var == pytest.approx(1.0 - (1.5 - var) / 1.5**2)
    moved, left = competency_traits(after, ["k0"], STILL, {}, 0.0)
    assert moved[0] == pytest.approx(mean)
    assert left[0] == pytest.approx(var)


def test_one_competency_alone_is_filtered_exactly_as_one_trait() -> None:
    belief, mean, var = new_belief(STILL), 0.0, 1.5
    for n, outcome in enumerate((1.0, 0.0, 0.3, 1.0, 1.0, 0.0, 1.0)):
        belief = update(belief, answer(outcome, difficulty=0.3 * n - 1.0, guess=0.2), STILL, {})
        place = mean - (0.3 * n - 1.0)
        after, var = posterior(place, var, outcome, 1.0, 0.2, STILL.slip)
        mean += after - place
        found_mean, found_var = competency_traits(belief, ["k0"], STILL, {}, 0.0)
        assert found_mean[0] == pytest.approx(mean)
        assert found_var[0] == pytest.approx(var)


def test_mastery_lies_near_the_exact_posterior() -> None:
    """Two competencies, 24 answers, against a grid over the general trait and both deviations."""
    rng = np.random.default_rng(5)
    axis = np.linspace(-4.0, 4.0, 81)
    g, s0, s1 = np.meshgrid(axis, axis, axis, indexing="ij")
    for truth in ((0.5, 0.6, -0.6), (-0.8, 0.0, 0.9), (1.2, -0.5, 0.4)):
        logs = -(g**2) / 2.0 - s0**2 - s1**2
        records = []
        for n in range(24):
            difficulty, k = rng.normal(), n % 2
            chance = 0.2 + 0.78 * logistic(truth[0] + truth[1 + k] - difficulty)
            outcome = float(rng.random() < chance)
            records.append(answer(outcome, competency=f"k{k}", difficulty=difficulty, guess=0.2))
            p = 0.2 + 0.78 / (1.0 + np.exp(-(g + (s0, s1)[k] - difficulty)))
            logs += np.log(p if outcome else 1.0 - p)
        mass = np.exp(logs - logs.max())
        mass /= mass.sum()
        found = mastery_all(believed(records, STILL), ["k0", "k1"], STILL, {}, 0.0)
        for one, deviation in zip(found, (s0, s1), strict=True):
            mean = float((mass * (g + deviation)).sum())
            spread = float(np.sqrt((mass * (g + deviation - mean) ** 2).sum()))
            assert one.mid == pytest.approx(logistic(mean), abs=0.02)
            assert one.low == pytest.approx(logistic(mean - 1.645 * spread), abs=0.03)


def test_typical_answers_in_any_order_agree() -> None:
    """Twenty answers drawn from the model, shuffled: beyond what the property test's short sittings cover."""
    rng = np.random.default_rng(1)
    gaps = []
    for _ in range(40):
        truth = rng.normal() + rng.normal(0.0, 0.7, 4)
        records = []
        for _ in range(20):
            k, difficulty, slope, guess = (
                int(rng.integers(4)),
                rng.normal(),
                rng.uniform(0.7, 1.5),
                float(rng.choice([0.0, 0.2])),
            )
            chance = guess + (0.98 - guess) * logistic(slope * (truth[k] - difficulty))
            records.append(
                answer(
                    float(rng.random() < chance),
                    competency=f"k{k}",
                    difficulty=difficulty,
                    discrimination=slope,
                    guess=guess,
                )
            )
        shuffled = [records[n] for n in rng.permutation(20)]
        first, second = (mastery_all(believed(order, STILL), IDS[:4], STILL, {}, 0.0) for order in (records, shuffled))
        gaps += [abs(one.mid - other.mid) for one, other in zip(first, second, strict=True)]
    assert np.quantile(gaps, 0.95) < 0.02
    assert max(gaps) < 0.06


def test_evidence_elsewhere_raises_what_was_never_tried() -> None:
    belief = believed([answer(competency="k1") for _ in range(5)])
    found = mastery(belief, "k0", DEFAULT, {}, 0.0)
    assert found.mid > 0.6
    assert found.evidence == 0.0
    assert "k0" not in belief.competencies


def test_learning_shrinks_with_practice() -> None:
    parameters = replace(STILL, learning_success=0.12, learning_failure=0.1, learning_shrink=1.0)
    gained = []
    for before in ([], [answer(), answer(0.0), answer()]):
        still, taught = (
            competency_traits(update(believed(before, STILL), answer(0.5), one, {}), ["k0"], one, {}, 0.0)[0][0]
            for one in (STILL, parameters)
        )
        gained.append(taught - still)
    assert gained == [pytest.approx(0.11), pytest.approx(0.11 / 4.0)]


def test_an_insight_lifts_whoever_is_short_of_it_and_leaves_the_doubt_whether_it_came() -> None:
    leaping = replace(STILL, leap=0.2)

    def ability(parameters: Parameters, start: float, outcomes: list[float]) -> tuple[float, float]:
        belief = new_belief(parameters, start)
        for outcome in outcomes:
            belief = update(belief, answer(outcome), parameters, {})
        mean, var = competency_traits(belief, ["k0"], parameters, {}, 0.0)
        return float(mean[0]), float(var[0])

    (plain, sure), (lifted, doubtful) = ability(STILL, 0.0, [0.0]), ability(leaping, 0.0, [0.0])
    assert lifted == pytest.approx(plain + 0.2 * (leaping.leap_height - plain))
    assert sure < doubtful
    # After a failure insights are believed rarer: 1 / 6 instead of 1 / 5.
    before = believed([answer(0.0)], leaping)
    rarer = update(before, answer(0.0), leaping, {})
    told = update(before, answer(0.0), replace(leaping, leap=0.0), {})
    (after, _), (alone, _) = (competency_traits(one, ["k0"], leaping, {}, 0.0) for one in (rarer, told))
    assert after[0] - alone[0] == pytest.approx((leaping.leap_height - alone[0]) / 6.0)
    # Nobody is lifted who stands above it.
    assert ability(leaping, 4.0, [1.0]) == ability(STILL, 4.0, [1.0])


def test_counts_are_answers_worth() -> None:
    record = Evidence("a", (("k0", 0.75), ("k1", 0.25)), 0.4, 0.0, weight=0.5, assistance=0.5)
    traits = update(new_belief(DEFAULT), record, DEFAULT, {}).competencies
    worth = 0.5 * (1.0 - DEFAULT.assistance_discount * 0.5)
    assert traits["k0"].successes == pytest.approx(0.75 * worth * 0.4)
    assert traits["k1"].failures == pytest.approx(0.25 * worth * 0.6)


def test_stability_grows_with_spaced_success_only() -> None:
    parameters = replace(DEFAULT, initial_stability=20.0, stability_growth=1.0)
    first = believed([answer()], parameters)
    assert first.competencies["k0"].stability == 20.0
    for outcome, at, stability in ((1.0, 0.0, 20.0), (1.0, 10.0, 40.0), (0.0, 10.0, 20.0), (0.5, 10.0, 30.0)):
        after = update(first, answer(outcome, at), parameters, {})
        assert after.competencies["k0"].stability == pytest.approx(stability)


def test_a_clock_that_went_back_counts_as_no_time() -> None:
    first = believed([answer(at=100.0)], LIVELY)
    back, same = (update(first, answer(0.0, at), LIVELY, {}) for at in (40.0, 100.0))
    assert back == same
    assert back.at == 100.0


def test_evidence_of_no_weight_teaches_nothing() -> None:
    first = believed([answer(), answer(0.0)])
    after = update(first, answer(weight=0.0), DEFAULT, {})
    assert after.general == first.general
    assert after.competencies == first.competencies
    assert after.answers == 3


def test_familiarity_grows_with_the_item_alone() -> None:
    parameters = replace(STILL, familiarity_success=0.2, familiarity_failure=-0.1, learning_shrink=0.0)
    belief = new_belief(parameters)
    for outcome, drift in ((1.0, 0.2), (0.0, -0.1)):
        record = Evidence("a", (("k0", 1.0),), outcome, 0.0, item="i")
        still, after = update(belief, record, STILL, {}), update(belief, record, parameters, {})
        assert after.items["i"].mean == pytest.approx(still.items["i"].mean + drift)
        assert after.competencies == still.competencies


def test_shared_items_never_turn_a_better_level_into_a_worse_competency() -> None:
    # The exact regression of k1's deviation on the general level would pass -1 here.
    records = [Evidence("a", (("k0", 0.3), ("k1", 0.7)), n % 2, 0.0, discrimination=2.0) for n in range(40)]
    belief = believed(records, STILL)
    assert belief.competencies["k1"].slope == -1.0
    assert belief.competencies["k0"].slope < 0.0
    after = update(belief, answer(competency="k2"), STILL, {})
    for name in ("k0", "k1"):
        old, new = (mastery(one, name, STILL, {}, 0.0) for one in (belief, after))
        assert new.mid >= old.mid - 1e-12
        assert new.low >= old.low - 1e-12


@pytest.mark.parametrize("parameters", [DEFAULT, LIVELY, Parameters(recency_var=0.5)])
def test_a_hundred_thousand_answers_stay_finite_and_responsive(parameters: Parameters) -> None:
    belief = new_belief(parameters)
    length = 100_000 if parameters is DEFAULT else 5_000
    good = [answer(at=0.01 * n, competency=f"k{n % 3}", guess=0.2, item=f"i{n % 7}") for n in range(21)]
    for n in range(length):
        belief = update(belief, good[n % 21], parameters, {})
    assert belief.answers == length
    assert mastery(belief, "k0", parameters, {}, belief.at or 0.0).low > 0.9
    for _ in range(40):
        belief = update(belief, answer(0.0, belief.at or 0.0), parameters, {})
    assert mastery(belief, "k0", parameters, {}, belief.at or 0.0).mid < 0.5
