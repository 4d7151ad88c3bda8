"""An ECG strip drawn from its values: rhythm, ST segment, rate. Pure drawing to scale, knows no patient.

25 mm a second and 10 mm a millivolt; one unit of the box is a millimetre.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import exp, pi, sin

from preceptor.core.patient.case import share

SPEED, GAIN = 25.0, 10.0
SECONDS = 5.0
STEP = 0.008
ROW = 26.0
LEADS = ("II", "V2", "V5", "aVL")
RATES = {
    "sinus": 74.0,
    "sinus-tachycardia": 116.0,
    "atrial-fibrillation": 128.0,
    "narrow-regular-tachycardia": 182.0,
    "broad-tachycardia": 168.0,
    "heart-block": 38.0,
}
"""Beats a minute where none was measured."""
LIMITS = {"narrow-regular-tachycardia": (150, 220), "broad-tachycardia": (140, 210), "heart-block": (28, 50)}
# Height of R, depth of S and height of T in millivolts by lead.
SHAPES = {"II": (1.0, -0.18, 0.26), "V2": (0.35, -1.1, 0.42), "V5": (1.15, -0.3, 0.3), "aVL": (0.5, -0.12, 0.12)}
# How far the ST segment is shifted by lead, in millivolts.
SHIFTS: dict[str, dict[str, float]] = {
    "st-elevation-regional": {"II": 0.3, "V2": -0.12, "V5": 0.05, "aVL": -0.18},
    "st-elevation-widespread": {"II": 0.2, "V2": 0.2, "V5": 0.2, "aVL": 0.05},
    "st-depression-or-t": {"II": -0.12, "V2": -0.06, "V5": -0.18, "aVL": -0.08},
}


@dataclass(frozen=True, slots=True)
class Strip:
    """One lead: its name, the height of its baseline and the path of the trace, in millimetres."""

    lead: str
    base: float
    path: str

    @property
    def name_y(self) -> float:
        """Where the lead's name stands."""
        return self.base - 8.5


@dataclass(frozen=True, slots=True)
class Trace:
    """A whole tracing: the strips and the size of the paper in millimetres."""

    strips: tuple[Strip, ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Beat:
    """When a beat's QRS begins (seconds), whether it is broad, and whether a P wave goes before it."""

    at: float
    broad: bool
    p: bool


def trace(values: Mapping[str, str], rate: float | None = None) -> Trace:
    """The tracing for what an ECG shows (`ecg-rhythm`, `ecg-st`, `ecg-strain`); unknown values draw as normal."""
    rhythm = values.get("ecg-rhythm", "sinus")
    rhythm = rhythm if rhythm in RATES else "sinus"
    pace = rate or RATES[rhythm]
    low, high = LIMITS.get(rhythm, (30, 220))
    many = beats(rhythm, min(high, max(low, pace)))
    strips = []
    for place, lead in enumerate(LEADS):
        base = 14.0 + place * ROW
        strips.append(Strip(lead, base, _path(_voltage(many, rhythm, values, lead), base)))
    return Trace(tuple(strips), SECONDS * SPEED + 12, len(LEADS) * ROW + 2)


def beats(rhythm: str, pace: float) -> list[Beat]:
    """The beats of the strip."""
    every = 60.0 / pace
    found, now, number = [], 0.3 + 0.2 * every, 0
    while now < SECONDS + every:
        found.append(Beat(now, rhythm == "broad-tachycardia", rhythm in ("sinus", "sinus-tachycardia")))
        stretch = 0.62 + 0.8 * share("beat", number) if rhythm == "atrial-fibrillation" else 1.0
        now, number = now + every * stretch, number + 1
    return found


def _voltage(many: list[Beat], rhythm: str, values: Mapping[str, str], lead: str) -> Callable[[float], float]:
    r, s, t = SHAPES[lead]
    st = values.get("ecg-st", "normal")
    shift = SHIFTS.get(st, {}).get(lead, 0.0)
    if st == "st-depression-or-t" or (values.get("ecg-strain") == "present" and lead == "V2"):
        t = -0.7 * t
    pr_shift = -0.06 if st == "st-elevation-widespread" else 0.0
    recovery = min(0.3, 0.36 * (many[1].at - many[0].at) ** 0.5)

    def beat(at: float, one: Beat) -> float:
        x = at - one.at
        if one.broad:
            return _wave(x, 0.08, 0.05, r * 1.1) + _wave(x, 0.2, 0.06, -0.7 * r)
        qrs = _wave(x, 0.0, 0.008, -0.1) + _wave(x, 0.03, 0.011, r) + _wave(x, 0.058, 0.01, s)
        st_segment = shift * _plateau(x, 0.07, recovery + 0.02)
        p = _wave(x, -0.15, 0.026, 0.13) + pr_shift * _plateau(x, -0.11, -0.02) if one.p else 0.0
        return qrs + st_segment + p + _wave(x, recovery, 0.045, t)

    def voltage(at: float) -> float:
        return sum(beat(at, one) for one in many if -0.3 < at - one.at < 0.7) + _ground(at, rhythm)

    return voltage


def _wave(x: float, centre: float, width: float, height: float) -> float:
    return height * exp(-(((x - centre) / width) ** 2) / 2)


def _plateau(x: float, begin: float, end: float) -> float:
    """1 between two times, with soft shoulders."""
    return 1 / (1 + exp(-(x - begin) / 0.012)) - 1 / (1 + exp(-(x - end) / 0.02))


def _ground(at: float, rhythm: str) -> float:
    """What goes on between beats: fibrillation, or P waves that keep their own time."""
    if rhythm == "atrial-fibrillation":
        return 0.035 * sin(2 * pi * 6.1 * at) + 0.03 * sin(2 * pi * 7.7 * at + 1) + 0.02 * sin(2 * pi * 4.3 * at + 2)
    if rhythm == "heart-block":
        return sum(_wave(at, 0.12 + 0.78 * n, 0.026, 0.14) for n in range(8))
    return 0.0


def _path(voltage: Callable[[float], float], base: float) -> str:
    points = []
    for place in range(int(SECONDS / STEP) + 1):
        at = place * STEP
        points.append(f"{10 + at * SPEED:.1f} {base - GAIN * voltage(at):.1f}")
    return "M" + "L".join(points)
