"""The jobs of belief versions: renewing learners after an adoption, and calibrating on the log."""

from django_tasks import task


@task()
def renew_beliefs() -> int:
    """Fold every learner's past again under the version in use; returns how many were renewed. Cut short, it goes on
    where it stopped when it is run again."""
    from preceptor.platform.jobs.progress import reporter
    from preceptor.platform.learning.renewal import renew

    return renew(reporter("renew_beliefs")).renewed


@task()
def calibrate_beliefs(hold_back: float, passes: int, runner: str, adopt: bool, anyway: bool, why: str, by: str) -> int:
    """Calibrate on the log and compare on learners held back; returns the version's number."""
    import uuid

    from preceptor.platform.calibration.calibrating import Wanted, calibrate
    from preceptor.platform.jobs.progress import reporter

    wanted = Wanted(hold_back, passes, runner, adopt, anyway, why)
    return calibrate(wanted, uuid.UUID(by), reporter("calibrate_beliefs")).version.number
