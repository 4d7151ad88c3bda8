"""Every case for staff: the list with where each stands at the gate, and one case as a whole. Writes nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preceptor.core.knowledge.condition import Turn
from preceptor.core.knowledge.review import Hanging
from preceptor.core.patient.case import Case, Fact, Patient
from preceptor.core.patient.course import rules
from preceptor.core.patient.encounter import worded
from preceptor.features.knowledge import drafting
from preceptor.features.knowledge.bases import Held
from preceptor.features.knowledge.conditions import KINDS, SETTINGS, citation, value_label, when
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion, HiddenPart

APPROVED, DRAFT, WITHDRAWN, REPLACED, NOT_ADOPTED = "approved", "draft", "withdrawn", "replaced", "not-adopted"
STATUSES = (DRAFT, APPROVED, WITHDRAWN, REPLACED, NOT_ADOPTED)
BY_PACK = "replaced"
"""What adopting a pack writes as the reason where it ends an approval."""

CHECKS = {
    "schema": gettext_lazy("Everything that is named exists"),
    "possible": gettext_lazy("Possible for this person with this condition"),
    "contradictions": gettext_lazy("No fact contradicts another"),
    "diagnosis": gettext_lazy("Open at the door, sure after the full work-up"),
    "rivals": gettext_lazy("Every dangerous alternative can be refuted"),
    "physiology": gettext_lazy("Vital signs and results fit a body"),
    "leak": gettext_lazy("No word gives the diagnosis away"),
    "timeline": gettext_lazy("Times fit each other and the condition"),
    "drug-allergy": gettext_lazy("No medicine against an allergy"),
    "units": gettext_lazy("Every number lies in its range"),
    "near-copy": gettext_lazy("No near-copy of another case"),
    "variants": gettext_lazy("Other people with these facts score the same, or it says why not"),
}
"""The validator's checks by name, as a sentence that holds where it is passed."""
COUNTING = {"age": gettext_lazy("Age counts"), "sex": gettext_lazy("Sex counts")}


def every() -> QuerySet[ContentVersion]:
    """Every version of every case; whoever may read content may read them all."""
    approvals = Approval.objects.select_related("by", "adoption__pack").defer("adoption__pack__body").order_by("-pk")
    found = ContentVersion.objects.filter(kind=cases.KIND).order_by("content_id", "version")
    return found.prefetch_related(Prefetch("approvals", queryset=approvals))


def generated(content: ContentVersion) -> bool:
    """Whether it was made from the base rather than written by authors."""
    return bool(content.meta.get("generated"))


def approvable(content: ContentVersion) -> bool:
    """Whether it can be approved by itself: what was never adopted, or was replaced, comes with its pack."""
    stands = status(content)
    return stands in (DRAFT, WITHDRAWN) or (stands == REPLACED and generated(content))


def status(content: ContentVersion) -> str:
    """Where a version stands: what its newest approval says, or why it has none."""
    approvals = list(content.approvals.all())
    if any(one.withdrawn_at is None for one in approvals):
        return APPROVED
    if not approvals:
        return DRAFT if generated(content) else NOT_ADOPTED
    newest = max(approvals, key=lambda one: one.pk)
    return REPLACED if newest.withdrawn_reason == BY_PACK else WITHDRAWN


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the list."""

    content: ContentVersion
    title: str
    condition: str
    presentation: str
    setting: str
    status: str


def rows(bases: list[Held], asked: Mapping[str, str]) -> tuple[list[Row], int]:
    """The cases that match, drafts first, and how many there are in all."""
    labels = {name: one.label for held in bases for name, one in held.base.conditions.items()}
    titles = {name: title for held in bases for name, title in held.presentations.items()}
    # The diagnosis alone: a hidden part is large, and this page needs one word of each.
    hidden = HiddenPart.objects.filter(content__kind=cases.KIND)
    diagnoses: dict[int, str] = dict(hidden.values_list("pk", "body__condition"))
    versions = list(every())
    newest = {one.content_id: one.pk for one in versions}
    found = [
        _row(one, labels.get(diagnoses[one.pk], diagnoses[one.pk]), titles)
        for one in versions
        if newest[one.content_id] == one.pk or status(one) == APPROVED
    ]
    matching = [one for one in found if _matches(one, asked)]
    matching.sort(key=lambda one: (STATUSES.index(one.status), one.presentation, one.title))
    return matching, len(found)


def _row(one: ContentVersion, condition: str, titles: Mapping[str, str]) -> Row:
    presentation = one.meta["presentation"]
    return Row(
        content=one,
        title=one.public["title"],
        condition=condition,
        presentation=titles.get(presentation, presentation),
        setting=str(SETTINGS.get(one.public["setting"], one.public["setting"])),
        status=status(one),
    )


def _matches(row: Row, asked: Mapping[str, str]) -> bool:
    made = "generated" if generated(row.content) else "authored"
    wanted = {"status": row.status, "presentation": row.content.meta["presentation"], "made": made}
    if any(asked.get(name) and asked[name] != value for name, value in wanted.items()):
        return False
    text = f"{row.title} {row.condition} {row.presentation} {row.content.content_id}".lower()
    return all(word in text for word in asked.get("q", "").lower().split())


@dataclass(frozen=True, slots=True)
class Told:
    """One fact of a case: what is true, the number where it is measured, and in whose words it is told."""

    finding: str
    value: str
    number: str
    say: tuple[str, ...]
    own: bool
    opening: bool


@dataclass(frozen=True, slots=True)
class Page:
    """One case as a whole."""

    content: ContentVersion
    case: Case
    condition: str
    condition_held: bool
    presentation: str
    status: str
    facts: tuple[tuple[str, tuple[Told, ...]], ...]
    filled: tuple[Told, ...]
    own: tuple[tuple[str, tuple[str, ...]], ...]
    turns: tuple[tuple[Turn, str], ...]
    own_course: bool
    people: tuple[drafting.People, ...]
    counts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    approvals: tuple[Approval, ...]
    live: Approval | None
    made: Event | None
    generated: bool
    approvable: bool


def page(content: ContentVersion, held: Held) -> Page:
    """A case with the base it is answered from."""
    case = cases.case(content)
    patient = Patient(held.base, case)
    approvals = tuple(content.approvals.all())
    condition = held.base.conditions.get(case.hidden.condition)
    groups = ((str(title), tuple(_stated(patient, kind))) for kind, title in KINDS.items())
    return Page(
        content=content,
        case=case,
        condition=condition.label if condition else case.hidden.condition,
        condition_held=condition is not None,
        presentation=held.presentation(case.public.presentation),
        status=status(content),
        facts=tuple((title, told) for title, told in groups if told),
        filled=tuple(_filled(patient)),
        own=tuple((_topic(held, name), words) for name, words in case.hidden.own.items()),
        turns=tuple((turn, when(held, turn)) for turn in rules(patient)),
        own_course=bool(case.hidden.course),
        people=tuple(drafting.people(held.base, case)) if condition else (),
        counts=tuple((str(COUNTING.get(name, name)), why) for name, why in case.hidden.effects.items()),
        sources=tuple(citation(held, name) for name in case.hidden.sources),
        approvals=approvals,
        live=next((one for one in approvals if one.withdrawn_at is None), None),
        made=Event.objects.filter(verb="case.generated", object=content.ref).order_by("seq").first(),
        generated=generated(content),
        approvable=approvable(content),
    )


def _stated(patient: Patient, kind: str) -> Iterator[Told]:
    """What the case states, as the patient will tell it."""
    for name in patient.case.hidden.facts:
        if name in patient.base.findings and patient.base.findings[name].kind == kind:
            yield _told(patient, name)


def _filled(patient: Patient) -> Iterator[Told]:
    """What the case leaves open and the base fills in with something to report."""
    for name in patient.base.findings:
        parent = patient.base.findings[name].of
        there = patient.has(name) and (not parent or patient.has(parent))
        if there and name not in patient.case.hidden.facts:
            yield _told(patient, name)


def _told(patient: Patient, name: str) -> Told:
    finding, fact = patient.base.findings[name], patient.facts[name]
    stated = patient.case.hidden.facts.get(name, Fact(fact.value))
    shown = "" if fact.number is None else f"{fact.number:.{finding.decimals}f}"
    say = stated.say or finding.value(fact.value).say[:1]
    return Told(
        finding=finding.label,
        value=value_label(finding, fact.value),
        number=f"{shown} {finding.unit}".strip() if shown else "",
        say=tuple(worded(finding, one, fact.number) for one in say),
        own=bool(stated.say),
        opening=name in patient.case.hidden.opening_tells,
    )


def estimates(held: Held, hanging: Iterable[Hanging]) -> list[str]:
    """On which estimates the first diagnosis hangs, in words."""
    base = held.base
    found = []
    for one in hanging:
        finding = base.findings[one.finding]
        words = {
            "finding": finding.label,
            "value": value_label(finding, one.value),
            "where": base.conditions[one.condition].label if one.condition else _("everybody else"),
            "before": f"{100 * one.before:.0f}",
            "after": f"{100 * one.after:.0f}",
            "then": base.conditions[one.then].label,
        }
        said = _("%(finding)s, %(value)s, in %(where)s: at %(after)s %% instead of %(before)s %%, %(then)s is first.")
        found.append(said % words)
    return found


def _topic(held: Held, name: str) -> str:
    topic, _at, attribute = name.partition("@")
    known = held.base.topics.get(topic)
    label = known.label if known else topic
    return _("%(topic)s: %(attribute)s") % {"topic": label, "attribute": attribute} if attribute else label
