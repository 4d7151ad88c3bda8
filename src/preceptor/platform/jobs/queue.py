"""What waits, runs and failed among the background jobs. The one place that reads the job tables."""

from dataclasses import dataclass
from datetime import datetime

from django_tasks_db.models import DBTaskResult


@dataclass(frozen=True, slots=True)
class Failure:
    """A job that ended in an error."""

    name: str
    error: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How many jobs wait, run and failed, and the newest failures."""

    waiting: int
    running: int
    failed: int
    failures: tuple[Failure, ...]


def queue(newest: int = 5) -> Queue:
    """The state of the queue now."""
    jobs = DBTaskResult.objects.all()
    failures = tuple(
        Failure(one.task_path.rpartition(".")[2], one.exception_class_path, one.finished_at)
        for one in jobs.failed().order_by("-finished_at")[:newest]
    )
    waiting = jobs.filter(status="READY").count()
    return Queue(waiting, jobs.running().count(), jobs.failed().count(), failures)


def unfinished(name: str) -> bool:
    """Whether a job of this name (the last part of its path) waits or runs."""
    return DBTaskResult.objects.filter(status__in=("READY", "RUNNING"), task_path__endswith=f".{name}").exists()
