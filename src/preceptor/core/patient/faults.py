"""Faults of reasoning as the learner's own moves show them, each with the steps. Knows a chronicle.

The names are the field's (Croskerry 2003, Graber 2005); the thresholds are this project's, and estimates.
"""

from collections.abc import Iterable
from math import log

from preceptor.core.knowledge.plausible import unrefuted
from preceptor.core.patient.checklist import LITTLE, useless_tests
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.expense import doings
from preceptor.core.patient.result import Fault
from preceptor.core.patient.wordings import act_words, capital, shown

OPEN = 0.05
"""A danger is still open when the reference gives it at least so much at the end."""
CHEAP = 0.05
"""Bits, net of minutes, cost and harm, that an act was still worth."""
AHEAD = 12
"""So many of the best acts are looked through for one that was not done; a test under way counts as done."""
AGAINST = log(3)
"""Evidence goes against a leader when it lowers the log odds by so much."""
FALLEN = 0.3
"""… and leaves it at most this likely."""
MANY, QUICK = 4, 5
"""Shotgun: so many tests that could tell little; or so many tests before QUICK facts of the history were known."""
SURE, RARE, LITTLE_FOR_IT = 0.5, 0.05, 0.15
"""Base-rate neglect: at least so sure, of a condition at most so common, with at most so much belief due."""
SERIOUS = 0.1
"""A danger that once was at least so likely belongs on somebody's list."""


def faults(seen: Chronicle) -> tuple[Fault, ...]:
    """All faults found, the gravest first."""
    found = (_missed(seen), _premature(seen), _anchored(seen), _shotgun(seen), _base_rates(seen))
    return tuple(fault for fault in found if fault is not None)


def _label(seen: Chronicle, name: str) -> str:
    return seen.base.conditions[name].label if name in seen.base.conditions else name


def _named(seen: Chronicle, names: Iterable[str]) -> str:
    labels = [_label(seen, name) for name in names]
    return " and ".join((", ".join(labels[:-1]), labels[-1])) if len(labels) > 1 else "".join(labels)


def _missed(seen: Chronicle) -> Fault | None:
    """A danger that was likely when the learner wrote a list or finished, and that was on no list."""
    peak: dict[str, tuple[float, int]] = {}
    for number in sorted({*(board.number for board in seen.boards), seen.last}):
        for name, chance in seen.posterior(number).items():
            if chance > peak.get(name, (0.0, 0))[0]:
                peak[name] = (chance, number)
    missed = [
        name
        for name, (chance, _) in peak.items()
        if seen.base.conditions[name].must_not_miss
        and name not in seen.considered
        and (chance >= SERIOUS or name == seen.truth)
    ]
    if not missed:
        return None
    missed.sort(key=lambda name: (name != seen.truth, -peak[name][0]))
    first = missed[0]
    why = (
        f"{capital(_named(seen, missed))} never came onto your list. After step {peak[first][1]} the facts gave "
        f"{_label(seen, first)} a chance of {peak[first][0]:.0%}."
    )
    return Fault(
        "missed-must-not-miss", "A danger not considered", why, tuple(sorted({peak[one][1] for one in missed}))
    )


def _premature(seen: Chronicle) -> Fault | None:
    """Stopped while a danger was open and something cheap would have told."""
    facts, belief = seen.facts(seen.last), seen.posterior(seen.last)
    left = [
        name
        for name in unrefuted(seen.base, seen.reasoner.prior, belief)
        if belief[name] >= OPEN and name != seen.diagnosis
    ]
    if not left or belief.get(seen.diagnosis, 0.0) >= 0.85:
        return None
    done = {one.act for one in seen.done}
    best = next((one for one in seen.reasoner.best(facts, doings(seen), AHEAD) if one[0] not in done), None)
    if best is None or best[1] < CHEAP:
        return None
    left.sort(key=lambda name: -belief[name])
    why = (
        f"You finished at step {seen.last} with {_named(seen, left[:3])} still open "
        f"({', '.join(f'{belief[name]:.0%}' for name in left[:3])} by the facts you had), "
        f"though one more step would have told: {act_words(seen.base, best[0])}."
    )
    return Fault("premature-closure", "Closed too early", why, (seen.last,))


def _anchored(seen: Chronicle) -> Fault | None:
    """The first leader was kept or raised while the evidence turned against it."""
    if not seen.boards or not seen.boards[0].first:
        return None
    first = seen.boards[0]
    leader = first.first
    views = [(board.number, board.first, board.shares.get(leader, 0.0)) for board in seen.boards[1:]]
    if seen.diagnosis:
        views.append((seen.last, seen.diagnosis, first.shares[leader] if seen.diagnosis == leader else 0.0))
    start = seen.posterior(first.number).get(leader, 0.0)
    for number, kept, share in views:
        now = seen.posterior(number).get(leader, 0.0)
        against = _odds(start) - _odds(now) >= AGAINST and now <= FALLEN
        if kept == leader and share >= first.shares[leader] - 1e-9 and against:
            spoke = _spoke_against(seen, leader, first.number, number)
            why = (
                f"You put {_label(seen, leader)} first at step {first.number} and held it at step {number}, while what "
                f"you learnt took it from {start:.0%} to {now:.0%}{spoke}."
            )
            return Fault("anchoring", "Held on to the first idea", why, (first.number, number))
    return None


def _odds(chance: float) -> float:
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


def _spoke_against(seen: Chronicle, leader: str, begin: int, end: int) -> str:
    """The fact that spoke loudest against the leader, in words."""
    steps = {one.finding: one.step for one in seen.learnt}
    new = [(one.weights.get(leader, 0.0), one.finding) for one in seen.weighed if begin < steps[one.finding] <= end]
    if not new or min(new)[0] >= 0:
        return ""
    name = min(new)[1]
    return f"; most of all {shown(seen.base.findings[name], seen.facts(end)[name])} (step {steps[name]})"


def _shotgun(seen: Chronicle) -> Fault | None:
    """Many tests that could tell little, or a volley before there was a history."""
    orders = seen.of_kind("order")
    useless = useless_tests(seen)
    before = [one for one in orders if _history(seen, one.number) < QUICK]
    if len(useless) >= MANY and 2 * len(useless) >= len(orders):
        why = (
            f"{len(useless)} of your {len(orders)} tests could tell less than {LITTLE:g} bits when you ordered them, "
            f"among them {seen.base.tests[useless[0].act.id].label}."
        )
        return Fault("shotgun-testing", "Tests without a question", why, tuple(one.number for one in useless))
    if len(before) > MANY:
        why = f"You ordered {len(before)} tests before you knew {QUICK} things from the history."
        return Fault("shotgun-testing", "Tests without a question", why, tuple(one.number for one in before))
    return None


def _history(seen: Chronicle, number: int) -> int:
    return sum(step < number for step in seen.questions.values())


def _base_rates(seen: Chronicle) -> Fault | None:
    """Sure of something rare with little for it."""
    for board in seen.boards:
        for name, share in board.shares.items():
            usual = seen.reasoner.prior.get(name, 0.0)
            due = seen.posterior(board.number).get(name, 0.0)
            if share >= SURE and usual <= RARE and due <= LITTLE_FOR_IT:
                why = (
                    f"At step {board.number} you gave {_label(seen, name)} {share:.0%}. In such a person it is behind "
                    f"{usual:.1%} of these complaints, and what you knew allowed {due:.0%}."
                )
                return Fault("base-rate-neglect", "Forgot how rare it is", why, (board.number,))
    return None
