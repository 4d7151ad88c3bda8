"""Versions of the belief. Rows are written once: a belief folded under a version must fold to the same for ever."""

from typing import Any, ClassVar

from django.db import models


class VersionIsFixed(RuntimeError):
    """Somebody tried to change or delete a version of the belief."""


class BeliefVersionQuerySet(models.QuerySet["BeliefVersion"]):
    """Refuses what would change the past."""

    def update(self, **values: Any) -> int:
        raise VersionIsFixed("versions of the belief are never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise VersionIsFixed("versions of the belief are never deleted")


class BeliefVersion(models.Model):
    """One calibration, or what the software came with.

    `made_by` is the pseudonym of who asked for it, None for what came with the software. `body` holds `parameters`
    (the fields of the core's Parameters), `items` (content id: difficulty, its standard error, and a factor on its
    slope where that was estimated), `offsets` (competency: by how many logits its items are harder than authors
    thought), `raters` (pseudonym: severity and its standard error) and `programmes` (programme: by how many logits its
    learners start above their level, and its standard error). `report` is the comparison on learners held back from
    the fit, None where there was none.
    """

    number = models.PositiveIntegerField(primary_key=True)
    name = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    made_by = models.UUIDField(null=True)
    body = models.JSONField()
    report = models.JSONField(null=True)

    objects: ClassVar[models.Manager["BeliefVersion"]] = BeliefVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["number"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise VersionIsFixed("versions of the belief are never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise VersionIsFixed("versions of the belief are never deleted")


class Reliability(models.Model):
    """How predicted chances held on this installation's log, as a job last computed it: one row, overwritten.

    `body` holds groups of answers, each with how many `answers` by how many `learners`, and its `tenths` (mean
    prediction, share right, low, high, count), empty where there are too few to show.
    """

    at = models.DateTimeField()
    body = models.JSONField()
