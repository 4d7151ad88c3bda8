"""What heart and lungs sound like: at the rate they go, in the pitches and at the moments that their names promise."""

from __future__ import annotations

import io
import wave
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from preceptor.features.encounters import auscultation, sounds
from preceptor.features.encounters.sounds import RATE, breathing, heart, onsets, systole, wav
from preceptor.platform.packs.folder import read

HEARTS = (
    {"heart-murmur": "systolic-ejection"},
    {"heart-murmur": "systolic-regurgitant"},
    {"diastolic-murmur": "present"},
    {"third-heart-sound": "present"},
    {"friction-rub": "present"},
    {"pulse-rhythm": "irregular"},
)
LUNGS = (
    {"breath-sounds": "reduced-one-side"},
    {"breath-sounds": "bronchial"},
    {"breath-sounds": "widely-reduced"},
    {"crackles": "both-bases"},
    {"crackles": "one-side"},
    {"wheeze": "widespread"},
    {"pleural-rub": "present"},
)
PACK = Path(__file__).parents[3] / "packs" / "acute-general-medicine"


def loud(samples: Any) -> float:
    return float(np.sqrt(np.mean(samples**2)))


def between(samples: Any, low: float, high: float) -> float:
    """The share of a sound's energy between two pitches."""
    power = np.abs(np.fft.rfft(samples)) ** 2
    pitch = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(power[(pitch >= low) & (pitch < high)].sum() / power.sum())


def period(samples: Any, shortest: float, longest: float) -> float:
    """After how many seconds loudness is most like itself."""
    envelope = np.convolve(np.abs(samples), np.ones(160) / 160, "same")
    envelope = envelope - envelope.mean()
    spectrum = np.abs(np.fft.rfft(envelope)) ** 2
    alike = np.fft.irfft(spectrum, len(envelope))
    low, high = round(shortest * RATE), round(longest * RATE)
    return float((low + np.argmax(alike[low:high])) / RATE)


@pytest.mark.parametrize("rate", [38, 60, 75, 112, 150, 190])
@pytest.mark.parametrize("values", [{}, *HEARTS[:5]], ids=str)
def test_the_heart_beats_at_its_rate(values: dict[str, str], rate: float) -> None:
    every = 60 / rate
    assert period(heart(values, rate), 0.7 * every, 1.3 * every) == pytest.approx(every, rel=0.01)


@pytest.mark.parametrize("rate", [12, 16, 24, 33])
@pytest.mark.parametrize("values", [{}, {"wheeze": "widespread"}, {"crackles": "both-bases"}], ids=str)
def test_the_lungs_breathe_at_their_rate(values: dict[str, str], rate: float) -> None:
    every = 60 / rate
    assert period(breathing(values, rate), 0.7 * every, 1.3 * every) == pytest.approx(every, rel=0.01)


@pytest.mark.parametrize("rate", [70, 128, 170])
def test_fibrillation_follows_no_pattern_and_keeps_the_rate_on_average(rate: float) -> None:
    starts, length = onsets(rate, irregular=True)
    gaps = np.diff([*starts, length])
    assert len(gaps) / length * 60 == pytest.approx(rate, rel=0.01)
    assert gaps.std() / gaps.mean() > 0.15
    assert np.diff(onsets(rate, irregular=False)[0]).std() < 1e-9
    found = heart({"pulse-rhythm": "irregular"}, rate)
    first = [found[round(at * RATE) : round((at + 0.04) * RATE)] for at in starts]
    assert min(map(loud, first)) > 3 * loud(found[round((starts[1] - 0.03) * RATE) : round(starts[1] * RATE)])


def part(samples: Any, begin: float, end: float) -> Any:
    return samples[round(begin * RATE) : round(end * RATE)]


def added(values: dict[str, str], rate: float = 75) -> Any:
    """What a finding adds to a heart that has nothing."""
    return heart(values, rate) - heart({}, rate)


def test_an_ejection_murmur_rises_and_falls_in_systole_alone() -> None:
    murmur, closing = added({"heart-murmur": "systolic-ejection"}), systole(0.8)
    first, middle, last = (
        loud(part(murmur, closing * (0.5 + to) - 0.03, closing * (0.5 + to) + 0.03)) for to in (-0.35, 0, 0.35)
    )
    assert middle > 1.5 * first
    assert middle > 1.5 * last
    assert loud(part(murmur, closing + 0.05, 0.79)) < 0.02 * middle
    assert between(murmur, 60, 450) > 0.9


def test_a_regurgitant_murmur_is_even_through_systole() -> None:
    murmur, closing = added({"heart-murmur": "systolic-regurgitant"}), systole(0.8)
    thirds = [loud(part(murmur, closing * (0.2 + 0.25 * n), closing * (0.4 + 0.25 * n))) for n in range(3)]
    assert max(thirds) < 1.6 * min(thirds)
    assert loud(part(murmur, closing + 0.05, 0.79)) < 0.02 * min(thirds)


def test_a_diastolic_murmur_begins_with_the_second_sound_and_fades_and_is_higher() -> None:
    murmur, closing = added({"diastolic-murmur": "present"}), systole(0.8)
    assert loud(part(murmur, 0, closing)) < 0.02 * loud(part(murmur, closing, closing + 0.1))
    assert loud(part(murmur, closing + 0.02, closing + 0.1)) > 2 * loud(part(murmur, closing + 0.2, closing + 0.28))
    assert between(murmur, 240, 800) > 0.9


def test_a_third_sound_is_low_and_comes_early_in_diastole() -> None:
    third, closing = added({"third-heart-sound": "present"}), systole(0.8)
    assert between(third, 20, 130) > 0.9
    assert loud(part(third, closing + 0.12, closing + 0.25)) > 10 * loud(part(third, 0, closing))


def test_a_rub_of_the_heart_is_heard_in_both_phases() -> None:
    rub, closing = added({"friction-rub": "present"}), systole(0.8)
    phases = [(loud(part(rub, n * 0.8, n * 0.8 + closing)), loud(part(rub, n * 0.8 + closing, n * 0.8 + 0.8)))
              for n in range(10)]  # fmt: skip
    assert np.mean([one > 0.02 and other > 0.02 for one, other in phases]) > 0.7
    assert between(rub, 240, 1500) > 0.8


def halves(values: dict[str, str], rate: float = 15) -> tuple[Any, Any]:
    """One lung, and the other."""
    samples = breathing(values, rate)
    return samples[: len(samples) // 2], samples[len(samples) // 2 :]


def test_what_is_on_one_side_is_heard_on_one_side() -> None:
    for values in ({"crackles": "one-side"}, {"pleural-rub": "present"}, {"breath-sounds": "bronchial"}):
        one, other = halves(values)
        assert np.allclose(one, halves({})[0])
        assert not np.allclose(other, halves({})[1])
    one, other = halves({"breath-sounds": "reduced-one-side"})
    assert loud(other) < 0.3 * loud(one)
    for values in ({}, {"breath-sounds": "widely-reduced"}, {"wheeze": "widespread"}, {"crackles": "both-bases"}):
        one, other = halves(values)
        assert np.allclose(one, other)
    assert loud(halves({"breath-sounds": "widely-reduced"})[0]) < 0.5 * loud(halves({})[0])


def test_breathing_out_is_short_when_vesicular_and_as_loud_as_in_when_bronchial() -> None:
    vesicular, bronchial = (halves({"breath-sounds": kind})[1] for kind in ("normal", "bronchial"))
    assert loud(part(vesicular, 0, 1.5)) > 2.5 * loud(part(vesicular, 1.6, 3.2))
    assert loud(part(bronchial, 1.84, 3.5)) == pytest.approx(loud(part(bronchial, 0, 1.5)), rel=0.2)
    assert loud(part(bronchial, 1.55, 1.8)) < 0.05 * loud(bronchial)
    assert between(bronchial, 500, 1500) > 5 * between(vesicular, 500, 1500)


def test_a_wheeze_is_made_of_tones_when_breathing_out() -> None:
    wheeze = halves({"wheeze": "widespread"})[0] - halves({})[0]
    assert loud(part(wheeze, 0, 1.5)) < 0.01 * loud(wheeze)
    near = sum(between(wheeze, 0.93 * pitch, 1.02 * pitch) for pitch in sounds.WHEEZES)
    assert near > 0.8


def test_crackles_are_short_and_fine_ones_late_and_higher() -> None:
    fine = halves({"crackles": "both-bases"})[1] - halves({})[1]
    coarse = halves({"crackles": "one-side"})[1] - halves({})[1]
    for found in (fine, coarse):
        assert np.mean(np.abs(found) > 0.1 * np.abs(found).max()) < 0.08  # silence, broken
    assert loud(part(fine, 0, 0.55)) < 0.01 * loud(fine)
    assert loud(part(coarse, 0.15, 0.6)) > 0.2 * loud(coarse)
    assert between(fine, 600, 1200) > 0.5 > between(coarse, 600, 1200)


@pytest.mark.parametrize("rate", [3, 12, 75, 240, 900])
@pytest.mark.parametrize(("make", "values"), [(heart, HEARTS), (breathing, LUNGS)], ids=["heart", "lungs"])
def test_every_sound_is_small_the_same_each_time_and_joins_its_end(make: Any, values: Any, rate: float) -> None:
    for one in ({}, *values):
        samples = make(one, rate)
        file = wav(samples)
        assert file == wav(make(one, rate))
        assert len(file) <= 200_000
        assert np.isfinite(samples).all()
        assert np.abs(samples).max() < 3
        assert abs(samples[0] - samples[-1]) < 0.15
    with wave.open(io.BytesIO(file)) as read_back:
        assert (read_back.getnchannels(), read_back.getsampwidth(), read_back.getframerate()) == (1, 2, RATE)
        assert 2 <= read_back.getnframes() / RATE <= 12.5


@lru_cache(maxsize=1)
def base() -> Any:
    return read(PACK).knowledge


def test_every_finding_of_listening_has_a_sound_or_is_said_to_be_text_only() -> None:
    found = {name for one in base().manoeuvres.values() if one.action == "listen" for name in one.shows}
    assert found <= {*auscultation.HEART, *auscultation.LUNGS, *auscultation.TEXT_ONLY}
    assert {*auscultation.HEART, *auscultation.LUNGS, *auscultation.TEXT_ONLY} <= found


@pytest.mark.parametrize("name", [*auscultation.HEART, *auscultation.LUNGS])
def test_every_value_sounds_unlike_every_other(name: str) -> None:
    make = heart if name in auscultation.HEART else breathing
    usual = {one: base().findings[one].nothing for one in (*auscultation.HEART, *auscultation.LUNGS)}
    made = [wav(make({**usual, name: value.id}, 90 if make is heart else 18)) for value in base().findings[name].values]
    assert len(set(made)) == len(made)
    assert made[0] == wav(make({}, 90 if make is heart else 18))
