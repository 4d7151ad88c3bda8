"""Items fitted to partitions by any runner: a map over learners, a sum per item, one Newton step a pass."""

from collections.abc import Callable, Iterable

from preceptor.core.learner.calibrate import PASSES, Bank, fit
from preceptor.core.learner.parameters import Parameters
from preceptor.core.learner.passes import filter_of
from preceptor.core.learner.responses import Floats, Ints
from preceptor.platform.calibration.partitions import Partitions, catalog_of, read
from preceptor.platform.jobs.runners import Runner


def sums_of(folder: str, name: str, table: Floats, parameters: Parameters, compiled: bool | None = None) -> Floats:
    """The sums (N, 5) of one partition: what a worker computes. Sums are small; answers never leave the worker."""
    return filter_of(compiled)(catalog_of(folder), read(folder, name), table, parameters).sums


def fit_items(
    partitions: Partitions,
    authored: Floats,
    parameters: Parameters,
    through: Runner,
    group: Ints | None = None,
    passes: int = PASSES,
    say: Callable[[int, Bank], None] = lambda number, bank: None,
) -> Bank:
    """Fit all items of a log. Memory holds one table of items and one partition a worker, however long the log is."""
    folder = str(partitions.folder)

    def sweep(table: Floats) -> Iterable[Floats]:
        return through.map(sums_of, ((folder, name, table, parameters) for name in partitions.names))

    return fit(sweep, authored, parameters, group, passes, say, len(partitions.catalog.raters))
