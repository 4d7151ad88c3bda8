"""Words of time and durations agree."""

import numpy as np
import pytest

from preceptor.core.generation.timeline import SPAN, Since, disagreements, meant


@pytest.mark.parametrize("value", SPAN)
def test_every_wording_of_a_duration_means_it(value):
    for seed in range(40):
        since = Since(value, np.random.default_rng(seed))
        for text in (f"It hurts {since.since}.", f"It was {since.ago}.", *since.said()):
            assert disagreements(value, [text]) == []
            assert meant(text) is not None
            for other in SPAN:
                if other != value:
                    assert disagreements(other, [text])


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Since this morning.", {"hours"}),
        ("It started last night.", {"hours", "days"}),
        ("For a fortnight.", {"weeks"}),
        ("For a year or more.", None),
        ("For two years.", {"months"}),
        ("It comes many times a day, every day.", None),
        ("It's at any time of day.", None),
        ("I used to have it years ago.", None),
        ("Three hours. It's been five weeks.", set()),
    ],
)
def test_what_words_of_time_mean(text, values):
    assert meant(text) == values or (values is None and meant(text) in (None, {"months"}))
