"""What a part buys is seen where its effect is, and what it costs where there is none."""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pytest

from benchmarks import parts, parts_newcomers, parts_worlds


@pytest.fixture(autouse=True)
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (parts_worlds, parts_newcomers):
        monkeypatch.setattr(module, "LEARNERS", 120)


@pytest.mark.parametrize("name", sorted(parts.PARTS))
def test_every_part_runs_in_both_worlds(name: str) -> None:
    part = parts.PARTS[name]
    for size in (part.size, 0.0):
        trial = part.world(size, np.random.default_rng(1))
        learners, length = trial.scored.shape
        assert trial.on.chances.shape == trial.off.chances.shape == (learners, length)
        assert trial.on.mean.shape == trial.on.var.shape == trial.truth.shape
        assert 0.0 < trial.on.chances.min() <= trial.on.chances.max() < 1.0
        assert trial.scored.any()
        assert trial.focus.any()


def test_a_hawk_is_seen_through() -> None:
    found = parts.both("rater severity", parts.PARTS["rater severity"], 1, 3)["present"]
    assert found["log_loss_gain"][0] > 0.0
    assert abs(found["with"]["bias"]) < abs(found["without"]["bias"]) - 0.1


def test_intervals_within_long_activities_are_honest_by_the_discount_alone() -> None:
    found = parts.both("testlets", parts.PARTS["testlets"], 1, 1)
    assert found["present"]["without"]["coverage_90"] < 0.86 < found["present"]["with"]["coverage_90"]
    assert found["absent"]["with"]["coverage_90"] > found["absent"]["without"]["coverage_90"]


def test_what_is_not_there_gains_nothing() -> None:
    for name in ("guess per item", "slip per item", "fractional outcomes", "one answer instead"):
        assert parts.both(name, parts.PARTS[name], 1, 1)["absent"]["log_loss_gain"] == [0.0, 0.0, 0.0]


def test_real_ratings_are_read_and_their_absence_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRECEPTOR_DATA", raising=False)
    assert "PRECEPTOR_DATA" in parts.rated()["skipped"]
    (tmp_path / "kt").mkdir()
    rows = [f"{min(3, (n + e) % 5)},{n},{n % 3},{e}" for e in range(20) for n in range(9 + e % 2)]
    with gzip.open(tmp_path / "kt" / parts.RATINGS, "wt", encoding="utf-8") as file:
        file.write("\n".join(["score,item,rater,examinee", *rows]))
    monkeypatch.setenv("PRECEPTOR_DATA", str(tmp_path))
    found = parts.rated()
    assert found["candidates"] == 20
    assert found["ratings"] == len(rows)
    assert set(found["severity"]) == {"r0", "r1", "r2"}
