"""Projections of the event log for learners: attempts, belief, movements, cards, sittings; and unsent words.

No projection is a source of truth: `preceptor rebuild` folds the log again to the same values. `Unsent` is none: what
somebody has typed and not sent has not happened, so it is no event, counts for nothing and goes when it is sent.
"""

import uuid
from datetime import datetime
from typing import Any, ClassVar

from django.db import models

from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval

ENCOUNTER = "encounter"
MODES = [
    ("practice", "practice"),
    ("placement", "placement"),
    ("checkpoint", "checkpoint"),
    ("recheck", "recheck"),
    (ENCOUNTER, "encounter"),
]
STATUSES = [("open", "open"), ("answered", "answered"), ("declined", "declined"), ("closed", "closed")]


class Sitting(models.Model):
    """A placement, a checkpoint or a re-check: a bounded run of attempts without help.

    `competency` is what a re-check is about, empty for the others; `most` how many questions it may have, 0 where the
    log does not say.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sittings")
    kind = models.CharField(max_length=12, choices=MODES)
    competency = models.CharField(max_length=80, blank=True, default="")
    most = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "kind"], condition=models.Q(finished_at__isnull=True), name="one_open_sitting"
            )
        ]

    @classmethod
    def begun(cls, key: uuid.UUID, learner: Learner, payload: dict[str, Any], at: datetime) -> "Sitting":
        """A sitting as the event of its beginning tells it."""
        about, most = payload.get("competency", ""), payload.get("most", 0)
        return cls(id=key, learner=learner, kind=payload["kind"], competency=about, most=most, started_at=at)


class Attempt(models.Model):
    """One activity offered to one learner, and what became of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="attempts")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="attempts")
    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, null=True, related_name="attempts")
    mode = models.CharField(max_length=12, choices=MODES)
    status = models.CharField(max_length=10, choices=STATUSES, default="open")
    seed = models.PositiveIntegerField()
    reason = models.JSONField()
    offered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.FloatField(null=True)
    answer = models.JSONField(null=True)
    receipt = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["learner", "closed_at"], name="attempt_learner_closed")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "mode"],
                # Patients can wait for each other; questions come one at a time.
                condition=models.Q(status="open") & ~models.Q(mode=ENCOUNTER),
                name="one_open_attempt",
            )
        ]


def finished(prefix: str = "") -> models.Q:
    """Attempts whose outcome their learner may see: those of a sitting that still runs stay closed."""
    return models.Q(**{f"{prefix}sitting__isnull": True}) | models.Q(**{f"{prefix}sitting__finished_at__isnull": False})


class BeliefState(models.Model):
    """What is believed about a learner after event `seq`, and the short memory that choices need."""

    learner = models.OneToOneField(Learner, on_delete=models.CASCADE, related_name="belief", primary_key=True)
    seq = models.BigIntegerField(default=0)
    engine = models.CharField(max_length=24)
    state = models.JSONField()
    recent = models.JSONField(default=dict)


class Movement(models.Model):
    """How one answer moved one competency's estimate: chance of success on a reference item, low, mid, high."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="movements")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="movements")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    competency = models.CharField(max_length=80)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["learner", "competency", "seq"], name="movement_lookup")]


class ReviewCard(models.Model):
    """A fact once missed, with its memory state (FSRS) and when it is next due."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="cards")
    approval = models.ForeignKey(Approval, on_delete=models.PROTECT, related_name="cards")
    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="cards")
    part = models.CharField(max_length=80, blank=True)
    """Which of the content's facts it is, where the content holds several (a case's lessons)."""
    made_at = models.DateTimeField()
    due = models.DateTimeField()
    memory = models.JSONField()
    reviews = models.PositiveIntegerField(default=0)
    last_grade = models.PositiveSmallIntegerField(null=True)
    receipt = models.UUIDField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["learner", "due"], name="card_due")]


class Unsent(models.Model):
    """What a learner has typed in an encounter and not sent yet: {field of the room's form: its text}.

    `attempt` is no foreign key, because a rebuild makes the attempts anew. `by` says which form wrote each field last,
    so that two tabs can be told apart.
    """

    attempt = models.UUIDField(primary_key=True)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="unsent")
    texts = models.JSONField()
    by = models.JSONField()
    at = models.DateTimeField()
