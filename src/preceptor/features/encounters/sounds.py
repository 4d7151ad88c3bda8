"""Sounds of heart and lungs made from what is heard there: a loop of beats or of breaths. Pure sound, knows no patient.

Everything is made of damped tones and filtered noise with a fixed seed: the same values always give the same samples.
Pitches stand a little higher than in a chest, so that small loudspeakers carry them.
"""

import io
import wave
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]

RATE = 8000
"""Samples a second."""
HEART_SECONDS = 8.0
"""About how long a loop of beats lasts; it holds whole beats."""
BEATS, BREATHS = (25.0, 220.0), (10.0, 70.0)
"""Between these a minute beats and breaths are drawn."""
Tones = tuple[tuple[float, float], ...]
FIRST: Tones = ((55, 1.0), (90, 0.7), (140, 0.35))
SECOND: Tones = ((70, 0.8), (120, 0.8), (190, 0.4))
THIRD: Tones = ((42, 0.5), (66, 0.45), (95, 0.2))
WHEEZES = (230.0, 310.0, 425.0)


@dataclass(frozen=True, slots=True)
class Air:
    """How breath sounds: the shares of a breath that go inwards, end before it turns, and are heard outwards; how loud
    either way is; between which pitches (hertz)."""

    inwards: float
    turn: float
    outwards: float
    loud: float
    loud_out: float
    low: float = 100
    high: float = 480


AIR = {
    "normal": Air(0.38, 0.39, 0.25, 0.6, 0.2),
    "reduced-one-side": Air(0.38, 0.39, 0.25, 0.14, 0.04),
    "widely-reduced": Air(0.3, 0.32, 0.64, 0.2, 0.08),
    "bronchial": Air(0.38, 0.46, 0.42, 0.8, 0.8, 240, 1000),
}


def wav(samples: Samples) -> bytes:
    """Samples as a WAV file of one channel and 16 bits; what is too loud is bent, not cut."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes((np.tanh(0.75 * samples) * 32000).astype("<i2").tobytes())
    return file.getvalue()


# The heart.


def heart(values: Mapping[str, str], rate: float) -> Samples:
    """Beats at a rate a minute, as `heart-murmur`, `diastolic-murmur`, `third-heart-sound`, `friction-rub` and
    `pulse-rhythm` have it; what is not named is as usual."""
    starts, length = onsets(min(max(rate, BEATS[0]), BEATS[1]), values.get("pulse-rhythm") == "irregular")
    size = round(length * RATE)
    loop = np.zeros(size)
    systolic, diastolic, rub = np.zeros(size), np.zeros(size), np.zeros(size)
    for at, after in zip(starts, [*starts[1:], length], strict=True):
        gap = after - at
        closing = at + systole(gap)
        rest = after - closing
        _put(loop, at, _thump(FIRST, 0.030))
        _put(loop, closing, 0.85 * _thump(SECOND, 0.020))
        if values.get("third-heart-sound") == "present":
            _put(loop, closing + min(0.15, 0.45 * rest), 0.8 * _thump(THIRD, 0.035))
        _put(systolic, at + 0.02, _systolic(values.get("heart-murmur", "none"), closing - at - 0.03))
        _put(diastolic, closing + 0.01, _fading(0.7 * rest))
        _put(rub, at + 0.25 * (closing - at), _swell(0.75 * (closing - at) - 0.04))
        _put(rub, closing + 0.05, _swell(0.35 * rest))
    if values.get("heart-murmur") == "systolic-ejection":
        loop += 0.6 * systolic * _noise(size, 90, 380, seed=1)
    else:
        loop += 0.4 * systolic * _noise(size, 160, 620, seed=1)
    if values.get("diastolic-murmur") == "present":
        loop += 0.45 * diastolic * _noise(size, 260, 720, seed=2)
    if values.get("friction-rub") == "present":
        loop += 0.45 * rub * _noise(size, 250, 1300, seed=3) * _grain(size, 45, seed=4)
    return loop


def onsets(rate: float, irregular: bool) -> tuple[list[float], float]:
    """When each beat of a loop begins, and how long the loop lasts, in seconds; on average they keep the rate."""
    every = 60 / rate
    count = max(2, round(HEART_SECONDS / every))
    gaps = np.full(count, every)
    if irregular:
        gaps = np.random.default_rng(5).uniform(0.6, 1.4, count)
        gaps *= count * every / gaps.sum()
    return [0.0, *np.cumsum(gaps)[:-1].tolist()], count * every


def systole(gap: float) -> float:
    """Seconds from the first to the second sound, which shorten less than the whole beat does."""
    return min(0.45 * gap, 0.19 + 0.15 * gap)


def _systolic(kind: str, seconds: float) -> Samples:
    """How loud a murmur of systole is while it lasts: it rises and falls, or is even."""
    size = max(2, round(seconds * RATE))
    if kind == "systolic-ejection":
        return 1 - np.abs(np.linspace(-1, 1, size))
    return _even(size) if kind == "systolic-regurgitant" else np.zeros(size)


# The lungs.


def breathing(values: Mapping[str, str], rate: float) -> Samples:
    """Breaths at a rate a minute over one lung and then as many over the other, as `breath-sounds`, `crackles`,
    `wheeze` and `pleural-rub` have it. What is found on one side is heard in the second half."""
    seconds = 60 / min(max(rate, BREATHS[0]), BREATHS[1])
    many = 1 if seconds > 2 else 2
    sides = [_breath(values, seconds, changed) for changed in (False, True)]
    return np.concatenate([sides[0]] * many + [sides[1]] * many)


def _breath(values: Mapping[str, str], seconds: float, changed: bool) -> Samples:
    """One breath over a lung; `changed` says whether it is the one that differs."""
    kind = values.get("breath-sounds", "normal")
    air = AIR[kind if changed or kind == "widely-reduced" else "normal"]
    size = round(seconds * RATE)
    out = np.zeros(size)
    _put(out, 0.0, air.loud * _swell(air.inwards * seconds))
    _put(out, air.turn * seconds, air.loud_out * _swell(air.outwards * seconds))
    out *= _noise(size, air.low, air.high, seed=11)
    if values.get("wheeze") == "widespread":
        _put(out, air.turn * seconds, 0.15 * _whistle(max(air.outwards, 0.5) * seconds))
    inwards, crackles = air.inwards * seconds, values.get("crackles", "none")
    if crackles == "both-bases":  # fine, and late
        _crackle(out, 0.4 * inwards, inwards, 16, 760, 0.0025, seed=12)
    elif crackles == "one-side" and changed:  # coarse, and throughout
        _crackle(out, 0.1 * inwards, inwards, 10, 340, 0.007, seed=13)
    if values.get("pleural-rub") == "present" and changed:
        creak = np.zeros(size)
        _put(creak, 0.4 * inwards, _swell(0.6 * inwards))
        _put(creak, air.turn * seconds, _swell(0.2 * seconds))
        out += 0.7 * creak * _noise(size, 130, 520, seed=14) * _grain(size, 22, seed=15)
    return out


def _whistle(seconds: float) -> Samples:
    """Several pitches at once that sink a little."""
    size = round(seconds * RATE)
    time = np.arange(size) / RATE
    sinking = 1 - 0.04 * time / seconds
    tones = [np.sin(2 * np.pi * pitch * sinking * time + 0.4 * np.sin(11 * time)) for pitch in WHEEZES]
    overtones = [0.25 * np.sin(4 * np.pi * pitch * sinking * time) for pitch in WHEEZES]
    return np.sum([*tones, *overtones], axis=0) * _even(size)


def _crackle(out: Samples, begin: float, end: float, count: int, pitch: float, decay: float, seed: int) -> None:
    chance = np.random.default_rng(seed)
    for at, loud in zip(chance.uniform(begin, end, count), chance.uniform(0.5, 1.0, count), strict=True):
        _put(out, at, loud * _thump(((pitch, 1.1),), decay, attack=0.0004))


# What both are made of.


def _thump(tones: Sequence[tuple[float, float]], decay: float, attack: float = 0.006) -> Samples:
    """Tones (hertz, loudness) that begin softly within `attack` seconds and die away."""
    time = np.arange(round(5 * decay * RATE)) / RATE
    ringing = sum(loud * np.sin(2 * np.pi * pitch * time) for pitch, loud in tones)
    damped: Samples = ringing * np.exp(-time / decay) * (1 - np.exp(-time / attack))
    return damped


def _noise(size: int, low: float, high: float, seed: int) -> Samples:
    """Noise between two pitches with soft edges, of loudness 1; its end joins its beginning."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(size))
    pitch = np.fft.rfftfreq(size, 1 / RATE)
    edges = 1 / (1 + (low / np.maximum(pitch, 1)) ** 8) / (1 + (pitch / high) ** 8)
    found = np.fft.irfft(spectrum * edges, size)
    loud: Samples = found / np.sqrt(np.mean(found**2)) / 3
    return loud


def _grain(size: int, rough: float, seed: int) -> Samples:
    """Uneven loudness, some `rough` times a second: what scrapes and creaks has it."""
    uneven: Samples = np.maximum(_noise(size, 1, rough, seed), 0)
    return np.minimum(3.0, uneven / uneven.mean())


def _swell(seconds: float) -> Samples:
    """Loudness that comes and goes."""
    swell: Samples = np.sin(np.linspace(0, np.pi, max(2, round(seconds * RATE))))
    return swell


def _fading(seconds: float) -> Samples:
    """Loudness that comes at once and dies away."""
    time = np.linspace(0, 1, max(2, round(seconds * RATE)))
    fading: Samples = np.exp(-3 * time) * np.minimum(1, 20 * time) * np.minimum(1, 20 * (1 - time))
    return fading


def _even(size: int) -> Samples:
    """Loudness that is the same throughout, with soft ends."""
    even: Samples = np.minimum(1, 12 * np.sin(np.linspace(0, np.pi, size)))
    return even


def _put(out: Samples, at: float, piece: Samples) -> None:
    """Add a piece at a time; what runs over the end goes on at the beginning, as the loop does."""
    places = (round(at * RATE) + np.arange(len(piece))) % len(out)
    np.add.at(out, places, piece)
