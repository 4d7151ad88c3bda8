"""Packs that can be adopted, and reports and objections that wait for an answer. Says who may see which."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from preceptor.platform.accounts.models import Learner, User
from preceptor.platform.accounts.roles import May
from preceptor.platform.approvals.models import Adoption, Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs.models import ContentVersion, PackVersion

REPORTED, CONTESTED = "item.reported", "estimate.contested"
MOST_OPEN = 100


@dataclass(frozen=True, slots=True)
class PackRow:
    """A loaded pack version. `state`: in use, new (can be adopted) or replaced."""

    pack: PackVersion
    items: int
    approved: int
    withdrawn: int
    state: str
    adoption: Adoption | None

    @property
    def reviewed(self) -> bool:
        """Whether a clinician has reviewed it, as the pack itself says."""
        return bool(self.pack.body["review"] == "reviewed")


def packs() -> list[PackRow]:
    """Every loaded pack version, newest first within each pack."""
    adoptions: dict[int, Adoption] = {}
    in_use: dict[str, int] = {}
    for one in Adoption.objects.select_related("pack", "by").order_by("pk"):
        adoptions[one.pack_id] = one
        in_use[one.pack.pack] = max(in_use.get(one.pack.pack, 0), one.pack.version)
    live = Q(content__approvals__withdrawn_at__isnull=True, content__approvals__isnull=False)
    rows = []
    for pack in PackVersion.objects.order_by("pack", "-version"):
        counted = pack.memberships.aggregate(
            items=Count("pk", distinct=True), approved=Count("pk", filter=live, distinct=True)
        )
        latest = in_use.get(pack.pack, 0)
        state = "in use" if pack.version == latest else "new" if pack.version > latest else "replaced"
        gone = counted["items"] - counted["approved"] if state == "in use" else 0
        rows.append(PackRow(pack, counted["items"], counted["approved"], gone, state, adoptions.get(pack.pk)))
    return rows


@dataclass(frozen=True, slots=True)
class Report:
    """A report or an objection, as those who may answer it see it. `who` is a name for objections alone."""

    event: Event
    kind: str
    about: str
    comment: str
    at: datetime
    content: ContentVersion | None
    who: str
    learner: Learner | None
    estimate: tuple[float, float, float] | None
    decision: str
    bar: float


def waiting(user: User) -> tuple[list[Report], int]:
    """What waits for this person, oldest first, and how many more there are."""
    answered = set(Event.objects.filter(verb="report.resolved").values_list("payload__report", flat=True))
    events = [
        one
        for one in Event.objects.filter(verb__in=(REPORTED, CONTESTED)).prefetch_related("texts").order_by("seq")
        if str(one.id) not in answered and not one.payload.get("sitting")  # a re-check answers those
    ]
    mine = _learners(user, events)
    visible = [one for one in events if one.verb == REPORTED or one.actor in mine]
    return [_report(one, mine, "") for one in visible[:MOST_OPEN]], max(0, len(visible) - MOST_OPEN)


def report(user: User, key: uuid.UUID) -> Report | None:
    """One report or objection, if this person may answer it; else None."""
    event = Event.objects.filter(id=key, verb__in=(REPORTED, CONTESTED)).prefetch_related("texts").first()
    if event is None or event.payload.get("sitting"):
        return None
    mine = _learners(user, [event])
    if event.verb == CONTESTED and event.actor not in mine:
        return None
    closed = Event.objects.filter(verb="report.resolved", payload__report=str(key)).first()
    return _report(event, mine, closed.payload["decision"] if closed else "")


def _learners(user: User, events: list[Event]) -> dict[uuid.UUID, Learner]:
    """The people behind objections, of those whom this person teaches; an administrator, of all."""
    actors = {one.actor for one in events if one.verb == CONTESTED}
    found = Learner.objects.filter(user__actor__in=actors).select_related("user", "cohort__programme")
    if not user.may(May.ADMINISTER):
        found = found.filter(cohort__educators=user)
    return {one.user.actor: one for one in found}


def _report(event: Event, mine: dict[uuid.UUID, Learner], decision: str) -> Report:
    learner = mine.get(event.actor) if event.verb == CONTESTED else None
    comment = next((one.text for one in event.texts.all() if one.field == "comment"), "")
    content = _content(event.object) if event.verb == REPORTED else None
    about, estimate = event.object.partition("/")[2], None
    if event.verb == CONTESTED:
        known = shelf().world.competencies.get(event.payload["competency"])
        about = known.title if known else event.payload["competency"]
        low, mid, high = event.payload["estimate"]
        estimate = (float(low), float(mid), float(high))
    return Report(
        event=event,
        kind=event.payload.get("kind", ""),
        about=about,
        comment=comment,
        at=event.at,
        content=content,
        who=learner.user.name if learner else "",
        learner=learner,
        estimate=estimate,
        decision=decision,
        bar=learner.cohort.programme.bar if learner else 0.0,
    )


def _content(ref: str) -> ContentVersion | None:
    kind, _, rest = ref.partition("/")
    name, _, version = rest.rpartition("@")
    if not version.isdigit():
        return None
    return ContentVersion.objects.filter(kind=kind, content_id=name, version=int(version)).first()


def live(content: ContentVersion) -> Approval | None:
    """The approval under which learners meet a content now."""
    return Approval.objects.filter(content=content, withdrawn_at__isnull=True).first()
