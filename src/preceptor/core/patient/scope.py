"""What a knowledge base lets be asked: its topics, whose they are, what belongs to which. Knows no wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENCE
from preceptor.core.patient.outside import OUTSIDE
from preceptor.core.patient.phrasing import (
    CONTACT,
    FAMILY,
    FOCUS,
    SELF,
    TALK,
    askable,
    experiencers,
    prepared,
    symptomatic,
)
from preceptor.core.patient.wording import stems

WHOSE = (SELF, FAMILY, CONTACT)
COMPLAINT = "complaint"
BELONGS: Mapping[str, tuple[str, ...]] = {
    "who": ("family",),
    "age-then": ("family",),
    "dose": ("medicines",),
    "reaction": ("allergies", "medicines"),
    "reason": ("medicines", "operations", "past"),
    "control": ("past",),
    "diagnosed": ("past", "family"),
}
"""Attributes that only topics of some areas have."""
FELT = (
    "speed", "progression", "severity", "pattern", "timing", "previous", "location", "radiation", "character",
    "aggravating", "relieving", "associated", "colour", "content", "blood", "side", "posture", "lying-flat", "night",
)  # fmt: skip
"""Attributes of what is felt or seen: of a habit, a home or a past illness they ask no more than about it."""
QUANTITIES = ("amount", "frequency", "duration", "dose")
"""Attributes that a topic with a "-amount" beside it (smoking, alcohol) answers there."""
Bools = NDArray[np.bool_]
Pair = tuple[str, str]
"""A topic and an attribute of it."""


@dataclass(frozen=True)
class Scope:
    """Topics and attributes in a fixed order, with what is true of them.

    `whose` is a place in WHOSE per topic; `symptom` and `talk` tell topics of symptoms and moves of the conversation;
    `pairs` (topics × attributes) are the pairs that the base answers, `strange` those that hardly anybody asks for (an
    attribute of another topic alone), `elsewhere` those that another pair answers (blood in the phlegm is blood coughed
    up); `kept` are the stems that say what is asked of a symptom and name none.
    """

    topics: tuple[str, ...]
    attributes: tuple[str, ...]
    whose: NDArray[np.int64]
    symptom: Bools
    talk: Bools
    pairs: Bools
    strange: Bools
    elsewhere: Mapping[Pair, Pair]
    kept: frozenset[str]

    def __post_init__(self) -> None:
        object.__setattr__(self, "_places", {name: place for place, name in enumerate(self.topics)})
        object.__setattr__(self, "_columns", {name: column for column, name in enumerate(self.attributes)})

    @classmethod
    def of(cls, base: Base, topics: Sequence[str], attributes: Sequence[str], kept: frozenset[str]) -> "Scope":
        """That of a base, for topics and attributes in the order of the trained decisions."""
        place = {name: at for at, name in enumerate(topics)}
        column = {name: at for at, name in enumerate(attributes)}
        pairs = np.zeros((len(topics), len(column)), dtype=np.bool_)
        for finding in askable(base):
            if finding.topic in place and finding.attribute in column:
                pairs[place[finding.topic], column[finding.attribute]] = True
        found = pairs.sum(axis=0)
        elsewhere = {pair: (finding.topic, finding.attribute) for finding in askable(base) for pair in finding.also}
        elsewhere = {one: other for one, other in elsewhere.items() if one[0] in place and one[1] in column}
        for topic, attribute in elsewhere:
            pairs[place[topic], column[attribute]] = True
        strange = np.tile(found == 1, (len(topics), 1))
        if COMPLAINT in place:
            strange[:, pairs[place[COMPLAINT]]] = False
        for attribute, areas in BELONGS.items():
            if attribute in column:
                fits = [name in base.topics and base.topics[name].area in areas for name in topics]
                strange[:, column[attribute]] = ~np.array(fits)
        strange &= ~pairs
        pairs[:, column[PRESENCE]] = True
        whose, symptoms = experiencers(base), symptomatic(base) | {FOCUS}
        talk = {topic.id for topic in base.topics.values() if topic.area == TALK} | set(OUTSIDE)
        return cls(
            tuple(topics),
            tuple(attributes),
            np.array([WHOSE.index(whose.get(name, SELF)) for name in topics], dtype=np.int64),
            np.array([name in symptoms for name in topics], dtype=np.bool_),
            np.array([name in talk for name in topics], dtype=np.bool_),
            pairs,
            strange,
            elsewhere,
            kept,
        )

    def place(self, topic: str) -> int | None:
        """Where a topic stands, if it is one."""
        found: int | None = self.__dict__["_places"].get(topic)
        return found

    def has(self, topic: str, attribute: str) -> bool:
        """Whether the base answers this attribute of a topic."""
        place = self.place(topic)
        return place is not None and bool(self.pairs[place, self.__dict__["_columns"][attribute]])

    def thing(self, topic: str, attribute: str) -> bool:
        """Whether a pair asks for a thing: "phlegm or blood" is two questions, where "sharp or dull" is one."""
        named = {name for _, name in self.elsewhere}
        return attribute == PRESENCE or attribute in named or (topic, attribute) in self.elsewhere.values()

    def column(self, topic: str, attribute: str) -> int:
        """Where a pair stands among all pairs, topic by topic. Raises KeyError."""
        places, columns = self.__dict__["_places"], self.__dict__["_columns"]
        found: int = places[topic] * len(columns) + columns[attribute]
        return found

    def experiencer(self, topic: str) -> str:
        """Whose a topic is."""
        place = self.place(topic)
        return SELF if place is None else WHOSE[self.whose[place]]

    def talks(self, topic: str) -> bool:
        """Whether a topic is a move of the conversation."""
        place = self.place(topic)
        return place is not None and bool(self.talk[place])

    def settled(self, topic: str, attribute: str, before: str, complaint: str) -> tuple[str, str]:
        """The pair meant: a topic left open is the one talked of `before`, else the complaint; amounts have their own
        topic, what another pair answers is that, and what is not felt has no side and no colour."""
        if topic == FOCUS:
            topic = before or complaint or COMPLAINT
            if topic == complaint and not self.has(topic, attribute) and self.has(COMPLAINT, attribute):
                topic = COMPLAINT
        if attribute in QUANTITIES and self.place(f"{topic}-amount") is not None:
            topic = f"{topic}-amount"
        place = self.place(topic)
        unfelt = attribute in FELT and place is not None and not self.symptom[place] and not self.has(topic, attribute)
        if (topic, attribute) in self.elsewhere:
            return self.elsewhere[topic, attribute]
        return (topic, PRESENCE) if unfelt or topic.endswith("-amount") else (topic, attribute)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All of it for np.savez."""
        return {
            "topics": np.array(self.topics, dtype=np.str_),
            "attributes": np.array(self.attributes, dtype=np.str_),
            "whose": self.whose,
            "symptom": self.symptom,
            "talk": self.talk,
            "pairs": self.pairs,
            "strange": self.strange,
            "elsewhere": np.array([(*one, *other) for one, other in self.elsewhere.items()], np.str_).reshape(-1, 4),
            "kept": np.array(sorted(self.kept), dtype=np.str_),
        }

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> "Scope":
        """Back from `arrays`."""
        named = ("symptom", "talk", "pairs", "strange")
        symptom, talk, pairs, strange = (arrays[name].astype(np.bool_) for name in named)
        topics, attributes = (tuple(map(str, arrays[name])) for name in ("topics", "attributes"))
        kept = frozenset(map(str, arrays["kept"]))
        elsewhere = {(str(a), str(b)): (str(c), str(d)) for a, b, c, d in arrays["elsewhere"]}
        whose = arrays["whose"].astype(np.int64)
        return cls(topics, attributes, whose, symptom, talk, pairs, strange, elsewhere, kept)


def asking_stems(base: Base) -> frozenset[str]:
    """Stems that say what of a symptom is asked: those of the attributes' phrasings, less what names a symptom."""
    asked = {word for one in base.attributes.values() for text in one.ask for word in _stems(text)}
    names = {word for topic in symptomatic(base) for word in _stems(base.topics[topic].label)}
    labels = {word for one in base.attributes.values() for word in _stems(one.label)}
    return frozenset(asked - (names - labels))


def _stems(text: str) -> list[str]:
    return stems(prepared(text.replace("{it}", "it")))
