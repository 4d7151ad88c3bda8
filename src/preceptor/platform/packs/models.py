"""Loaded content: immutable versions, with the hidden part of each in a table of its own."""

from typing import ClassVar

from django.db import models


class PackVersion(models.Model):
    """One version of a pack as loaded: its own facts, competencies, references and presentations."""

    pack = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    body = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pack", "version"], name="pack_version")]


class ContentVersion(models.Model):
    """One version of one piece of content: what may be shown of it (`public`) and what it is about (`meta`)."""

    kind = models.CharField(max_length=16)
    content_id = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="contents")
    meta = models.JSONField()
    public = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["kind", "content_id", "version"], name="content_version")
        ]

    @property
    def ref(self) -> str:
        """How events cite it."""
        return f"{self.kind}/{self.content_id}@{self.version}"


class HiddenPart(models.Model):
    """Keys, rationales, rubrics: read only to mark an answer, to give feedback, or by staff."""

    content = models.OneToOneField(ContentVersion, on_delete=models.PROTECT, related_name="hidden", primary_key=True)
    body = models.JSONField()


class PackContent(models.Model):
    """Which content versions a pack version consists of: unchanged items are shared between versions."""

    pack = models.ForeignKey(PackVersion, on_delete=models.PROTECT, related_name="memberships")
    content = models.ForeignKey(ContentVersion, on_delete=models.PROTECT, related_name="memberships")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["pack", "content"], name="pack_content")]
