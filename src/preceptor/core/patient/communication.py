"""How the learner talked and what they wrote: behaviours that can be pointed at, each with the step. Knows a chronicle.

The behaviours follow the Calgary–Cambridge guide (Kurtz, Silverman and Draper 2005): opening, building trust, the
patient's own view, structure, closing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.disclosure import CONCERNS, OPENINGS
from preceptor.core.patient.moves import Step
from preceptor.core.patient.result import Item

WORDS = 25
"""A note of fewer words says too little for anybody to go on."""
JARGON = 1
"""So many words of jargon are forgiven."""
SOCIAL = ("greeting", "introduction", "thanks", "empathy", "permission")


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One behaviour: its id, what is said of it, its weight, and the step that shows it (None: not seen)."""

    id: str
    label: str
    weight: float
    seen: Callable[[Chronicle], int | None]


def communication(seen: Chronicle) -> tuple[Item, ...]:
    """Every behaviour of the list, with the step to quote."""
    items = []
    for one in BEHAVIOURS:
        number = one.seen(seen)
        items.append(
            Item(f"communication:{one.id}", "communication", one.label, number is not None, one.weight, number)
        )
    return (*items, _plain_words(seen))


def _signalled(*names: str, after: Callable[[Chronicle], int] = lambda _: -1) -> Callable[[Chronicle], int | None]:
    def first(seen: Chronicle) -> int | None:
        start = after(seen)
        return next((number for number, name in seen.state.signals if name in names and number > start), None)

    return first


def _talk(seen: Chronicle) -> tuple[Step, ...]:
    return tuple(step for step in seen.state.steps if step.move.kind == "say")


def _opened(seen: Chronicle) -> int | None:
    """The first question was an open one. Greetings before it do not count."""
    for step in _talk(seen):
        topics = [one.topic for one in step.move.asked if one.topic and one.topic not in SOCIAL]
        if topics:
            return step.number if topics[0] in OPENINGS else None
    return None


def _let_finish(seen: Chronicle) -> int | None:
    """The opening words were asked for alone, and nobody broke in."""
    for step in _talk(seen):
        if any(name == "@opening" for line in step.lines for name, _ in line.findings):
            alone = all(one.topic in (*OPENINGS, *SOCIAL) or not one.topic for one in step.move.asked)
            broken = any(name == "interrupted" and number <= step.number + 1 for number, name in seen.state.signals)
            return step.number if alone and not broken else None
    return None


def _view(seen: Chronicle) -> int | None:
    """Ideas, concerns or expectations were asked for."""
    asked = next((number for number, one in seen.asked if one.topic in CONCERNS), None)
    said = _signalled("worries-asked")(seen)
    numbers = [one for one in (asked, said) if one is not None]
    return min(numbers) if numbers else None


def _middle(seen: Chronicle) -> int:
    """The step from which talk counts as the end: the last examination, order or result, but no later than the last
    turn of talk."""
    acts = [one.number for one in seen.done if one.act.kind != "ask"]
    talk = [step.number for step in _talk(seen)]
    if not talk:
        return -1
    return min(max(acts, default=talk[-1] // 2), talk[-1] - 1)


BEHAVIOURS = (
    Behaviour("introduced", "Said who you are", 1.0, _signalled("introduced")),
    Behaviour("opened", "Opened with an open question", 1.0, _opened),
    Behaviour("let-finish", "Let the patient's opening words finish", 1.0, _let_finish),
    Behaviour("empathy", "Answered a feeling", 1.0, _signalled("empathy")),
    Behaviour("view", "Asked for ideas, concerns or expectations", 1.5, _view),
    Behaviour("permission", "Asked for permission before examining", 0.5, _signalled("permission")),
    Behaviour("summary", "Summed up and checked", 1.0, _signalled("summary")),
    Behaviour("explained", "Explained at the end what you think and plan", 1.5, _signalled("explained", after=_middle)),
    Behaviour("checked", "Checked that it was understood", 1.0, _signalled("checked")),
    Behaviour("safety-net", "Said when to call for help", 1.0, _signalled("safety-net")),
)


def _plain_words(seen: Chronicle) -> Item:
    jargon = [(number, name.partition(":")[2]) for number, name in seen.state.signals if name.startswith("jargon:")]
    label = "Used plain words"
    spoke = bool(_talk(seen))
    return Item(
        id="communication:plain-words",
        step="communication",
        label=label,
        earned=spoke and len(jargon) <= JARGON,
        weight=1.0,
        number=jargon[0][0] if jargon else None,
        why="Jargon: " + ", ".join(dict.fromkeys(word for _, word in jargon)) + "." if jargon else "",
    )


# The note


def note(seen: Chronicle) -> tuple[Item, ...]:
    """Was a note written, and, where its words were heard, does it hold the leading facts?"""
    notes = [step for step in seen.state.steps if step.move.kind == "note"]
    written = next((step for step in reversed(notes) if step.move.words), None)
    items = [
        Item("note:written", "note", f"Wrote a note of at least {WORDS} words",
             written is not None and written.move.words >= WORDS, 1.0, written.number if written else None),
    ]  # fmt: skip
    topics = {one.topic for step in notes for one in step.move.asked if one.topic}
    if topics:
        items += [_mentioned(seen, finding, topics, written) for finding in leading_facts(seen)]
    return tuple(items)


def note_score(items: Iterable[Item]) -> float | None:
    """None where a note was written and nothing is known of what it says; 0 without one."""
    items = tuple(items)
    if len(items) == 1 and items[0].earned:
        return None
    return sum(item.earned for item in items) / len(items)


FACTS = 5


def leading_facts(seen: Chronicle) -> tuple[str, ...]:
    """The facts known to the learner that moved the reference most."""
    told = [(max(one.weights.values()) - min(one.weights.values()), one.finding) for one in seen.weighed]
    return tuple(finding for _, finding in sorted(told, key=lambda one: (-one[0], one[1]))[:FACTS])


def _mentioned(seen: Chronicle, finding: str, topics: set[str], written: Step | None) -> Item:
    found = seen.base.findings[finding]
    return Item(
        f"note:{finding}", "note", f"The note mentions {found.label}", found.topic in topics, 1.0,
        written.number if written else None,
    )  # fmt: skip
