"""The commands about versions of the belief: what each prints, and what it says where it cannot."""

from __future__ import annotations

from typing import Any

import django
import pytest

django.setup()

from django.core import management  # noqa: E402

from preceptor.core.learner import Parameters  # noqa: E402
from preceptor.platform import clock  # noqa: E402
from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Programme, User  # noqa: E402
from preceptor.platform.accounts.oversight import OPERATOR  # noqa: E402
from preceptor.platform.beliefs import adopting, versions  # noqa: E402
from preceptor.platform.beliefs.models import BeliefVersion  # noqa: E402
from preceptor.platform.calibration import calibrating  # noqa: E402
from preceptor.platform.calibration.calibrating import Calibrated  # noqa: E402
from preceptor.platform.jobs.queue import unfinished  # noqa: E402
from preceptor.platform.jobs.runners import NAMES  # noqa: E402
from preceptor.project import cli  # noqa: E402

pytestmark = pytest.mark.django_db
REPORT: dict[str, Any] = {
    "verdict": "better", "active": {"version": 1, "log_loss": [0.55, 0.5, 0.6], "auc": None},
    "new": {"log_loss": [0.5, 0.45, 0.55], "auc": [0.7, 0.6, 0.8]},
    "difference": {"log_loss": [-0.05, -0.07, -0.03], "auc": None},
    "fitted": {"learners": 40, "answers": 900, "items": 30}, "held_back": {"learners": 35, "answers": 700},
    "left_out": {"staff": 0, "synthetic": 2, "erased": 0, "events": 3, "first": "event 7: no"},
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh() -> None:
    versions.forget()


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return int(ended.value.code or 0)


def made(verdict: str = "better") -> BeliefVersion:
    return BeliefVersion.objects.create(
        number=versions.next_number(), name="calibrated", made_at=clock.now(), made_by=OPERATOR,
        body=versions.body_of(Parameters(), {}, {}), report=REPORT | {"verdict": verdict},
    )  # fmt: skip


def test_versions_are_listed_with_their_adoptions(capsys: pytest.CaptureFixture[str]) -> None:
    made()
    assert run("beliefs", "adopt", "2", "--why", "Compared in March.") == 0
    assert "Version 2 is in use" in capsys.readouterr().out
    assert run("beliefs", "adopt", "2") == 0
    assert "in use already" in capsys.readouterr().out
    assert run("beliefs") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("   2  calibrated ")
    assert lines[0].endswith(", better, IN USE")
    assert "in place of version 1: Compared in March." in lines[1]
    assert "came with the software" in lines[2]


def test_going_back_and_no_further_than_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("beliefs", "back") == 1
    assert "none before it" in capsys.readouterr().err
    made()
    run("beliefs", "adopt", "2")
    assert run("beliefs", "back", "--why", "Learners complained.") == 0
    assert "Version 1 is in use again" in capsys.readouterr().out
    assert versions.active_number() == 1


def test_what_is_not_better_needs_a_reason(capsys: pytest.CaptureFixture[str]) -> None:
    made("no clear difference")
    assert run("beliefs", "adopt", "2") == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert run("beliefs", "adopt", "2", "--anyway") == 1
    assert "Say why" in capsys.readouterr().err
    assert run("beliefs", "adopt", "2", "--anyway", "--why", "A trial.") == 0
    assert run("beliefs", "adopt", "9") == 1
    assert "no version 9" in capsys.readouterr().err


def test_the_worker_calibrates(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("calibrate", "--hold-back", "0.3", "--passes", "4", "--adopt") == 0
    assert "The worker calibrates" in capsys.readouterr().out
    assert unfinished("calibrate_beliefs")


def test_a_worker_first_takes_up_a_renewal_that_was_cut_short(monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = Cohort.objects.create(programme=Programme.objects.create(name="Medicine"), name="Year 3")
    enrol(User.objects.create_user("leila@example.org", None, name="Leila"), cohort)
    made()
    adopting.adopt(2, OPERATOR, clock.now())
    commands: list[str] = []
    monkeypatch.setattr(management, "call_command", lambda name, *_, **__: commands.append(name))
    assert not unfinished("renew_beliefs")
    assert run("worker") == 0
    assert unfinished("renew_beliefs")
    assert commands == ["db_worker"]


def test_the_runners_offered_are_those_there_are() -> None:
    assert cli.parser().parse_args(["calibrate"]).runner == "serial"
    for one in NAMES:
        assert cli.parser().parse_args(["calibrate", "--runner", one]).runner == one


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--anyway", "--why", "x"], "--anyway goes with --adopt"),
        (["--adopt", "--anyway"], "and with a reason"),
        (["--now"], "Nothing was calibrated"),
    ],
)
def test_what_cannot_be_calibrated_says_why(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("calibrate", *arguments) == 1
    assert sentence in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--hold-back", "0.9"], ["--hold-back", "much"], ["--passes", "0"]])
def test_options_out_of_range_are_refused(arguments: list[str]) -> None:
    assert run("calibrate", *arguments) == 2


def test_the_foreground_says_what_came_of_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def pretended(wanted: Any, by: Any, say: Any) -> Calibrated:
        say("fitting difficulties", 3, 9)
        return Calibrated(made(), "Nothing shows it." if wanted.adopt else "")

    monkeypatch.setattr(calibrating, "calibrate", pretended)
    assert run("calibrate", "--now") == 0
    said = capsys.readouterr()
    assert "fitting difficulties: 3 of 9" in said.err
    assert "Version 2: 30 items from 900 answers of 40 learners; compared on 700 answers of 35 others." in said.out
    assert "Against version 1: better." in said.out
    assert "log loss           0.5500 before, 0.5000 after: -0.0500 (95 % interval -0.0700 to -0.0300)" in said.out
    assert "AUC" not in said.out
    assert (
        "Left out: 2 synthetic people. 3 events could not be read and were left out; the first: event 7: no."
        in said.out
    )
    assert run("calibrate", "--now", "--adopt") == 1
    assert "It was not adopted. Nothing shows it." in capsys.readouterr().err
    run("beliefs")
    assert "calibrate_beliefs: fitting difficulties, 3 of 9" in capsys.readouterr().out
