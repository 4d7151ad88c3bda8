"""Opening and closing the gate: adopting a pack, withdrawing and restoring content. Each act is an event."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import F

from preceptor.platform.accounts.models import User
from preceptor.platform.approvals.models import Adoption, Approval, Shelf
from preceptor.platform.events.log import Draft, append
from preceptor.platform.jobs.hearing import learn_to_listen
from preceptor.platform.packs.models import ContentVersion, PackVersion


@dataclass(frozen=True, slots=True)
class Adopted:
    """What adopting a pack changed."""

    approved: int
    withdrawn: int


def adopt(pack: PackVersion, by: User, at: datetime) -> Adopted:
    """Approve every content of a pack version and end approvals of the same pack that it replaces.

    Content that somebody withdrew by hand stays withdrawn.
    """
    with transaction.atomic():
        adoption = Adoption.objects.create(pack=pack, by=by, at=at)
        wanted = {one.content_id for one in pack.memberships.all()}
        live = Approval.objects.filter(withdrawn_at__isnull=True, content__pack__pack=pack.pack).exclude(
            content__kind="case", content__meta__generated=True
        )  # those were made here and approved one by one: no pack version replaces them
        replaced = live.exclude(content_id__in=wanted).update(withdrawn_at=at, withdrawn_reason="replaced")
        settled = set(live.values_list("content_id", flat=True)) | set(
            Approval.objects.filter(content_id__in=wanted, withdrawn_at__isnull=False)
            .exclude(withdrawn_reason="replaced")
            .values_list("content_id", flat=True)
        )
        fresh = [Approval(content_id=one, adoption=adoption, by=by, at=at) for one in sorted(wanted - settled)]
        Approval.objects.bulk_create(fresh, batch_size=200)
        moved()
        append(
            Draft(
                by.actor,
                "pack.adopted",
                at,
                {"pack": f"{pack.pack}@{pack.version}", "approved": len(fresh), "withdrawn": replaced},
                object=f"pack/{pack.pack}@{pack.version}",
            )
        )
        if Approval.objects.filter(adoption=adoption, content__kind="knowledge").exists():
            transaction.on_commit(learn_to_listen.enqueue)
    return Adopted(len(fresh), replaced)


def withdraw(approval: Approval, by: User, at: datetime, reason: str) -> None:
    """End an approval at once. Withdrawing twice is harmless."""
    # "replaced" is what adopting writes; by hand it must not mean that the next adoption brings it back.
    reason = "replaced by hand" if reason.strip() == "replaced" else reason
    with transaction.atomic():
        ended = Approval.objects.filter(pk=approval.pk, withdrawn_at__isnull=True).update(
            withdrawn_at=at, withdrawn_reason=reason[:500] or "withdrawn"
        )
        if ended:
            moved()
            append(
                Draft(by.actor, "content.withdrawn", at, {"approval": approval.pk}, object=approval.content.ref),
                {"reason": reason},
            )


def restore(content: ContentVersion, by: User, at: datetime) -> Approval:
    """Approve a content version again. Restoring what is approved is harmless."""
    with transaction.atomic():
        live = Approval.objects.filter(content=content, withdrawn_at__isnull=True).first()
        if live:
            return live
        approval = Approval.objects.create(content=content, by=by, at=at)
        moved()
        append(Draft(by.actor, "content.restored", at, {"approval": approval.pk}, object=content.ref))
    return approval


def shelf_version() -> int:
    """Moves whenever what is approved changes."""
    with connection.cursor() as cursor:  # asked by every choice: the ORM would cost more than the query
        cursor.execute("SELECT version FROM approvals_shelf WHERE id = 1")
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def hold() -> None:
    """Keep anybody else from changing what learners meet until the transaction ends."""
    Shelf.objects.get_or_create(pk=1)
    Shelf.objects.select_for_update().get(pk=1)


def moved() -> None:
    """Let every process know that what learners meet has changed."""
    Shelf.objects.get_or_create(pk=1)
    Shelf.objects.filter(pk=1).update(version=F("version") + 1)
