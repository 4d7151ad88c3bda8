"""Where items lie: fitted to histories by any runner, about their authors' difficulties. Knows histories and arrays."""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

import numpy as np

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Difficulty, Parameters, Prerequisites
from preceptor.core.learner.calibrate import Bank, difficulties, fit, groups_of, severities
from preceptor.core.learner.fitting import Log, fit_parameters
from preceptor.core.learner.passes import filter_of
from preceptor.core.learner.responses import (
    Catalog,
    Floats,
    Ints,
    Kind,
    Responses,
    arranged,
    catalog,
    joined,
    places,
    register,
)
from preceptor.platform.beliefs.versions import Place, Version
from preceptor.platform.calibration import partitions
from preceptor.platform.calibration.fitting import fit_items
from preceptor.platform.calibration.history import History
from preceptor.platform.jobs.progress import Say
from preceptor.platform.jobs.runners import RunnerMissing, runner

FITTING = "fitting difficulties"
SEARCHING = "searching parameters"
LEARNERS_A_PART = 256
# Two partitions hold enough learners for ten numbers; below sixty a quarter held out would say nothing.
SEARCHED_PARTS = 2
FEWEST_LEARNERS = 60
SEARCHED = (
    "general_var", "competency_var", "learning_success", "learning_failure", "learning_shrink", "competency_noise",
    "slip", "leap", "forgetting_exponent", "initial_stability",
)  # fmt: skip
# A competency's items say what its other items are off by once there are some; fewer would only echo themselves.
FEWEST_ITEMS = 5
# Items of one competency stray from their authors' difficulty by about twice as much (standard deviation) as
# competencies do from each other: so many sure items weigh as much as that there be no offset (estimate).
OFFSET_PRIOR_ITEMS = 4.0
DIGITS = 6


@dataclass(frozen=True, slots=True)
class Fitted:
    """What a new version consists of, and how many learners and answers it was fitted to."""

    parameters: Parameters
    items: Mapping[str, Place]
    offsets: Mapping[str, float]
    raters: Mapping[str, Place]
    learners: int
    answers: int
    programmes: Mapping[str, tuple[float, float]] = field(default_factory=dict)


@dataclass(slots=True)
class Asked:
    """What a log asks: its questions by number; of each item the last record, which holds its author's difficulty."""

    kinds: dict[Kind, int] = field(default_factory=dict)
    last: dict[str, Evidence] = field(default_factory=dict)
    learners: int = 0
    answers: int = 0

    def take(self, one: History) -> None:
        """Note what one learner was asked."""
        register(one.records, self.kinds)
        self.last.update((record.item, record) for record in one.records if record.item is not None)
        self.learners += bool(one.records)
        self.answers += sum(one.answers)

    @property
    def subjects(self) -> dict[str, str]:
        """Each item's primary competency."""
        return {item: max(one.competencies, key=lambda pair: pair[1])[0] for item, one in self.last.items()}


def place(
    read: Callable[[], Iterable[History]],
    start: Version,
    prerequisites: Prerequisites,
    passes: int,
    through: tuple[str, str],
    say: Say,
    search: int = 0,
) -> Fitted:
    """Place the items of all histories, with the parameters of the version to start from, or those searched for.

    `read` gives the histories, and is called twice; what is kept of them are arrays of numbers. `through` is the name
    of a runner, and the address of a Dask scheduler or nothing. Raises ValueError, RunnerMissing, PartitionsMissing.
    """
    asked = Asked()
    for one in read():
        asked.take(one)
    if not asked.last:
        return Fitted(start.parameters, {}, {}, {}, asked.learners, asked.answers)
    found = catalog(asked.kinds, prerequisites)
    means = {item: one.difficulty for item, one in asked.last.items()}
    subjects = asked.subjects
    prior = _prior(start.parameters, asked)
    authored, group = places(means, found.items), groups_of(found.items, _groups(subjects))
    parts = _parts(read(), asked.kinds, found, start)
    parameters = start.parameters
    if search:
        some = list(islice(parts, SEARCHED_PARTS))
        parts = chain(some, parts)
        prior = searched(Log(found, joined(some), authored, group), prior, search, say)
        parameters = replace(prior, difficulty_var=parameters.difficulty_var)
    if through[0] == "serial":
        bank = _here(found, list(parts), authored, prior, group, passes, say)
    else:
        bank = _elsewhere(found, parts, authored, prior, group, passes, through, say)
    fitted = difficulties(found, bank)
    items = {
        name: Place(round(one.mean, DIGITS), round(one.error, DIGITS), round(one.discrimination, DIGITS))
        for name, one in sorted(fitted.items())
    }
    raters = {
        name: Place(round(severity, DIGITS), round(error, DIGITS))
        for name, (severity, error) in sorted(severities(found, bank).items())
    }
    return Fitted(parameters, items, _offsets(fitted, means, subjects), raters, asked.learners, asked.answers)


def searched(data: Log, start: Parameters, steps: int, say: Say) -> Parameters:
    """Hyper-parameters by empirical Bayes on some of the learners; those to start from where there are too few.

    Raises RunnerMissing where SciPy is not installed.
    """
    if len(data.responses.level) < FEWEST_LEARNERS:
        return start
    try:
        found = fit_parameters(
            data, start, filter_of(), SEARCHED, steps, say=lambda number, loss: say(SEARCHING, number, steps)
        )
    except ImportError as error:
        raise RunnerMissing("A search for parameters needs SciPy: run ./start --science, or leave it out.") from error
    return replace(found.parameters, version="fitted")


def _parts(
    histories: Iterable[History], kinds: Mapping[Kind, int], found: Catalog, start: Version
) -> Iterator[Responses]:
    waiting = (one for one in histories if one.records)
    while some := list(islice(waiting, LEARNERS_A_PART)):
        levels = [start.start(one.level, one.programme) for one in some]
        yield arranged((one.records for one in some), kinds, found, levels)


def _here(
    found: Catalog, parts: list[Responses], authored: Floats, prior: Parameters, group: Ints, passes: int, say: Say
) -> Bank:
    run, done = filter_of(), 0
    sweeps = passes * (2 if found.raters else 1)

    def sweep(table: Floats) -> Iterable[Floats]:
        nonlocal done
        for part in parts:
            say(FITTING, done, sweeps * len(parts))
            done += 1
            yield run(found, part, table, prior).sums

    return fit(sweep, authored, prior, group, passes, raters=len(found.raters))


def _elsewhere(
    found: Catalog, parts: Iterable[Responses], authored: Floats, prior: Parameters, group: Ints, passes: int,
    through: tuple[str, str], say: Say,
) -> Bank:  # fmt: skip
    with tempfile.TemporaryDirectory(prefix="preceptor-calibration-") as folder:
        written = partitions.write(Path(folder), found, parts)
        say(FITTING, 0, passes)
        with runner(through[0], scheduler=through[1]) as crew:
            return fit_items(
                written, authored, prior, crew, group, passes, lambda number, bank: say(FITTING, number, passes)
            )


def _prior(parameters: Parameters, asked: Asked) -> Parameters:
    """Authors are trusted as far as the records say, so that an item without answers stays where it was."""
    stray = [one.difficulty_var for one in asked.last.values() if one.difficulty_var > 0.0]
    return replace(parameters, difficulty_var=float(np.mean(stray))) if stray else parameters


def _groups(subjects: Mapping[str, str]) -> dict[str, str]:
    sizes: dict[str, int] = {}
    for name in subjects.values():
        sizes[name] = sizes.get(name, 0) + 1
    return {item: name for item, name in subjects.items() if sizes[name] >= FEWEST_ITEMS}


def _offsets(
    found: Mapping[str, Difficulty], authored: Mapping[str, float], subjects: Mapping[str, str]
) -> dict[str, float]:
    """By how many logits the items of each competency are harder than their authors thought: what the version says of
    an item that it does not know."""
    totals: dict[str, tuple[float, float]] = {}
    for item, one in found.items():
        trust = 1.0 / (1.0 + one.error**2)
        weight, total = totals.get(subjects[item], (0.0, 0.0))
        totals[subjects[item]] = weight + trust, total + trust * (one.mean - authored[item])
    return {
        name: round(total / (weight + OFFSET_PRIOR_ITEMS), DIGITS) for name, (weight, total) in sorted(totals.items())
    }
