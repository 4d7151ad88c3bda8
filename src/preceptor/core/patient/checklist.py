"""What this patient's door, talk, body and tests called for: binary items, each with the step that earned it.

The items follow from the case alone, so that everybody who meets this patient is measured by the same list. Knows a
chronicle; weighs no differential.
"""

from collections.abc import Iterable, Mapping, Sequence

from preceptor.core.knowledge.plausible import tempered
from preceptor.core.knowledge.reasoner import Act
from preceptor.core.patient.bearing import CLEAR
from preceptor.core.patient.case import SEEN, VITALS
from preceptor.core.patient.chronicle import Chronicle, Done
from preceptor.core.patient.result import Item
from preceptor.core.patient.standard import OPEN
from preceptor.core.patient.wordings import answer, finding_words, lowered, shown

ENOUGH = 0.75
"""Share of the questions and manoeuvres that earns full marks: the list is longer than a focused clinician's."""
QUESTIONS, SIGNS, FLAGS = 10, 6, 2
"""How many questions and manoeuvres the lists hold, and red flags of each danger."""
LEAST = 0.1
"""An item tells at least this share of what the best one tells."""
FOCUSED, FOCUS, FREE = 0.5, 0.4, 6
"""So much of what was asked or examined is to the point; what that weighs beside the rest of the list; so many acts
are free of it."""
HELD = 0.1
"""A condition explains a cue when it is written down with at least this share of belief."""
LITTLE = 0.02
"""Bits below which a test could hardly have told anything, after the opening or when it was ordered."""
QUICK = 240.0
"""Minutes within which the test that decides can still guide this encounter."""
SPARED = 2
"""So many tests that could tell little are forgiven: some are taken with the same needle."""


def earned(items: Iterable[Item], enough: float = 1.0) -> float | None:
    """The earned share of the items' weight, `enough` of it being full marks; None without items."""
    items = tuple(items)
    total = sum(item.weight for item in items)
    if not total:
        return None
    return min(1.0, sum(item.weight for item in items if item.earned) / (enough * total))


def earned_focused(items: Iterable[Item]) -> float | None:
    """The earned share of a list with an item of focus, which nothing else can make up for."""
    items = tuple(items)
    listed = earned((item for item in items if not item.id.endswith(":focus")), ENOUGH)
    focus = next((item.earned for item in items if item.id.endswith(":focus")), None)
    if listed is None or focus is None:
        return listed
    return listed * (1.0 if focus else 1.0 - FOCUS)


# Cues


def cues(seen: Chronicle) -> tuple[Item, ...]:
    """The abnormal vitals, what was seen at the door and what the opening told: was each taken up?"""
    standard = seen.standard
    items = []
    for name, value in standard.start.items():
        finding, supported = seen.base.findings[name], standard.supported(name, value)
        aside = finding.kind == "history" and standard.truth not in supported
        if value != finding.nothing and supported and not aside:
            items.append(_cue(seen, name, supported))
    return tuple(items)


def _cue(seen: Chronicle, name: str, supported: Sequence[str]) -> Item:
    numbers = [*_followed(seen, name), *_explained(seen, supported)]
    seen_as = shown(seen.base.findings[name], seen.standard.start[name], seen.patient.facts[name].number)
    return Item(
        id=f"cues:{name}",
        step="cues",
        label=f"Took up {seen_as}",
        earned=bool(numbers),
        weight=1.0 if name in VITALS else 0.8,
        number=min(numbers) if numbers else None,
        why="Asked or examined about it, or wrote down what explains it."
        if numbers
        else "Nothing you asked, examined or wrote down answers it.",
    )


def _followed(seen: Chronicle, name: str) -> list[int]:
    """Steps that asked or examined about a cue: its topic, a finding of its group, or the sign itself again."""
    finding = seen.base.findings[name]
    near = {one.id for one in seen.base.findings.values() if finding.group and one.group == finding.group}
    numbers = []
    for one in seen.done:
        about = seen.base.findings.get(one.act.id)
        if one.act.kind == "ask" and about is not None and about.id not in seen.standard.start:
            if about.topic == finding.topic or about.id in near:
                numbers.append(one.number)
        elif one.act.kind == "examine" and {name, *near} & set(seen.base.manoeuvres[one.act.id].shows):
            numbers.append(one.number)
    return numbers


def _explained(seen: Chronicle, conditions: Sequence[str]) -> list[int]:
    """Steps that wrote down one of some conditions with some belief."""
    return [board.number for board in seen.boards if any(board.shares.get(name, 0.0) >= HELD for name in conditions)]


# History


def history(seen: Chronicle) -> tuple[Item, ...]:
    """The questions that tell these conditions apart in this person, the red flags of the dangers, and focus."""
    standard = seen.standard
    gains = {act.id: gain for act, gain in standard.gains.items() if act.kind == "ask" and standard.askable(act.id)}
    best = max(gains.values(), default=0.0)
    listed = [name for name in _top(gains, QUESTIONS) if gains[name] >= LEAST * best]
    flags = _flags(seen)
    items = [
        _question(seen, name, max(0.25, gains.get(name, 0.0) / best if best else 0.0), flags.get(name, ""))
        for name in dict.fromkeys((*listed, *flags))
    ]
    acts = tuple(Act("ask", name) for name in dict.fromkeys(seen.asked_for))
    return (*items, *_focus(seen, "history", "questions", acts))


def _top(gains: Mapping[str, float], most: int) -> list[str]:
    return sorted((name for name in gains if gains[name] > 0), key=lambda name: (-gains[name], name))[:most]


def _flags(seen: Chronicle) -> dict[str, str]:
    """Questions about the dangers, each with the condition it looks for."""
    found: dict[str, str] = {}
    for condition in seen.standard.dangers:
        told = seen.standard.bearing(condition)
        asked = {name: bits for name, bits in told.items() if bits >= CLEAR and seen.standard.askable(name)}
        for name in _top(asked, FLAGS):
            found.setdefault(name, condition)
    return found


def _question(seen: Chronicle, name: str, weight: float, danger: str) -> Item:
    number = seen.questions.get(name)
    looked_for = f" (looks for {seen.base.conditions[danger].label})" if danger else ""
    return Item(
        id=f"history:{name}",
        step="history",
        label=f"Asked about {finding_words(seen.base.findings[name])}{looked_for}",
        earned=number is not None,
        weight=round(weight + (0.5 if danger else 0.0), 3),
        number=number,
        why="" if number is not None else f"The answer: {_as_it_is(seen, name)}.",
    )


def _as_it_is(seen: Chronicle, name: str) -> str:
    """What a finding is in this patient, in words."""
    fact = seen.patient.facts[name]
    return answer(seen.base.findings[name], fact.value, fact.number)


def _focus(seen: Chronicle, step: str, acts_named: str, acts: Sequence[Act]) -> tuple[Item, ...]:
    """Whether enough of what was done had to do with the complaint; nothing where nothing was done."""
    if not acts:
        return ()
    told = sum(seen.standard.to_the_point(act) for act in acts)
    return (
        Item(
            id=f"{step}:focus",
            step=step,
            label=f"At least half of the {acts_named} had to do with this complaint",
            earned=told >= FOCUSED * (len(acts) - FREE),
            weight=1.0,
            why=f"{told} of {len(acts)} had.",
        ),
    )


# Examination


def examination(seen: Chronicle) -> tuple[Item, ...]:
    """The signs whose presence or absence tells most after the opening, one for each manoeuvre, and focus."""
    worth = _signs(seen)
    best = max(worth.values(), default=0.0)
    items: list[Item] = []
    covered: set[str] = set()
    for name in _top(worth, len(worth)):
        acts = _manoeuvres(seen, name)
        if len(items) < SIGNS and worth[name] >= LEAST * best and not covered & set(acts):
            items.append(_sign(seen, name, acts, max(0.25, worth[name] / best)))
            covered.update(acts)
    done = tuple(dict.fromkeys(one.act for one in seen.of_kind("examine")))
    return (*items, *_focus(seen, "examination", "manoeuvres", done))


def _signs(seen: Chronicle) -> dict[str, float]:
    """Bits of each sign about the condition it says most of: the true one, a danger, or one that is likely."""
    standard, soft = seen.standard, tempered(seen.standard.belief)
    about = {name for name, chance in soft.items() if chance >= OPEN} | {standard.truth, *standard.dangers}
    look = seen.base.manoeuvres.get(SEEN)
    known = {*standard.start, *VITALS, *(look.shows if look else ())}
    return {
        one.id: max(max(soft[name], OPEN) * standard.bearing(name)[one.id] for name in about)
        for one in seen.base.findings.values()
        if one.kind == "sign" and one.id not in known and _manoeuvres(seen, one.id)
    }


def _manoeuvres(seen: Chronicle, name: str) -> tuple[str, ...]:
    return tuple(act for act in seen.base.shown_by.get(name, ()) if act in seen.base.manoeuvres)


def _sign(seen: Chronicle, name: str, acts: Sequence[str], weight: float) -> Item:
    number = next((one.number for one in seen.of_kind("examine") if one.act.id in acts), None)
    how = " or ".join(lowered(seen.base.manoeuvres[act].label) for act in acts[:2])
    return Item(
        id=f"examination:{name}",
        step="examination",
        label=f"Examined for {finding_words(seen.base.findings[name])}",
        earned=number is not None,
        weight=round(weight, 3),
        number=number,
        why="" if number is not None else f"When you {how}, you find it out. Here: {_as_it_is(seen, name)}.",
    )


# Tests


def tests(seen: Chronicle) -> tuple[Item, ...]:
    """A test for each danger that talk and hands leave open, the one that decides, and few that tell little."""
    items = [item for name in seen.standard.dangers if (item := _settled(seen, name)) is not None]
    if seen.standard.decisive:
        quick = any(seen.base.tests[name].minutes <= QUICK for name in seen.standard.decisive)
        label = "Ordered the test that decides"
        items.append(_ordered(seen, "decisive", label, seen.standard.decisive, 2.0 if quick else 1.0))
    useless = useless_tests(seen)
    names = ", ".join(seen.base.tests[one.act.id].label for one in useless)
    items.append(
        Item(
            id="tests:sparing",
            step="tests",
            label=f"Ordered no more than {SPARED} tests that could hardly tell anything",
            earned=len(useless) <= SPARED,
            weight=1.5,
            number=useless[SPARED].number if len(useless) > SPARED else None,
            why=f"Could tell little when ordered: {names}." if names else "",
        )
    )
    return tuple(items)


def _settled(seen: Chronicle, condition: str) -> Item | None:
    """The item of one danger; None where no test bears on it."""
    bear = seen.standard.tests_bearing(condition)
    if not bear:
        return None
    label = seen.base.conditions[condition].label
    item = _ordered(seen, condition, f"Ordered a test that can show or refute {label}", bear, 1.0)
    left = seen.posterior(seen.last)[condition]
    unlikely = left <= OPEN and 5 * left <= seen.standard.belief[condition]
    if not item.earned and condition != seen.truth and unlikely:
        why = "What you asked and examined left so little of it that no test was needed."
        return Item(item.id, "tests", f"Made {label} unlikely without a test", True, 1.0, None, why)
    return item


def _ordered(seen: Chronicle, name: str, label: str, choice: Sequence[str], weight: float) -> Item:
    number = next((one.number for one in seen.of_kind("order") if one.act.id in choice), None)
    offered = sorted((seen.base.tests[one] for one in choice), key=lambda one: (one.harm, one.cost, one.id))
    named = " or ".join(lowered(one.label) for one in offered[:3])
    return Item(f"tests:{name}", "tests", f"{label}: {named}", number is not None, weight, number)


def useless_tests(seen: Chronicle) -> tuple[Done, ...]:
    """Orders that could hardly have told anything, early or when made, and that nobody needed; repeats too."""
    found, before = [], set()
    for one in seen.of_kind("order"):
        if one.act.id in before:
            found.append(one)
        elif one.act.id not in seen.standard.needed:
            now = seen.reasoner.gain(seen.facts(one.number - 1), [one.act])[one.act]
            found += [one] if max(now, seen.standard.gains[one.act]) < LITTLE else []
        before.add(one.act.id)
    return tuple(found)
