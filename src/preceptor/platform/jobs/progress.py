"""Saying and asking how far a long job has come."""

import time
from collections.abc import Callable

from preceptor.platform import clock
from preceptor.platform.jobs.models import Progress

Say = Callable[[str, int, int], None]
"""Takes what is being done, how much of it is done, and of how much (0 where that is unknown)."""
EVERY_SECONDS = 1.0


def reporter(job: str, also: Say | None = None) -> Say:
    """What a job calls as often as it likes: each new stage and its end are written, the rest once a second."""
    stage_before, written = "", 0.0

    def say(stage: str, done: int, total: int) -> None:
        nonlocal stage_before, written
        now = time.monotonic()
        if stage == stage_before and done != total and now - written < EVERY_SECONDS:
            return
        stage_before, written = stage, now
        Progress.objects.update_or_create(
            job=job, defaults={"stage": stage[:200], "done": done, "total": total, "at": clock.now()}
        )
        if also:
            also(stage, done, total)

    return say


def progress(job: str) -> Progress | None:
    """The newest word of a job, or None where it never ran."""
    return Progress.objects.filter(pk=job).first()
