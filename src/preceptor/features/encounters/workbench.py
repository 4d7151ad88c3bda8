"""The parts of the room beside the talk: what can be examined, ordered, ranked, given, and what came of it.

Knows an encounter and what was asked for in the address; no storage, and nothing of the hidden part of a case.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import Manoeuvre, Test
from preceptor.core.patient.encounter import Encounter
from preceptor.features.encounters import auscultation, bodymap, places
from preceptor.features.encounters.presenting import condition_name, ward_clock

EMPTY_ROWS, LEAST_ROWS, MOST_ROWS = 2, 5, 12
GROUPS = ("bedside", "blood", "urine", "imaging", "cardiac", "microbiology", "other")
TREATMENTS = ("drug", "fluid", "oxygen", "procedure", "monitoring", "referral", "advice", "place")
WAITS = (5, 15, 30, 60)
ROUTES = ("by mouth", "intravenous", "intramuscular", "subcutaneous", "inhaled", "nebulised", "sublingual", "rectal")
FREQUENCIES = ("once", "every 4 hours", "every 6 hours", "every 8 hours", "every 12 hours", "once a day", "as needed")


@dataclass(frozen=True, slots=True)
class Done:
    """Something that came of an act: what was done, when on the ward clock, and what was found."""

    title: str
    time: str
    text: str
    step: int
    media: tuple[tuple[str, str], ...] = ()
    heard: auscultation.Heard | None = None


def found_by(encounter: Encounter, who: str) -> list[Done]:
    """What examining ("find") or testing ("result") has shown, newest first."""
    base, public = encounter.patient.base, encounter.patient.case.public
    labels: Mapping[str, Any] = base.manoeuvres if who == "find" else base.tests
    steps = encounter.state.steps
    found = []
    for step in steps:
        after = steps[step.number + 1].at if step.number + 1 < len(steps) else encounter.state.clock
        for line in step.lines:
            if line.who == who and line.title in labels:
                media = line.findings if line.media == "ecg" else ()
                label = labels[line.title].label
                sound = auscultation.heard(encounter, step.number) if who == "find" else None
                found.append(Done(label, ward_clock(public, after), line.text, step.number, media, sound))
    return found[::-1]


# Examining.


@dataclass(frozen=True, slots=True)
class Region:
    """A place of the body: its name, whether it was examined, whether it is the one looked at now."""

    id: str
    name: str
    examined: bool
    chosen: bool
    count: int


@dataclass(frozen=True, slots=True)
class Doing:
    """One act of examining as a button: minutes it takes, what it uncovers, when it was last done."""

    id: str
    label: str
    minutes: str
    exposure: str
    consent: bool
    done: str


def regions(encounter: Encounter, chosen: str) -> list[Region]:
    """The places one can examine, in the order of a top-to-toe examination."""
    base = encounter.patient.base
    done = {base.manoeuvres[name].region for _at, name in encounter.state.examined if name in base.manoeuvres}
    counts: dict[str, int] = {}
    for one in base.manoeuvres.values():
        counts[one.region] = counts.get(one.region, 0) + 1
    names = list(dict.fromkeys([*(one for one in base.regions if one in counts), *counts]))
    return [Region(name, places.region_name(name), name in done, name == chosen, counts[name]) for name in names]


@dataclass(frozen=True, slots=True)
class Link:
    """An outline of the body map that leads to its region."""

    id: str
    region: str
    name: str
    shape: str
    path: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """One view of the body map: its name, its height, outlines that lead somewhere and outlines that do not."""

    view: str
    name: str
    height: int
    links: tuple[Link, ...]
    plain: tuple[bodymap.Outline, ...]


def drawn(view: str, places_of: Mapping[str, Region], child: bool) -> Drawn:
    """A view of the body with what was examined and where one is now."""
    figure = bodymap.figure(view, child)
    names = {"front": _("Front"), "back": _("Back"), "side": _("Side")}
    links = []
    for number, one in enumerate(figure.outlines):
        place = places_of.get(one.region)
        if place:
            shape = "sel" if place.chosen else "seen" if place.examined else ""
            links.append(Link(f"map-{view}-{number}", place.id, _link_name(place, one.side), shape, one.path))
    plain = tuple(one for one in figure.outlines if one.region not in places_of)
    return Drawn(view, names[view], figure.height, tuple(links), plain)


def _link_name(place: Region, side: str) -> str:
    said = [
        place.name,
        places.side_name(side),
        _("chosen") if place.chosen else "",
        _("examined") if place.examined else "",
    ]
    return ", ".join(filter(None, said))


def region_of(base: Base, asked: str) -> str:
    """The region looked at: the one asked for, or the first."""
    known = [one.region for one in base.manoeuvres.values()]
    return asked if asked in known else (known[0] if known else "")


def doings(encounter: Encounter, region: str) -> list[Doing]:
    """What can be done at a place."""
    base, public = encounter.patient.base, encounter.patient.case.public
    times = {name: ward_clock(public, at) for at, name in encounter.state.examined}
    return [
        Doing(one.id, one.label, minutes_words(one.minutes), _exposure(one), one.consent, times.get(one.id, ""))
        for one in base.manoeuvres.values()
        if one.region == region
    ]


def _exposure(manoeuvre: Manoeuvre) -> str:
    return "" if manoeuvre.exposure in ("", "nothing") else manoeuvre.exposure


def minutes_words(minutes: float) -> str:
    """Minutes as people say them."""
    if minutes >= 90:
        hours = minutes / 60
        return _("%(n)s h") % {"n": f"{hours:.0f}" if hours >= 10 or hours == int(hours) else f"{hours:.1f}"}
    return _("%(n)s min") % {"n": "½" if minutes == 0.5 else f"{minutes:g}"}


# Tests.


@dataclass(frozen=True, slots=True)
class TestRow:
    """One test as a row: cost, turnaround, harm, and how it stands with it now ("", due at, back at)."""

    __test__ = False  # pytest would take it for a test

    id: str
    label: str
    cost: str
    minutes: str
    harm: str
    due: str
    back: str


@dataclass(frozen=True, slots=True)
class TestGroup:
    """Tests of one kind; `open` where it should be shown unfolded."""

    __test__ = False

    id: str
    name: str
    rows: list[TestRow]
    open: bool


def tests(encounter: Encounter, asked: str, group: str) -> list[TestGroup]:
    """The tests by group; with words asked for, only those that fit, unfolded."""
    base, public = encounter.patient.base, encounter.patient.case.public
    due = {one.test: ward_clock(public, one.due) for one in encounter.state.orders if not one.seen}
    back = {one.test: ward_clock(public, one.due) for one in encounter.state.orders if one.seen}
    words = asked.lower().split()
    found = []
    for name in GROUPS:
        rows = [
            _test_row(one, due.get(one.id, ""), back.get(one.id, ""))
            for one in base.tests.values()
            if one.group == name and _fits(one, words)
        ]
        if rows:
            found.append(TestGroup(name, places.group_name(name), rows, bool(words) or name == group))
    return found


def _fits(test: Test, words: list[str]) -> bool:
    text = " ".join((test.label, *test.names)).lower()
    return all(word in text for word in words)


def _test_row(test: Test, due: str, back: str) -> TestRow:
    harm = test.harm_text or (_("none") if test.harm == 0 else "")
    return TestRow(test.id, test.label, f"{test.cost:g}", minutes_words(test.minutes), harm, due, back)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A test on its way."""

    label: str
    due: str
    minutes: str


def waiting(encounter: Encounter) -> list[Waiting]:
    """What is on its way, the next first."""
    base, state = encounter.patient.base, encounter.state
    open_orders = sorted((one for one in state.orders if not one.seen), key=lambda one: one.due)
    return [
        Waiting(
            base.tests[one.test].label,
            ward_clock(encounter.patient.case.public, one.due),
            minutes_words(max(1, round(one.due - state.clock))),
        )
        for one in open_orders
    ]


def spent(encounter: Encounter) -> str:
    """The cost of what was ordered so far."""
    tests_of = encounter.patient.base.tests
    return f"{sum(tests_of[one.test].cost for one in encounter.state.orders):g}"


# Differential.


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the differential as it stands in the form."""

    words: str = ""
    confidence: str = ""
    must_not_miss: bool = False


def differential(encounter: Encounter) -> list[Row]:
    """The differential as last written down, best first."""
    if not encounter.state.differential:
        return []
    base = encounter.patient.base
    return [
        Row(condition_name(base, one.condition, one.words), str(one.confidence), one.must_not_miss)
        for one in encounter.state.differential[-1][2]
    ]


def overlaid(rows: list[Row], typed: Mapping[str, str]) -> list[Row]:
    """The rows with what is typed over them and not written down yet, empty ones at the end left out."""
    found = []
    for place in range(MOST_ROWS):
        row = rows[place] if place < len(rows) else Row()
        grave = typed.get(f"grave-{place}", "yes" if row.must_not_miss else "")
        words = typed.get(f"condition-{place}", row.words), typed.get(f"confidence-{place}", row.confidence)
        found.append(Row(*words, bool(grave)))
    while found and found[-1] == Row():
        found.pop()
    return found


def padded(rows: Iterable[Row]) -> list[Row]:
    """The rows with empty ones after them, to write in."""
    found = list(rows)
    more = max(LEAST_ROWS - len(found), EMPTY_ROWS)
    return [*found, *(Row() for _empty in range(min(more, MOST_ROWS - len(found))))]


# Names to choose from. The lists hold everything of the base, so that they say nothing about this patient.


def condition_names(base: Base) -> tuple[tuple[str, str], ...]:
    """Every name of a condition with the label it stands for (empty where it is the label)."""
    found = {one.label: "" for one in base.conditions.values()}
    for one in base.conditions.values():
        for name in one.names:
            found.setdefault(name, one.label)
    return tuple(sorted(found.items(), key=lambda one: one[0].lower()))


def treatment_groups(base: Base) -> list[tuple[str, list[tuple[str, str]]]]:
    """Treatments by kind, as (id, label)."""
    found = []
    for kind in TREATMENTS:
        many = sorted((one.label, one.id) for one in base.treatments.values() if one.kind == kind)
        if many:
            found.append((places.treatment_kind(kind), [(name, label) for label, name in many]))
    return found


def routes(base: Base) -> list[str]:
    """Ways of giving something: the usual ones, and those the base's doses name."""
    doses = [dose for one in base.treatments.values() for dose in one.doses]
    return list(dict.fromkeys([*ROUTES, *(route for dose in doses for route in dose.routes)]))


def units(base: Base) -> list[str]:
    """Units that the base's doses are in."""
    return sorted({dose.unit for one in base.treatments.values() for dose in one.doses})


def given(encounter: Encounter) -> list[Done]:
    """What was given, newest first."""
    base, public = encounter.patient.base, encounter.patient.case.public
    found = []
    for step in encounter.state.steps:
        if step.move.kind == "treat" and step.move.given and step.lines:
            label = base.treatments[step.move.given.treatment].label
            found.append(Done(label, ward_clock(public, step.at), step.lines[0].text, step.number))
    return found[::-1]
