"""The commands `preceptor calibrate` and `preceptor beliefs …`: making versions of the belief, showing, adopting."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from functools import wraps
from typing import Any

Add = Callable[..., argparse.ArgumentParser]
Run = Callable[[argparse.Namespace], int]


def _ready(run: Run) -> Run:
    """A command with the applications ready before it."""

    @wraps(run)
    def command(options: argparse.Namespace) -> int:
        import django

        django.setup()
        return run(options)

    return command


@_ready
def calibrate(options: argparse.Namespace) -> int:
    """Fit item difficulties to the event log and compare them on learners held back; the worker does it."""
    from preceptor.platform.accounts.oversight import OPERATOR
    from preceptor.platform.calibration.calibrating import Wanted
    from preceptor.platform.jobs.beliefs import calibrate_beliefs

    if options.anyway and not (options.adopt and options.why.strip()):
        return _refuse("--anyway goes with --adopt and with a reason: --why TEXT.")
    wanted = Wanted(**{part.name: getattr(options, part.name) for part in fields(Wanted)})
    if options.now:
        return _calibrate_now(wanted)
    calibrate_beliefs.enqueue(asdict(wanted), str(OPERATOR))
    print("The worker calibrates. `preceptor beliefs` shows how far it is.")
    return 0


def _calibrate_now(wanted: Any) -> int:
    from preceptor.platform.accounts.oversight import OPERATOR
    from preceptor.platform.calibration import calibrating
    from preceptor.platform.calibration.history import LeftOut
    from preceptor.platform.calibration.partitions import PartitionsMissing
    from preceptor.platform.jobs.progress import reporter
    from preceptor.platform.jobs.runners import RunnerMissing

    def tell(stage: str, done: int, total: int) -> None:
        print(f"{stage}: {done} of {total}", file=sys.stderr)

    try:
        done = calibrating.calibrate(wanted, OPERATOR, reporter("calibrate_beliefs", tell))
    except (ValueError, RunnerMissing, PartitionsMissing) as error:
        return _refuse(f"Nothing was calibrated: {error}")
    report = done.version.report or {}
    fitted, held = report["fitted"], report["held_back"]
    print(
        f"Version {done.version.number}: {fitted['items']} items from {fitted['answers']} answers of "
        f"{fitted['learners']} learners; compared on {held['answers']} answers of {held['learners']} others."
    )
    for line in filter(None, (*compared(report), LeftOut(**report["left_out"]).sentence())):
        print(line)
    if done.refusal:
        return _refuse(f"It was not adopted. {done.refusal}")
    return 0


def compared(report: dict[str, Any]) -> list[str]:
    """What a comparison found, as lines."""
    lines = [f"Against version {report['active']['version']}: {report['verdict']}."]
    for measure, name in (("log_loss", "log loss"), ("auc", "AUC"), ("calibration_error", "calibration error")):
        before, after, apart = (report[side].get(measure) for side in ("active", "new", "difference"))
        if before and after and apart:
            lines.append(
                f"  {name:18} {before[0]:.4f} before, {after[0]:.4f} after: {apart[0]:+.4f} "
                f"(95 % interval {apart[1]:+.4f} to {apart[2]:+.4f})"
            )
    return lines


@_ready
def show(options: argparse.Namespace) -> int:
    """List the versions of the belief, which one is in use, and how far calibration and renewal are."""
    from preceptor.platform.beliefs import versions
    from preceptor.platform.jobs.progress import progress

    for one in versions.versions():
        origin = "came with the software" if one.made_by is None else f"made {one.made_at:%Y-%m-%d %H:%M}"
        said = ", ".join(filter(None, (origin, one.verdict, "IN USE" if one.active else "")))
        print(f"{one.number:4}  {one.name:22} {said}")
        for adoption in one.adoptions:
            why = f": {adoption.why}" if adoption.why else ""
            print(f"        adopted {adoption.at:%Y-%m-%d %H:%M} in place of version {adoption.before}{why}")
    for name in ("calibrate_beliefs", "renew_beliefs"):
        if found := progress(name):
            share = f", {found.done} of {found.total}" if found.total > 1 else ""
            print(f"{name}: {found.stage}{share} ({found.at:%Y-%m-%d %H:%M:%S})")
    return 0


@_ready
def adopt(options: argparse.Namespace) -> int:
    """Take a version into use: at once for new learners, by the worker one by one for the others."""
    from preceptor.platform import clock
    from preceptor.platform.accounts.oversight import OPERATOR
    from preceptor.platform.beliefs import adopting, versions

    try:
        changed = adopting.adopt(options.number, OPERATOR, clock.now(), options.why, options.anyway)
    except (adopting.NotBetter, versions.UnknownVersion) as refused:
        return _refuse(f"{refused} Nothing was changed.")
    print(
        f"Version {options.number} is in use; the worker renews learners one by one."
        if changed
        else f"Version {options.number} is in use already."
    )
    return 0


@_ready
def back(options: argparse.Namespace) -> int:
    """Take the version into use again that was in use before the present one."""
    from preceptor.platform import clock
    from preceptor.platform.accounts.oversight import OPERATOR
    from preceptor.platform.beliefs import adopting

    try:
        number = adopting.back(OPERATOR, clock.now(), options.why)
    except adopting.NothingBefore as refused:
        return _refuse(f"{refused} Nothing was changed.")
    print(f"Version {number} is in use again; the worker renews learners one by one.")
    return 0


def _refuse(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


def _share(text: str) -> float:
    """An argument between .05 and .5."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0.05 <= found <= 0.5:
        raise argparse.ArgumentTypeError(f"a share from 0.05 to 0.5, not {text}")
    return found


def commands(root: argparse._SubParsersAction, add: Add, count: Callable[[int, int], Callable[[str], int]]) -> None:
    """Put these commands among the others."""
    made = add(calibrate, "calibrate")
    made.add_argument("--hold-back", type=_share, default=0.2, metavar="SHARE", help="learners to compare on (0.2)")
    made.add_argument("--passes", type=count(1, 20), default=5, help="passes over the log (5)")
    made.add_argument("--runner", choices=["serial", "processes", "dask"], default="serial")
    made.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a Dask cluster; else one is started here")
    made.add_argument("--search", type=count(0, 2000), default=0, metavar="STEPS", help="search parameters too (0: no)")
    made.add_argument("--adopt", action="store_true", help="adopt it where it is better")
    made.add_argument("--anyway", action="store_true", help="with --adopt: even where it is not; needs --why")
    made.add_argument("--why", default="", metavar="TEXT")
    made.add_argument("--now", action="store_true", help="here, without the worker")
    acts = add(show, "beliefs").add_subparsers(dest="act")
    taken = add(adopt, "adopt", acts)
    taken.add_argument("number", type=count(1, 999999), metavar="N")
    taken.add_argument("--why", default="", metavar="TEXT")
    taken.add_argument("--anyway", action="store_true", help="though nothing shows that it is better; needs --why")
    add(back, "back", acts).add_argument("--why", default="", metavar="TEXT")
