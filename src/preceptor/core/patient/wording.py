"""Texts as weighted counts of words and letter sequences (TF-IDF). Knows spelling, no meaning but synonyms."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

from preceptor.core.patient.ridge import Floats, Sparse
from preceptor.core.patient.synonyms import common

RUNS = (1, 2, 3)
"""Words in a row that are counted together."""
LETTERS = (2, 3, 4)
"""Lengths of the letter sequences counted, within a word and a space at either end."""
SHARES = {"w": 0.6, "l": 0.4}
"""How much of a text's squared length is words, and how much letters."""
_ENDINGS = re.compile(r"(?:ations?|ings?|ness|ies|ied|es|ed|ly|s|e|y)$")
_BEFORE_NAMES = frozenset(("the", "your", "a", "an", "it", "this", "that", "my", "his", "her", "their"))
_BLOOD = re.compile(r"\bblood (?=pressure|sugar|glucose|clot|test|count|thinner|vessel|group|type|relative|disorder)")
"""Names that begin with blood and mean no bleeding."""
_JOINING = frozenset(("of", "in", "on", "with", "and", "or", "to"))


def stem(word: str) -> str:
    """A word without its commonest English endings; short words stay."""
    if len(word) < 4:
        return word
    shorter = _ENDINGS.sub("", word)
    return shorter if len(shorter) > 2 else word


def stems(text: str) -> list[str]:
    """The stems of a plain text's words, in order."""
    return [stem(word) for word in text.replace(",", " ").split()]


def unnamed(text: str, kept: Collection[str]) -> str:
    """A text with "it" for whatever is named in it: all words whose stem is not in `kept`.

    "does the pain in your chest come and go" → "does it come and go": how something is asked for, whatever it is.
    """
    found: list[str] = []
    for word in _BLOOD.sub("", text).replace(",", " ").split():
        if stem(word) in kept:
            found.append(word)
            continue
        while found and found[-1] in _BEFORE_NAMES:
            found.pop()
        if len(found) > 1 and found[-1] in _JOINING and found[-2] == "it":
            del found[-2:]
        found.append("it")
    return " ".join(found)


def pieces(text: str) -> Counter[str]:
    """What is counted in a plain text: "w" before runs of words, "l" before letter sequences."""
    text = text.replace(",", " ")
    found: list[str] = []
    words = stems(common(text))
    for run in RUNS:
        found += ["w" + " ".join(words[at : at + run]) for at in range(len(words) - run + 1)]
    for word in text.split():
        padded = f" {word} "
        for size in LETTERS:
            found += ["l" + padded[at : at + size] for at in range(max(1, len(padded) - size + 1))]
    return Counter(found)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Which pieces have a column, and how rare each is. `rare` is what an unknown piece weighs."""

    columns: Mapping[str, int]
    rarity: Floats
    rare: float

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Vocabulary":
        """The pieces of some texts, each with log((1 + n) / (1 + texts that have it)) + 1."""
        met: Counter[str] = Counter()
        for text in texts:
            met.update(pieces(text).keys())
        n = 1 + len(texts)
        rarity = np.array([log(n / (1 + count)) + 1 for count in met.values()], dtype=np.float32)
        return cls({piece: column for column, piece in enumerate(met)}, rarity, log(n) + 1)

    def rows(self, texts: Sequence[str]) -> Sparse:
        """One row per text, of length at most 1: unknown pieces count towards the length and have no column."""
        starts, columns, values = [0], [np.zeros(0, np.int32)], [np.zeros(0, np.float32)]
        for text in texts:
            here, worth = self._row(text)
            columns.append(here)
            values.append(worth)
            starts.append(starts[-1] + len(here))
        return Sparse(np.array(starts, np.int64), np.concatenate(columns), np.concatenate(values), len(self.columns))

    def _row(self, text: str) -> tuple[NDArray[np.int32], Floats]:
        columns: list[int] = []
        worth: list[float] = []
        kinds: list[str] = []
        squares = dict.fromkeys(SHARES, 1e-9)
        for piece, count in pieces(text).items():
            column = self.columns.get(piece)
            value = (1 + log(count)) * (self.rare if column is None else float(self.rarity[column]))
            squares[piece[0]] += value * value
            if column is not None:
                columns.append(column)
                worth.append(value)
                kinds.append(piece[0])
        scale = {kind: sqrt(share / squares[kind]) for kind, share in SHARES.items()}
        values = [value * scale[kind] for value, kind in zip(worth, kinds, strict=True)]
        return np.array(columns, np.int32), np.array(values, np.float32)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it for np.savez."""
        return {
            "pieces": np.array(list(self.columns), dtype=np.str_),
            "rarity": self.rarity,
            "rare": np.array(self.rare),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Vocabulary":
        """Back from `arrays`."""
        columns = {str(piece): column for column, piece in enumerate(arrays["pieces"].tolist())}
        return cls(columns, arrays["rarity"].astype(np.float32), float(arrays["rare"].item()))
