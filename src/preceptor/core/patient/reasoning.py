"""Hypotheses, weighing and diagnosis: the learner's differential beside the reference's. Knows a chronicle.

Truth and plausibility are scored apart: to keep a rival on the list that the facts allow is right, whatever it was.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from preceptor.core.knowledge.plausible import Held, plausible, tempered
from preceptor.core.patient.checklist import earned
from preceptor.core.patient.chronicle import Board, Chronicle
from preceptor.core.patient.result import Item

FEW = 3
"""A differential holds at least so many conditions."""
MOST = 5
"""So many of the likely conditions are looked for on the learner's list."""
LISTED, OVERLAP = 0.6, 0.4
"""What the binary items and the overlap with the plausible differential count for in the hypotheses."""
MOVED = log(2)
"""The evidence speaks clearly when it moves the reference's log odds of a condition by this much."""
CLOSE = 0.75
"""Confidence agrees with the reference from here on."""
TOP = 3
"""A wrong diagnosis among so many of the plausible ones earns half."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """How an early and a late differential overlap with the plausible one, 0 to 1."""

    early: float
    late: float

    @property
    def mean(self) -> float:
        """Both together."""
        return (self.early + self.late) / 2


def decided(seen: Chronicle) -> int:
    """The step from which a differential comes too late to count as early: the first result or the end."""
    return min((*seen.results.values(), seen.last + 1))


def early(seen: Chronicle) -> Board | None:
    """The last differential before the first result."""
    return next((board for board in reversed(seen.boards) if board.number < decided(seen)), None)


def late(seen: Chronicle) -> Board | None:
    """The last differential."""
    return seen.boards[-1] if seen.boards else None


def overlap(board: Board | None, held: Iterable[Held]) -> float:
    """Harmonic mean of how much of the plausible differential is listed and how much of the belief is plausible."""
    held = tuple(held)
    if board is None or not sum(board.shares.values()) or not held:
        return 0.0
    likely = [one for one in held if one.why == "likely"][:MOST] or list(held)[:MOST]
    wanted = sum(one.confidence for one in likely)
    recall = sum(one.confidence for one in likely if one.condition in board.shares) / wanted
    known = {one.condition for one in held}
    precision = sum(share for name, share in board.shares.items() if name in known) / sum(board.shares.values())
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def overlaps(seen: Chronicle) -> Overlap:
    """Both differentials against what was plausible when each was written."""
    first, last = early(seen), late(seen)
    return Overlap(
        early=overlap(first, plausible(seen.reasoner, seen.facts(first.number))) if first else 0.0,
        late=overlap(last, plausible(seen.reasoner, seen.facts(last.number))) if last else 0.0,
    )


# Hypotheses


def hypotheses(seen: Chronicle) -> tuple[Item, ...]:
    """Was there a list in time, did it hold the true condition, and every danger the opening left open?"""
    first = early(seen)
    items = [
        Item("hypotheses:early", "hypotheses", "Wrote a differential before the first result", first is not None, 1.0,
             first.number if first else None),
        Item("hypotheses:several", "hypotheses", f"Held at least {FEW} conditions open at first",
             first is not None and len(first.shares) >= FEW, 0.5, first.number if first else None),
        _true(seen),
    ]  # fmt: skip
    items += [_danger(seen, name) for name in seen.standard.dangers if name != seen.truth]
    return tuple(items)


def _true(seen: Chronicle) -> Item:
    decisive = [seen.results[name] for name in seen.standard.decisive if name in seen.results]
    end = min((*decisive, seen.last + 1))
    number = next((board.number for board in seen.boards if seen.truth in board.shares and board.number < end), None)
    label = seen.base.conditions[seen.truth].label
    return Item(
        "hypotheses:true", "hypotheses", f"Had {label} on the list before the result that shows it",
        number is not None, 2.0, number,
    )  # fmt: skip


def _danger(seen: Chronicle, name: str) -> Item:
    number = next((board.number for board in seen.boards if name in board.shares), None)
    label = f"Considered {seen.base.conditions[name].label}, which must not be missed"
    return Item(f"hypotheses:danger:{name}", "hypotheses", label, number is not None, 1.0, number)


def hypotheses_score(items: Iterable[Item], shared: Overlap) -> float:
    """Items and overlap together."""
    return LISTED * (earned(items) or 0.0) + OVERLAP * shared.mean


# Weighing


def agreement(seen: Chronicle, board: Board) -> float:
    """1 less the distance (total variation) between the learner's confidence and what may fairly be believed then.

    Anything from the posterior to its tempered version is fair; what the learner left unassigned is spread over the
    conditions that are not listed as the reference would.
    """
    band, soft = seen.band(board.number), tempered(seen.posterior(board.number))
    unlisted = sum(chance for name, chance in soft.items() if name not in board.shares)
    left = max(0.0, 1.0 - sum(board.shares.values()))
    apart = sum(share for name, share in board.shares.items() if name not in band)
    for name, (low, high) in band.items():
        spread = left * soft[name] / unlisted if unlisted else 0.0
        mine = board.shares.get(name, spread)
        apart += max(0.0, mine - high, low - mine)
    return 1.0 - min(1.0, apart / 2)


def followed(seen: Chronicle) -> float | None:
    """The share of clear movements of the evidence that the learner's confidence followed; None where there were none
    between two differentials."""
    hits = total = 0
    for before, after in zip(seen.boards, seen.boards[1:], strict=False):
        old, new = seen.posterior(before.number), seen.posterior(after.number)
        for name in {*before.shares, *after.shares} & set(old):
            moved = _odds(new[name]) - _odds(old[name])
            if abs(moved) < MOVED:
                continue
            total += 1
            hits += (after.shares.get(name, 0.0) - before.shares.get(name, 0.0)) * moved > 0
    return hits / total if total else None


def _odds(chance: float) -> float:
    bounded = min(max(chance, 1e-4), 1 - 1e-4)
    return log(bounded / (1 - bounded))


def weighing(seen: Chronicle) -> tuple[Item, ...]:
    """Was confidence written down, revised, and near what the evidence allows?"""
    boards = seen.boards
    last = late(seen)
    close = last is not None and agreement(seen, last) >= CLOSE
    return (
        Item("weighing:revised", "weighing", "Revised the differential as facts came in", len(boards) >= 2, 1.0,
             boards[1].number if len(boards) >= 2 else None),
        Item("weighing:close", "weighing", "Ended with confidence that the evidence bears out", close, 1.0,
             last.number if last else None),
    )  # fmt: skip


def weighing_score(seen: Chronicle) -> float:
    """Mean agreement, and whether confidence moved as the evidence did; one differential alone earns .6 at most."""
    if not seen.boards:
        return 0.0
    near = sum(agreement(seen, board) for board in seen.boards) / len(seen.boards)
    moved = followed(seen)
    if moved is None:
        return near if len(seen.boards) > 1 else 0.6 * near
    return 0.6 * near + 0.4 * moved


# Diagnosis


def diagnosis(seen: Chronicle) -> tuple[Item, ...]:
    """Was the true condition named?"""
    label = seen.base.conditions[seen.truth].label
    right = seen.diagnosis == seen.truth
    return (
        Item("diagnosis:named", "diagnosis", f"Named {label}", right, 1.0, seen.last if right else None),
    )  # fmt: skip


def diagnosis_score(seen: Chronicle) -> float:
    """1 for the true condition, half for one of the likeliest on the plausible differential at the end."""
    if seen.diagnosis == seen.truth:
        return 1.0
    likely = [one.condition for one in plausible(seen.reasoner, seen.facts(seen.last), TOP) if one.why == "likely"]
    return 0.5 if seen.diagnosis in likely[:TOP] else 0.0


def truth_score(seen: Chronicle) -> float:
    """1 where the true condition was named; otherwise half the confidence that the last differential gave it."""
    if seen.diagnosis == seen.truth:
        return 1.0
    last = late(seen)
    return 0.5 * last.shares.get(seen.truth, 0.0) if last else 0.0
