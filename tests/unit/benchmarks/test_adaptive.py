"""The adaptive benchmark's own judgement: when .95 is reached, what a fixed form is, and what equal accuracy means."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import adaptive
from benchmarks.peers import environment
from preceptor.core.coach.bank import fit_bank


def answers(people: int = 500, items: int = 24, seed: int = 0) -> np.ndarray:
    chance = np.random.default_rng(seed)
    level = chance.standard_normal((people, 1))
    easiness, slope = chance.normal(0.0, 1.0, items), chance.uniform(0.8, 2.0, items)
    return (chance.random((people, items)) < 1.0 / (1.0 + np.exp(-(easiness + level * slope)))).astype(np.float64)


def test_reached_means_from_then_on() -> None:
    target = np.random.default_rng(0).standard_normal(500)
    noise = np.random.default_rng(1).standard_normal(500)
    estimates = np.stack([target + spread * noise for spread in (1.0, 0.1, 1.0, 0.2, 0.1)], axis=1)
    assert adaptive.reached(estimates, target) == 4
    assert adaptive.reached(estimates[:, 1:2], target) == 1
    assert adaptive.reached(estimates[:, :3], target) is None


def test_correlations_are_numpy_s() -> None:
    chance = np.random.default_rng(2)
    estimates, target = chance.random((50, 3)), chance.random(50)
    wanted = [np.corrcoef(estimates[:, one], target)[0, 1] for one in range(3)]
    assert adaptive.correlations(estimates, target) == pytest.approx(wanted)


def test_a_short_form_is_forward_selection() -> None:
    known = answers()
    form, weights = adaptive.short_form(known, 24)
    score = known.sum(axis=1)
    alone = [np.corrcoef(known[:, one], score)[0, 1] for one in range(24)]
    assert int(form[0]) == int(np.argmax(alone))
    assert sorted(form.tolist()) == list(range(24))
    told = adaptive.regressed(known, form, weights)
    assert told[:, -1] == pytest.approx(score)
    assert np.diff(adaptive.correlations(told, score)).min() > -1e-9


def test_ours_needs_fewer_items_than_chance() -> None:
    known, tested = adaptive.halves(answers(1_200), seed=1)
    bank = fit_bank(known)
    score = tested.sum(axis=1)
    chance = np.random.default_rng(0)
    ours = adaptive.told(bank, tested, adaptive.adaptive_order(bank, tested, 24, 1, chance))
    drawn = adaptive.told(bank, tested, adaptive.random_order(tested, 24, chance))
    one, other = adaptive.reached(ours, score), adaptive.reached(drawn, score)
    assert one is not None
    assert other is not None
    assert one < other
    assert adaptive.reached(drawn[:, : other - 1], score) is None


def test_halves_share_nobody() -> None:
    whole = answers(101)
    whole[:, 0] = np.arange(101)
    known, tested = adaptive.halves(whole, seed=3)
    assert sorted([*known[:, 0].tolist(), *tested[:, 0].tolist()]) == list(range(101))
    assert (len(known), len(tested)) == (50, 51)


def test_classification_is_as_accurate_as_it_says() -> None:
    known, tested = adaptive.halves(answers(1_600, items=40), seed=1)
    bank = fit_bank(known)
    chance = np.random.default_rng(0)
    form, _ = adaptive.short_form(known, 30)
    orders = {
        "ours": adaptive.adaptive_order(bank, tested, 30, 1, chance),
        "fixed_form": np.tile(form, (len(tested), 1)),
        "random": adaptive.random_order(tested, 30, chance),
    }
    trails = {name: adaptive.Trail(order, {}) for name, order in orders.items()}
    for line in adaptive.classified(known, tested, bank, trails, 30).values():
        assert line["accuracy"] >= 0.88  # type: ignore[operator]
        assert line["undecided"] < 0.2  # type: ignore[operator]
        assert line["items_mean"] < line["random_items"]  # type: ignore[operator]


def test_without_data_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRECEPTOR_DATA", raising=False)
    assert "PRECEPTOR_DATA" in adaptive.run([])["skipped"]


def test_only_what_is_fully_correct_is_right(tmp_path: Path) -> None:
    import gzip

    lines = ["user_id,item_id,correct,graded_0_4", "0,b,1,4", "0,a,0,3", "1,a,1,4", "1,b,0,0"]
    path = tmp_path / "log.csv.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert adaptive.load(path).tolist() == [[0.0, 1.0], [1.0, 0.0]]


@pytest.mark.slow
@pytest.mark.skipif(not environment.PYTHON.exists(), reason=".venv-peers is not made")
def test_catsim_takes_the_item_of_most_information() -> None:
    tested = answers(30)
    plain = fit_bank(answers(400, seed=1))
    trail = adaptive.catsim(tested, plain, plain, 12)["catsim"]
    slope, intercept = plain.item[:, 1], plain.item[:, 0]
    success = 1.0 / (1.0 + np.exp(-intercept))
    assert set(trail.order[:, 0].tolist()) == {int(np.argmax(slope**2 * success * (1.0 - success)))}
    assert all(len(set(row)) == 12 for row in trail.order.tolist())
    assert adaptive.correlations(trail.estimates["own"], tested.sum(axis=1))[-1] > 0.7


def test_without_its_environment_catsim_is_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(script: str, arrays: environment.Arrays) -> None:
        raise environment.Unavailable("no network")

    monkeypatch.setattr(environment, "run", refuse)
    plain = fit_bank(answers(100))
    assert adaptive.catsim(answers(5), plain, plain, 4) == {}
    assert "catsim is left out: no network" in capsys.readouterr().err
