"""How long it has been going on: words for a duration, and whether words and facts agree. Knows no condition."""

import re
from collections.abc import Iterable

import numpy as np

DURATION = "complaint-duration"
COUNT = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SPAN = {"hours": (2, 11), "days": (2, 6), "weeks": (2, 6), "months": (2, 9)}
"""How many of a unit a value stands for."""
UNITS: dict[str, frozenset[str]] = {
    r"hours?|minutes?|this (?:morning|afternoon|evening)|tonight|breakfast|lunch ?time": frozenset({"hours"}),
    r"last night|overnight|yesterday|middle of the night": frozenset({"hours", "days"}),
    r"days|a day (?:ago|or)": frozenset({"days"}),
    r"weeks?|fortnight": frozenset({"weeks"}),
    r"months?|years?": frozenset({"months"}),
}
"""Words of time and the values of the duration that they may stand for."""
_TIMES = [(re.compile(rf"\b(?:{words})\b", re.IGNORECASE), values) for words, values in UNITS.items()]
_ELSEWHERE = re.compile(
    r"\b(?:\w+ )?(?:a|times a|every|each|most|all|per|the whole) (?:day|week|month)s?\b", re.IGNORECASE
)


class Since:
    """One length of time in the words that different sentences need: since, ago and a plain count."""

    def __init__(self, value: str, chance: np.random.Generator) -> None:
        low, high = SPAN.get(value, (2, 6))
        self.value = value
        self.count = int(chance.integers(low, high + 1))
        self.unit = value if value in SPAN else "days"
        self._turn = int(chance.integers(3))

    @property
    def length(self) -> str:
        """For example "about five hours"."""
        return f"{'about ' if self._turn else ''}{COUNT[self.count]} {self.unit}"

    @property
    def since(self) -> str:
        """For example "for about five hours" or "since this morning"."""
        if self.unit == "hours" and self._turn == 2 and 3 <= self.count <= 6:
            return f"since earlier today, {COUNT[self.count]} hours or so"
        return f"for {self.length}"

    @property
    def ago(self) -> str:
        """For example "about five hours ago"."""
        return f"{self.length} ago"

    def said(self) -> tuple[str, ...]:
        """The patient's words when asked how long."""
        return (f"{self.length.capitalize()} now.", f"It's been {self.length}.")


_EARLIER = re.compile(
    r"\b(?:used to|when I was|in the past|as a (?:child|boy|girl)|the last time|once before)\b", re.IGNORECASE
)


def meant(text: str) -> frozenset[str] | None:
    """The durations that the words of time in a text may stand for; None where it has none, empty where they clash.
    Sentences about earlier times are left out."""
    now = [sentence for sentence in re.split(r"(?<=[.!?]) ", text) if not _EARLIER.search(sentence)]
    left = _ELSEWHERE.sub(" ", " ".join(now))
    found: frozenset[str] | None = None
    for pattern, values in _TIMES:
        if pattern.search(left):
            found = values if found is None else found & values
    return found


def disagreements(value: str, texts: Iterable[str]) -> list[str]:
    """Texts about the complaint's course whose words of time do not fit its duration."""
    found = []
    for text in texts:
        values = meant(text)
        if values is not None and value not in values:
            found.append(f"“{text}” does not fit a duration of {value}")
    return found
