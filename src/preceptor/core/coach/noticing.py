"""Noticing how somebody works: stuck, racing, guessing, over-confident, leaning on hints, long away. Knows no storage.

A rule looks at a few recent answers and gives its evidence in numbers; what follows is an offer that can be passed over.
None of it is part of the belief. Guessing and not knowing give the same results: only the time taken hints at which it
is, so a slow guess is never called one, and a quick one is said to be either.

Sources. Quick: under 10 % of the usual time and under 10 s (the normative threshold of Wise and Ma 2012, after the
response-time effort of Wise and Kong 2005, whose shortest threshold, 3 s, is the floor). Stuck: ten tries without three
right in a row (wheel-spinning, Beck and Gong 2013). Over-confident: Wilson's interval of the share right lies below the
confidence stated. Hints: the next one asked for too soon to have read the last (Aleven et al. 2006). The numbers of
answers a rule asks for, the seconds of a hint and the days of an absence are estimates; `./bench noticing` shows how
often they fire where nothing is the matter.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, sqrt
from statistics import median

from preceptor.core.coach.calibration import wilson

VERSION = "noticing-1"
MEMORY = 20
"""Answers that are looked back on."""
FRESH_DAYS = 14.0
"""Older answers say nothing about how somebody works now."""
USUAL_SHARE, LEAST_SECONDS, MOST_SECONDS = 0.10, 3.0, 10.0
LATEST, MOST_QUICK = 8, 5
STUCK_TRIES, STUCK_LONG, ROW = 10, 15, 3
SURE, SURE_ANSWERS, SURE_GAP, SURE_Z = 75, 8, 0.10, 2.3263
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
    pairs = zip(asked, asked[1:], strict=False)
    rushed = sum(1 for one, two in pairs if one is not None and two is not None and two - one < HINT_SECONDS)
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
    """Earlier notices: the day of the newest, and for each kind its last day and how often in a row it was dismissed."""

    last: float = -1e9
    kinds: Mapping[str, tuple[float, int]] = field(default_factory=dict)

    def rests(self, kind: str, day: float) -> bool:
        """Whether a kind may not come again yet: three days, doubled by each dismissal in a row."""
        before, dismissed = self.kinds.get(kind, (-1e9, 0))
        return day - before < REST_DAYS * 2 ** min(dismissed, MOST_DOUBLINGS)


Rule = Callable[[Past], Notice | None]


def notice(rules: Sequence[Rule], past: Past, told: Told) -> Notice | None:
    """The first rule that holds and whose kind is not resting; at most one notice a day."""
    if past.day - told.last < EVERY_DAYS:
        return None
    found = (rule(past) for rule in rules)
    return next((one for one in found if one is not None and not told.rests(one.kind, past.day)), None)


@dataclass(frozen=True, slots=True)
class _Pace:
    """The quick ones among the latest answers, where there are enough of them."""

    quick: list[Answered]
    of: int

    @property
    def share(self) -> float:
        return sum(one.outcome for one in self.quick) / len(self.quick)

    @property
    def expected(self) -> float:
        return sum(one.expected for one in self.quick) / len(self.quick)

    @property
    def guess(self) -> float:
        return sum(one.guess for one in self.quick) / len(self.quick)

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
    latest = past.fresh[-LATEST:]
    quick = [one for one in latest if one.quick]
    # Whoever is quick and right is simply quick, and whoever has slowed down again needs no word about it.
    return _Pace(quick, len(latest)) if len(quick) >= MOST_QUICK and latest[-1].quick else None


def guessing(past: Past) -> Notice | None:
    """Quick, and right about as often as chance: surely less than expected, and chance within the 90 % interval."""
    pace = _pace(past)
    if pace is None:
        return None
    low, high = wilson(pace.share, len(pace.quick))
    holds = low <= pace.guess <= high < pace.expected
    return Notice("guessing", pace.evidence, (EASIER, EXAMPLE)) if holds else None


def racing(past: Past) -> Notice | None:
    """Quick, and right less often than expected by more than one standard deviation."""
    pace = _pace(past)
    if pace is None:
        return None
    spread = sqrt(sum(one.expected * (1 - one.expected) for one in pace.quick))
    holds = (pace.expected - pace.share) * len(pace.quick) > spread
    return Notice("racing", pace.evidence, (BREAK, EASIER)) if holds else None


def stuck(past: Past) -> Notice | None:
    """Ten tries at one competency without three right in a row, the newest not right."""
    if not past.fresh or past.fresh[-1].outcome >= 1:
        return None
    name = past.fresh[-1].competency
    tries = past.tries.get(name, Tries())
    if tries.count < STUCK_TRIES:
        return None
    offers = (EXAMPLE, MENTOR) if tries.count >= STUCK_LONG else (EXAMPLE, EASIER)
    return Notice("stuck", {"competency": name, "tries": tries.count, "right": tries.right, "row": ROW}, offers)


def overconfident(past: Past) -> Notice | None:
    """Sure and wrong now, and over the last answers given with 75 % confidence or more right clearly less often: by a
    tenth at least, and beyond Wilson's 98 % interval."""
    sure = [one for one in past.fresh if one.confidence is not None and one.confidence >= SURE]
    if len(sure) < SURE_ANSWERS or past.fresh[-1] is not sure[-1] or sure[-1].outcome >= 1:
        return None
    stated = sum(one.confidence or 0 for one in sure) / len(sure) / 100
    share = sum(one.outcome for one in sure) / len(sure)
    low, high = wilson(share, len(sure), SURE_Z)
    if stated <= high or stated - share < SURE_GAP:
        return None
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
    gaps = [later - earlier for earlier, later in zip(past.days, past.days[1:], strict=False)]
    if len(gaps) < GAPS:
        return None
    away, usual = int(past.day) - past.days[-1], median(gaps)
    holds = away >= max(AWAY_DAYS, AWAY_TIMES * usual)
    return Notice("absent", {"days": away, "usual": round(float(usual), 1)}, (EASIER,)) if holds else None


KINDS = ("guessing", "racing", "stuck", "overconfident", "hints", "absent")
AFTER_ANSWER: tuple[Rule, ...] = (guessing, racing, stuck, overconfident)
AFTER_ENCOUNTER: tuple[Rule, ...] = (leaning,)
ON_RETURN: tuple[Rule, ...] = (absent,)
