"""The jobs of belief versions: renewing learners after an adoption, calibrating on the log, checking predictions."""

from typing import Any

from django_tasks import task


@task()
def renew_beliefs() -> int:
    """Fold every learner's past again under the version in use; returns how many were renewed. Cut short, it goes on
    where it stopped when it is run again."""
    from preceptor.platform.jobs.progress import reporter
    from preceptor.platform.learning.renewal import renew

    return renew(reporter("renew_beliefs")).renewed


@task()
def calibrate_beliefs(wanted: dict[str, Any], by: str) -> int:
    """Calibrate on the log and compare on learners held back; `wanted` are the fields of `Wanted`, `by` is a pseudonym.
    Returns the version's number."""
    import uuid

    from preceptor.platform.calibration.calibrating import Wanted, calibrate
    from preceptor.platform.jobs.progress import reporter

    return calibrate(Wanted(**wanted), uuid.UUID(by), reporter("calibrate_beliefs")).version.number


@task()
def check_predictions() -> int:
    """Compare what was predicted of every answer in the log with what came; returns of how many answers. Running it
    twice gives the same."""
    from preceptor.platform.calibration.reliability import check
    from preceptor.platform.jobs.progress import reporter

    return int(check(reporter("check_predictions")).body["all"]["answers"])
