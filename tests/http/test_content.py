"""Loading, adopting, withdrawing, and the log: whole or not at all, and never changed afterwards."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from preceptor.core.coach.choosing import NothingToOffer
from preceptor.platform import clock
from preceptor.platform.approvals.gate import adopt, restore, shelf_version, withdraw
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.catalogue import VERBS, reference
from preceptor.platform.events.log import Draft, PayloadError, append, erase_texts
from preceptor.platform.events.models import AppendOnlyError, Event, FreeText
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, ReviewCard
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs.loading import PackRefused, load
from preceptor.platform.packs.models import ContentVersion, HiddenPart, PackContent, PackVersion
from tests.http.courses import ROOT, START, TINY, change, copied, reply


def counts() -> dict[str, int]:
    models = (PackVersion, ContentVersion, HiddenPart, PackContent, Approval, Event)
    return {model.__name__: model.objects.count() for model in models}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


@pytest.mark.django_db
def test_loading_again_changes_nothing() -> None:
    before = counts()
    done = load(TINY)
    assert done.already
    assert (done.new_items, done.kept_items) == (0, 12)
    assert counts() == before


@pytest.mark.django_db
def test_a_pack_with_one_fault_is_refused_whole(folder: Path) -> None:
    before = counts()
    change(folder, "pack.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "difficulty: 3", "difficulty: 9")
    with pytest.raises(PackRefused) as refused:
        load(folder)
    assert [fault.code for fault in refused.value.faults] == ["out-of-range"]
    assert counts() == before


@pytest.mark.django_db
def test_a_failure_while_storing_leaves_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = counts()
    change(folder, "pack.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "version: 1", "version: 2")

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(PackContent.objects, "bulk_create", broken)
    with pytest.raises(OSError, match="disk"):
        load(folder)
    assert counts() == before


@pytest.mark.django_db
def test_other_content_under_the_same_version_is_refused_by_file_and_line(folder: Path) -> None:
    before = counts()
    change(folder, "items/all.yaml", "What explains the sound best?", "What explains her sound best?")
    with pytest.raises(PackRefused) as refused:
        load(folder)
    assert [(fault.file, fault.line, fault.field, fault.code) for fault in refused.value.faults] == [
        ("items/all.yaml", 4, "items.0.version", "immutable"),
        ("pack.yaml", 1, "version", "immutable"),
    ]
    assert counts() == before


@pytest.mark.django_db
def test_a_new_pack_version_shares_what_did_not_change(folder: Path) -> None:
    before = counts()
    change(folder, "pack.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "What explains the sound best?", "What explains her sound best?")
    done = load(folder)
    assert (done.new_items, done.kept_items, done.already) == (1, 11, False)
    assert counts()["ContentVersion"] == before["ContentVersion"] + 1
    members = [
        set(one.memberships.values_list("content", flat=True)) for one in PackVersion.objects.order_by("version")
    ]
    assert len(members[0] & members[1]) == 11
    assert counts()["Approval"] == before["Approval"]


# The gate.


def test_adoption_approves_exactly_the_packs_items(world: Any) -> None:
    live = Approval.objects.filter(withdrawn_at__isnull=True)
    assert set(live.values_list("content", flat=True)) == set(world.pack.memberships.values_list("content", flat=True))
    assert live.count() == 12
    again = adopt(world.pack, world.people["educator"], clock.now())
    assert (again.approved, again.withdrawn) == (0, 0)
    assert [one.payload["approved"] for one in Event.objects.filter(verb="pack.adopted")] == [12, 0]


def test_a_newer_version_replaces_what_it_changed_and_drops_nothing_else(world: Any, folder: Path) -> None:
    change(folder, "pack.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "version: 1", "version: 2")
    change(folder, "items/all.yaml", "What explains the sound best?", "What explains her sound best?")
    done = adopt(load(folder).version, world.people["educator"], clock.now())
    assert (done.approved, done.withdrawn) == (1, 1)
    refs = {one.content.ref for one in Approval.objects.filter(withdrawn_at__isnull=True).select_related("content")}
    assert "item/zq-01-narrow-tubes@2" in refs
    assert "item/zq-01-narrow-tubes@1" not in refs
    assert len(refs) == 12


def test_what_was_withdrawn_by_hand_stays_so_when_the_pack_is_adopted_again(world: Any) -> None:
    approval = Approval.objects.first()
    assert approval is not None
    withdraw(approval, world.people["educator"], clock.now(), "A wrong dose.")
    adopt(world.pack, world.people["educator"], clock.now())
    assert not Approval.objects.filter(content=approval.content, withdrawn_at__isnull=True).exists()


def test_withdrawing_and_restoring_are_events_move_the_shelf_and_may_be_repeated(world: Any) -> None:
    approval, educator = Approval.objects.select_related("content").first(), world.people["educator"]
    assert approval is not None
    version, name = shelf_version(), approval.content.content_id
    assert name in shelf().catalogue.contents
    for _ in range(2):
        withdraw(approval, educator, clock.now(), "A wrong dose.")
    assert shelf_version() == version + 1
    assert name not in shelf().catalogue.contents
    event = Event.objects.get(verb="content.withdrawn")
    assert event.object == approval.content.ref
    assert [one.text for one in event.texts.all()] == ["A wrong dose."]
    fresh = restore(approval.content, educator, clock.now())
    assert restore(approval.content, educator, clock.now()) == fresh
    assert fresh.pk != approval.pk
    assert name in shelf().catalogue.contents
    assert Event.objects.filter(verb="content.restored").count() == 1


def test_the_database_refuses_two_live_approvals_of_one_content(world: Any) -> None:
    approval = Approval.objects.first()
    assert approval is not None
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(content=approval.content, at=clock.now())


def made_and_checked(model: Any, **fields: Any) -> None:
    """Foreign keys are checked at the end of a transaction, or here."""
    model.objects.create(**fields)
    connection.check_constraints()


def test_the_database_refuses_what_nobody_approved(world: Any) -> None:
    attempt = loop.offer(world.learner)
    reply(world.learner, attempt, right=False)
    values = {"learner": world.learner, "mode": "placement", "seed": 1, "reason": {}, "offered_at": clock.now()}
    card = {
        "learner": world.learner,
        "attempt_id": attempt.pk,
        "made_at": clock.now(),
        "due": clock.now(),
        "memory": {},
    }
    for model, fields in ((Attempt, values), (ReviewCard, card)):
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.create(approval_id=None, **fields)
        with pytest.raises(IntegrityError), transaction.atomic():
            made_and_checked(model, approval_id=10**9, **fields)


def test_without_an_approval_nothing_is_offered(world: Any) -> None:
    for approval in Approval.objects.filter(withdrawn_at__isnull=True):
        withdraw(approval, world.people["educator"], clock.now(), "Under review.")
    with pytest.raises(NothingToOffer):
        loop.offer(world.learner)
    assert not Attempt.objects.exists()


# The log.


def test_events_cannot_be_changed_or_deleted(world: Any) -> None:
    event = Event.objects.first()
    assert event is not None
    event.verb = "changed"
    tries = [
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(verb="changed"),
        lambda: Event.objects.filter(pk=event.pk).delete(),
        lambda: Event.objects.bulk_update([event], ["verb"]),
    ]
    for act in tries:
        with pytest.raises(AppendOnlyError), transaction.atomic():
            act()
    draft = Draft(world.user.actor, "attempt.closed", clock.now(), {"why": "stale"}).event()
    draft.seq = event.seq
    with pytest.raises(IntegrityError), transaction.atomic():
        draft.save()
    assert Event.objects.get(pk=event.pk).verb == "pack.adopted"
    # Not even around the ORM: the database refuses.
    with pytest.raises(DatabaseError, match="events are never changed"), transaction.atomic():
        connection.cursor().execute("UPDATE events_event SET verb = 'changed' WHERE seq = %s", [event.pk])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "payload"),
    [("attempt.closed", {}), ("attempt.closed", {"why": "stale", "more": 1}), ("attempt.opened", {"why": "x"})],
)
def test_a_payload_is_what_the_catalogue_says(verb: str, payload: dict[str, Any]) -> None:
    with pytest.raises(PayloadError):
        append(Draft(uuid.uuid4(), verb, START, payload))
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_a_text_that_the_catalogue_does_not_know_takes_its_event_with_it() -> None:
    with pytest.raises(PayloadError):
        append(Draft(uuid.uuid4(), "item.reported", START, {"kind": "wrong"}), {"diary": "Dear diary"})
    assert not Event.objects.exists()


@pytest.mark.django_db
def test_what_a_person_wrote_is_erased_and_the_event_stays() -> None:
    actor, other = uuid.uuid4(), uuid.uuid4()
    for one in (actor, other):
        append(Draft(one, "item.reported", START, {"kind": "wrong"}), {"comment": "  Ann told me.  "})
    assert set(FreeText.objects.values_list("text", flat=True)) == {"Ann told me."}
    assert erase_texts(actor, START) == 1
    assert erase_texts(actor, START) == 0
    assert Event.objects.filter(actor=actor).count() == 1
    assert [one.text for one in FreeText.objects.order_by("event__actor") if one.event.actor == actor] == [""]
    assert FreeText.objects.get(event__actor=other).text == "Ann told me."


def test_the_page_of_events_is_what_the_code_says() -> None:
    page = (ROOT / "docs" / "reference" / "events.md").read_text(encoding="utf-8")
    assert page == reference(), "run: preceptor docs events > docs/reference/events.md"
    assert all(f"## {name}\n" in page for name in VERBS)
