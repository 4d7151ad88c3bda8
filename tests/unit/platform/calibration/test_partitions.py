"""A log on disk is the log that was written, and any runner fits the same items to it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from benchmarks.calibrate import MODEL, drawn, part
from preceptor.core.evidence import Evidence
from preceptor.core.learner.calibrate import Bank, fit
from preceptor.core.learner.passes import numpy_pass
from preceptor.core.learner.responses import Floats, Responses, gather
from preceptor.platform.calibration.fitting import fit_items, sums_of
from preceptor.platform.calibration.partitions import Partitions, PartitionsMissing, opened, write
from preceptor.platform.jobs.runners import NAMES, Serial, runner

ITEMS = 20


def parts() -> Iterator[Responses]:
    truth, _ = drawn(ITEMS, 4, 1)
    for number, size in enumerate((1500, 1000, 0)):
        yield part(truth, size, np.random.default_rng([7, number]))


@pytest.fixture
def log(tmp_path: Path) -> Partitions:
    """Three partitions, the last of them empty."""
    return write(tmp_path / "log", drawn(ITEMS, 4, 1)[1], parts())


def test_a_log_comes_back_as_it_was_written(log: Partitions) -> None:
    again = opened(log.folder)
    assert again.names == log.names
    assert len(again.names) == 3
    assert again.catalog.items == tuple(f"i{n}" for n in range(ITEMS))
    for name, one in zip(again.names, parts(), strict=True):
        read = again.read(name)
        assert read.starts.tolist() == one.starts.tolist()
        assert read.question.tolist() == one.question.tolist()
        assert read.pair.tolist() == one.pair.tolist()
        assert np.array_equal(read.values, one.values, equal_nan=True)
        assert read.level.tolist() == one.level.tolist()


def test_writing_again_leaves_nothing_of_what_was_there(log: Partitions) -> None:
    write(log.folder, log.catalog, [next(parts())])
    assert opened(log.folder).names == ("part-00000.parquet",)


def test_a_folder_that_is_no_log_is_named(tmp_path: Path) -> None:
    with pytest.raises(PartitionsMissing, match="holds no log"):
        opened(tmp_path)


def serially(log: Partitions) -> Bank:
    def sweep(table: Floats) -> Iterator[Floats]:
        for name in log.names:
            yield numpy_pass(log.catalog, log.read(name), table, MODEL).sums

    return fit(sweep, np.zeros(ITEMS), MODEL, passes=2)


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_every_runner_fits_the_same_items(log: Partitions, name: str) -> None:
    """For Dask this starts a real cluster of two workers on this machine."""
    said: list[int] = []
    with runner(name, workers=2) as through:
        bank = fit_items(log, np.zeros(ITEMS), MODEL, through, passes=2, say=lambda number, _: said.append(number))
    expected = serially(log)
    assert np.allclose(bank.mean, expected.mean, rtol=0.0, atol=1e-9)
    assert np.allclose(bank.error, expected.error, rtol=0.0, atol=1e-9)
    assert bank.answers.sum() == 2500
    assert said == [1, 2]


def test_sums_are_small_whatever_the_partition_holds(log: Partitions) -> None:
    found = sums_of(str(log.folder), log.names[0], np.zeros((ITEMS, 3)), MODEL, compiled=False)
    assert found.shape == (ITEMS, 5)
    assert found[:, 2].sum() == 1500


def test_an_error_of_a_partition_is_raised(log: Partitions) -> None:
    (log.folder / log.names[1]).write_bytes(b"no parquet")
    with pytest.raises(Exception, match=r"(?i)parquet"):
        fit_items(log, np.zeros(ITEMS), MODEL, Serial(), passes=1)


def test_an_unknown_runner_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="serial, processes, dask"), runner("spark"):
        pass


def test_raters_are_fitted_from_a_folder_as_from_memory(tmp_path: Path) -> None:
    chance = np.random.default_rng(2)
    logs = [
        [
            Evidence("a", (("k", 1.0),), float(chance.random() < 0.6), 0.0, f"i{n}", rater="hawk" if n % 2 else None)
            for n in chance.permutation(8)
        ]
        for _ in range(30)
    ]
    found, whole = gather(logs, {})
    kept = write(tmp_path / "rated", found, [whole])
    assert kept.catalog.raters == ("hawk",)
    assert kept.catalog.rater.tolist() == found.rater.tolist()
    with runner("serial") as through:
        bank = fit_items(kept, np.zeros(8), MODEL, through, passes=2)
    expected = fit(lambda table: [numpy_pass(found, whole, table, MODEL).sums], np.zeros(8), MODEL, passes=2, raters=1)
    assert bank.severity == pytest.approx(expected.severity, abs=1e-9)
    assert bank.severity_error == pytest.approx(expected.severity_error, abs=1e-9)
