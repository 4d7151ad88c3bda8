"""Noticing how somebody works: stuck, racing, guessing, over-confident, leaning on hints, long away. Knows no storage.

A rule looks at a few recent answers and gives its evidence in numbers; what follows is an offer that can be passed
over. None of it is part of the belief. Guessing and not knowing give the same results: only the time taken hints at
which it is, so a slow guess is never called one, and a quick one is said to be either.

Sources. Quick: under 10 % of the usual time and under 10 s (the normative threshold of Wise and Ma 2012, after the
response-time effort of Wise and Kong 2005, whose shortest threshold, 3 s, is the floor). Stuck: ten tries without
three right in a row (wheel-spinning, Beck and Gong 2013), and at most four in ten of them right. Surely: beyond
Wilson's 99.8 % interval. Hints: the next one asked for too soon to have read the last (Aleven et al. 2006). How many
answers a rule asks for, the share right of who is stuck, the seconds of a hint and the days of an absence are
estimates; `./bench noticing` shows how often the rules hold where nothing is the matter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil
from statistics import median

from preceptor.core.coach.calibration import wilson

VERSION = "noticing-1"
MEMORY = 20
"""Answers that are looked back on."""
FRESH_DAYS = 14.0
"""Older answers say nothing about how somebody works now."""
USUAL_SHARE, LEAST_SECONDS, MOST_SECONDS = 0.10, 3.0, 10.0
LATEST, LATEST_QUICK, QUICK_ANSWERS, NEAR_CHANCE = 8, 5, 8, 0.10
STUCK_TRIES, STUCK_LONG, STUCK_SHARE, ROW = 10, 15, 0.4, 3
SURE, SURE_ANSWERS, SURE_GAP = 75, 10, 0.10
Z998 = 3.0902
"""Every answer is a new look: with 95 % intervals the rules would in time hold for everybody."""
RUSHED_HINTS, HINT_SECONDS = 3, 5.0
DAYS, GAPS, AWAY_DAYS, AWAY_TIMES = 12, 4, 7, 3
EVERY_DAYS, REST_DAYS, MOST_DOUBLINGS = 1.0, 3.0, 5
EASE, EASIER_CHOICES = 0.12, 5
"""An accepted easier step: how much the success aimed at rises, and for how many choices."""
EASIER, EXAMPLE, BREAK, MENTOR = "easier", "example", "break", "mentor"


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer in practice: outcome and expected chance 0–1, seconds taken, minutes it should take, stated confidence
    (percent or None), chance of guessing it, day since 1970-01-01."""

    competency: str
    outcome: float
    expected: float
    seconds: float
    minutes: float
    confidence: int | None
    guess: float
    day: float

    @property
    def limit(self) -> float:
        """Seconds under which nobody can have read and thought it through."""
        return min(MOST_SECONDS, max(LEAST_SECONDS, USUAL_SHARE * 60 * self.minutes))

    @property
    def quick(self) -> bool:
        """Whether it came too soon to have been read."""
        return self.seconds < self.limit


@dataclass(frozen=True, slots=True)
class Tries:
    """Tries at one competency since it last went right three times in a row."""

    count: int = 0
    right: int = 0
    row: int = 0

    def then(self, outcome: float) -> "Tries":
        """After one more try; three right in a row begin anew."""
        if outcome < 1:
            return Tries(self.count + 1, self.right, 0)
        return Tries() if self.row + 1 >= ROW else Tries(self.count + 1, self.right + 1, self.row + 1)


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints of one encounter: how many were asked for, how many of them within 5 s of the one before."""

    asked: int = 0
    rushed: int = 0


def hints(asked: Sequence[float | None]) -> Hints:
    """Hints of an encounter from its moves in order: seconds (on any clock) of each hint, None for any other act."""
    rushed = sum(1 for one, two in pairwise(asked) if one is not None and two is not None and two - one < HINT_SECONDS)
    return Hints(sum(1 for one in asked if one is not None), rushed)


@dataclass(frozen=True, slots=True)
class Past:
    """What the rules look back on. `answers` newest last; `days` whole days with any work, oldest first."""

    day: float
    answers: Sequence[Answered] = ()
    tries: Mapping[str, Tries] = field(default_factory=dict)
    hints: Hints = field(default_factory=Hints)
    days: Sequence[int] = ()

    @property
    def newest(self) -> Answered | None:
        """The newest answer, if it is recent."""
        one = self.answers[-1] if self.answers else None
        return one if one and self.day - one.day <= FRESH_DAYS else None

    @property
    def fresh(self) -> list[Answered]:
        """The answers recent enough to speak of now."""
        return [one for one in self.answers[-MEMORY:] if self.day - one.day <= FRESH_DAYS]


@dataclass(frozen=True, slots=True)
class Notice:
    """What was noticed: evidence in numbers (and the competency it is about), and one or two offers."""

    kind: str
    evidence: Mapping[str, float | str]
    offers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Earlier notices: the day of the newest; for each kind its last day and how often in a row it was dismissed."""

    last: float = -1e9
    kinds: Mapping[str, tuple[float, int]] = field(default_factory=dict)

    def rests(self, kind: str, day: float) -> bool:
        """Whether a kind may not come again yet: three days, doubled by each dismissal in a row."""
        before, dismissed = self.kinds.get(kind, (-1e9, 0))
        return day - before < REST_DAYS * (1 << min(dismissed, MOST_DOUBLINGS))


Rule = Callable[[Past], Notice | None]


def notice(rules: Sequence[Rule], past: Past, told: Told) -> Notice | None:
    """The first rule that holds and whose kind is not resting; at most one notice a day."""
    if past.day - told.last < EVERY_DAYS:
        return None
    found = (rule(past) for rule in rules)
    return next((one for one in found if one is not None and not told.rests(one.kind, past.day)), None)


@dataclass(frozen=True, slots=True)
class _Pace:
    """The quick ones among the answers looked back on, `of` so many; shares right, expected and by guessing."""

    quick: list[Answered]
    of: int
    share: float
    expected: float
    guess: float

    @property
    def short(self) -> bool:
        """Whether they went right surely less often than expected: whoever is quick and right is simply quick."""
        return wilson(self.share, len(self.quick), Z998)[1] < self.expected

    @property
    def like_chance(self) -> bool:
        """Whether guessing would give about the same."""
        return self.share - self.guess <= NEAR_CHANCE

    @property
    def evidence(self) -> dict[str, float | str]:
        return {
            "quick": len(self.quick),
            "of": self.of,
            "seconds": ceil(max(one.limit for one in self.quick)),
            "right": sum(1 for one in self.quick if one.outcome >= 1),
            "expected": round(self.expected * len(self.quick)),
            "guess": round(self.guess, 3),
        }


def _pace(past: Past) -> _Pace | None:
    """The pace, where enough of the answers were quick, and of the latest too."""
    if past.newest is None or not past.newest.quick:
        return None
    answers = past.fresh
    quick = [one for one in answers if one.quick]
    if len(quick) < QUICK_ANSWERS or sum(one.quick for one in answers[-LATEST:]) < LATEST_QUICK:
        return None
    shares = (sum(getattr(one, name) for one in quick) / len(quick) for name in ("outcome", "expected", "guess"))
    return _Pace(quick, len(answers), *shares)


def guessing(past: Past) -> Notice | None:
    """Quick, right surely less often than expected, and about as often as by chance."""
    pace = _pace(past)
    holds = pace is not None and pace.short and pace.like_chance
    return Notice("guessing", pace.evidence, (EASIER, EXAMPLE)) if pace and holds else None


def racing(past: Past) -> Notice | None:
    """Quick, and right surely less often than expected."""
    pace = _pace(past)
    return Notice("racing", pace.evidence, (BREAK, EASIER)) if pace and pace.short else None


def stuck(past: Past) -> Notice | None:
    """Ten tries at one competency without three right in a row, at most four in ten of them right, the newest not."""
    if past.newest is None or past.newest.outcome >= 1:
        return None
    name = past.newest.competency
    tries = past.tries.get(name, Tries())
    if tries.count < STUCK_TRIES or tries.right > STUCK_SHARE * tries.count:
        return None
    offers = (EXAMPLE, MENTOR) if tries.count >= STUCK_LONG else (EXAMPLE, EASIER)
    return Notice("stuck", {"competency": name, "tries": tries.count, "right": tries.right, "row": ROW}, offers)


def overconfident(past: Past) -> Notice | None:
    """Sure and wrong now, and over the last answers given with 75 % confidence or more right surely less often: by a
    tenth at least, and beyond Wilson's interval."""
    newest = past.newest
    if newest is None or newest.outcome >= 1 or (newest.confidence or 0) < SURE:
        return None
    sure = [one for one in past.fresh if one.confidence is not None and one.confidence >= SURE]
    if len(sure) < SURE_ANSWERS:
        return None
    stated = sum(one.confidence or 0 for one in sure) / len(sure) / 100
    share = sum(one.outcome for one in sure) / len(sure)
    if stated <= wilson(share, len(sure), Z998)[1] or stated - share < SURE_GAP:
        return None
    low, high = wilson(share, len(sure))  # what is shown is the 90 % interval of every other page
    evidence = {"answers": len(sure), "stated": round(stated, 3), "share": round(share, 3)}
    return Notice("overconfident", {**evidence, "low": round(low, 3), "high": round(high, 3)}, (EXAMPLE,))


def leaning(past: Past) -> Notice | None:
    """Hints of the encounter just ended asked for faster than they can be read."""
    if past.hints.rushed < RUSHED_HINTS:
        return None
    evidence = {"asked": past.hints.asked, "rushed": past.hints.rushed, "seconds": HINT_SECONDS}
    return Notice("hints", evidence, (EXAMPLE, MENTOR))


def absent(past: Past) -> Notice | None:
    """Back after three times the learner's own usual gap, and a week at least."""
    gaps = [later - earlier for earlier, later in pairwise(past.days)]
    if len(gaps) < GAPS:
        return None
    away, usual = int(past.day) - past.days[-1], median(gaps)
    holds = away >= max(AWAY_DAYS, AWAY_TIMES * usual)
    return Notice("absent", {"days": away, "usual": round(float(usual), 1)}, (EASIER,)) if holds else None


KINDS = ("guessing", "racing", "stuck", "overconfident", "hints", "absent")
AFTER_ANSWER: tuple[Rule, ...] = (guessing, racing, stuck, overconfident)
AFTER_ENCOUNTER: tuple[Rule, ...] = (leaning,)
ON_RETURN: tuple[Rule, ...] = (absent,)
