"""Approvals: every row that a learner meets points at one, so the database itself refuses unapproved content."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from preceptor.platform.packs.models import ContentVersion, PackVersion


class Adoption(models.Model):
    """A person took a pack version into use, having been told its review status."""

    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="adoptions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()


class Approval(models.Model):
    """One exact version of one piece of content may reach learners, until withdrawn."""

    content = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="approvals")
    adoption = models.ForeignKey(Adoption, on_delete=models.PROTECT, null=True, related_name="approvals")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["content"], condition=models.Q(withdrawn_at__isnull=True), name="one_live_approval"
            )
        ]


class Shelf(models.Model):
    """A counter that moves whenever what is approved changes, so that processes know when to read it again."""

    version = models.PositiveIntegerField(default=0)
