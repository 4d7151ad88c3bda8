"""The fits behind the simulators find what made a log."""

from __future__ import annotations

import csv
import gzip
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from benchmarks import coach_fit
from benchmarks.trial import fit_factors, fit_state, fit_tracing
from benchmarks.trial.logs import Log, quartiles, read


def traced(learners: int, tries: int, chance: np.random.Generator) -> Log:
    """A log of one skill by knowledge tracing: known .3, learnt .2, guess .2, slip .1."""
    known = chance.random(learners) < 0.3
    right = np.zeros((learners, tries))
    for turn in range(tries):
        right[:, turn] = chance.random(learners) < np.where(known, 0.9, 0.2)
        known |= chance.random(learners) < 0.2
    return log_of(right)


def log_of(right: np.ndarray) -> Log:
    learners, tries = right.shape
    before = np.tile(np.arange(tries), learners)
    past = (np.cumsum(right, axis=1) - right).ravel().astype(np.int64)
    nothing = np.zeros(right.size, dtype=np.int64)
    return Log(np.repeat(np.arange(learners), tries), nothing, nothing, right.ravel(), before, past, nothing * 1.0)


@pytest.mark.slow
def test_tracing_finds_its_parameters() -> None:
    log = traced(3000, 10, np.random.default_rng(1))
    found = fit_tracing.fit(fit_tracing.sequences(log), log.skills)
    parts = [float(part[0]) for part in (found.known, found.learn, found.guess, found.slip)]
    assert parts == pytest.approx([0.3, 0.2, 0.2, 0.1], abs=0.04)


def test_factors_find_growth_by_success() -> None:
    chance = np.random.default_rng(2)
    learners, skills, tries = 1000, 12, 8
    level, parts = chance.normal(0.0, 0.7, learners), []
    for skill in range(skills):
        wins, right = np.zeros(learners), np.zeros((learners, tries))
        for turn in range(tries):
            right[:, turn] = chance.random(learners) < 1 / (1 + np.exp(-(level + 0.2 * wins - 0.5)))
            wins += right[:, turn]
        parts.append(replace(log_of(right), skill=np.full(right.size, skill)))
    whole = {part.name: np.concatenate([getattr(one, part.name) for one in parts]) for part in fields(Log)}
    found = fit_factors.fit(Log(**whole))
    assert found.easiness.mean() == pytest.approx(-0.5, abs=0.1)
    assert found.success.mean() == pytest.approx(0.2, abs=0.05)
    assert found.failure.mean() == pytest.approx(0.0, abs=0.05)
    assert found.level.std() == pytest.approx(0.7, abs=0.1)


def test_growth_lowers_the_loss_of_a_log_with_growth() -> None:
    log = traced(300, 12, np.random.default_rng(3))
    easiness, steps = fit_state.item_easiness(log), fit_state._lockstep(log)
    still = fit_state.Growth(success=1e-6, failure=1e-6)
    assert fit_state.loss(log, easiness, steps, fit_state.Growth()) < fit_state.loss(log, easiness, steps, still)


def test_a_log_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "log.csv.gz"
    with gzip.open(path, "wt", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(["user_id", "item_id", "skills", "timestamp", "correct", "split"])
        rows.writerow(["a", "i", "1_2", "0", "1", "train"])
        rows.writerow(["a", "j", "1_2", "172800", "0", "train"])
        rows.writerow(["b", "i", "1_2", "0", "0", "test"])
    log = read(path, "train")
    assert (log.learners, log.skills) == (1, 1)
    assert log.before.tolist() == [0, 1]
    assert log.right_before.tolist() == [0, 1]
    assert log.days.tolist() == [0.0, 2.0]
    assert len(read(path).correct) == 3


def test_quartiles_are_quartiles() -> None:
    assert quartiles(np.arange(5.0)) == [1.0, 2.0, 3.0]


def test_without_data_the_fit_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("PRECEPTOR_DATA", raising=False)
    assert "PRECEPTOR_DATA" in coach_fit.run([])["skipped"]
    monkeypatch.setenv("PRECEPTOR_DATA", str(tmp_path))
    assert "assistments09" in coach_fit.run([])["skipped"]
