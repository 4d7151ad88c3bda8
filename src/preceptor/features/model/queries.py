"""What the model's card says: versions with their verdicts, and how predictions held here. No data of single people."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from preceptor.platform.beliefs import versions
from preceptor.platform.calibration import reliability
from preceptor.platform.calibration.reliability import FEWEST_ANSWERS, FEWEST_LEARNERS
from preceptor.platform.ui import plots


@dataclass(frozen=True, slots=True)
class Row:
    """A version with how it fared on learners held back: how many answers of how many, and by how much the log loss
    differed from that of the version it was compared with (value, low, high; below 0 is better); None where it was not
    compared. `fitted` is what it was made on, None for what came with the software."""

    known: versions.Known
    verdict: str
    held_back: dict[str, int] | None
    fitted: dict[str, int] | None
    difference: list[float] | None


def version_rows() -> list[Row]:
    """Every version, newest first."""
    return [_row(one) for one in versions.versions()]


def _row(known: versions.Known) -> Row:
    found: dict[str, Any] = versions.report(known.number) or {}
    difference = found.get("difference", {}).get("log_loss")
    return Row(known, _verdict(known.verdict), found.get("held_back"), found.get("fitted"), difference)


def _verdict(said: str) -> str:
    return {
        "better": _("predicts better"),
        "no clear difference": _("no clear difference"),
        "worse": _("predicts worse"),
        "not enough answers to tell": _("not enough answers to tell"),
    }.get(said, _("not compared"))


@dataclass(frozen=True, slots=True)
class Plot:
    """A group of answers: what it is called, how many, its tenths and where their marks stand."""

    name: str
    title: str
    answers: int
    tenths: tuple[Any, ...]
    marks: list[plots.Mark]


def reliability_plots() -> tuple[Any, list[Plot]]:
    """When predictions were last checked against results (None: never), and the plots."""
    found = reliability.standing()
    if found is None:
        return None, []
    titles = {
        "all": _("All answers"),
        "first": _("The first ten answers of each learner"),
        "new": _("The first ten answers to each item"),
    }
    return found.at, [
        Plot(one.name, titles[one.name], one.answers, one.tenths, plots.reliability(one.tenths)) for one in found.groups
    ]


def page() -> dict[str, Any]:
    """Everything on the card that is read from storage."""
    at, drawn = reliability_plots()
    rows = version_rows()
    return {
        "checked": at,
        "plots": drawn,
        "fewest": FEWEST_ANSWERS,
        "fewest_people": FEWEST_LEARNERS,
        "versions": rows,
        "active": versions.active(),
        "made_on": next((row.fitted for row in rows if row.known.active), None),
    }
