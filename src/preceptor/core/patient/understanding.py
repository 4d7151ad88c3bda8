"""How a virtual patient understands free text without a language model. Knows phrasings of a base, no case, no patient.

Each clause gets three decisions (what topic, which attribute of it, whose) by ridge regression on its words and
letters. They are weighed together over the pairs of topic and attribute, those that the base has before others; a
clause that names no topic is about what is being talked about. What no phrasing resembles is not understood.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENCE
from preceptor.core.patient.clauses import Sentence, parts, sentences
from preceptor.core.patient.decisions import Decision, Embed
from preceptor.core.patient.outside import OFF_TOPIC, OUTSIDE, outside
from preceptor.core.patient.phrasing import BARE, CONTACT, FAMILY, FOCUS, SELF, asked_of, phrasings, symptomatic
from preceptor.core.patient.ridge import Floats
from preceptor.core.patient.scope import COMPLAINT, WHOSE, Scope, asking_stems
from preceptor.core.patient.synonyms import common
from preceptor.core.patient.wording import stem, stems, unnamed

SURE = 1.0
"""The confidence of what is known by rule."""
RANKED = 5
"""How many meanings of a clause are kept."""
Pairs = Mapping[str, NDArray[np.generic]]
"""Every phrasing learnt ("text") with the places of its "topic" and "attribute"."""
NONE: Mapping[str, tuple[str, str, str]] = MappingProxyType({})
_FAMILY = re.compile(
    r"\b(?:(?<!with )(?<!with your )famil(?:y|ies)|relatives?|runs? in|running in|hereditary|inherited|genetic|mother"
    r"|father|mum|dad|parents?"
    r"|brothers?|sisters?|siblings?|grand(?:mother|father|parents?|ma|pa|mum|dad)|aunts?|uncles?|cousins?)\b"
)
_OTHERS = re.compile(
    r"\b(?:contact with|expos(?:ed|ure) to|around|near|close to) (?:\w+ ){0,3}?"
    r"(?:anybody|somebody|people|person|others|sick|ill|unwell)\b"
    r"|\b(?:anybody|somebody|everybody|people|others)(?: else)?(?: \w+){0,4}? (?:at home|around you|around|at work"
    r"|at school|else|in (?:the|your) (?:house|home|household)|close to you|near you|you (?:live|work) with|you know)\b"
    r"|\b(?:sick|ill) (?:contacts?|people|relatives|colleagues|family members)\b"
    r"|\b(?:your|the) (?:husband|wife|partner|spouse|kids|children|room ?mates?|house ?mates?|flat ?mates?|colleagues"
    r"|co ?workers|friends?|class ?mates?)(?: \w+){0,3}? (?:sick|ill|unwell|symptoms?|similar|the same)\b"
)
"""Words that ask about people around the patient."""
_ANY_PAIN = frozenset(
    stem(word) for word in ("pain", "ache", "aching", "hurt", "sore", "discomfort", "symptom", "problem")
)
"""Words for whatever the patient came with, which name no topic."""
_YOU = re.compile(r"\b(?:you|your|yourself)\b")
NOD = "acknowledgement"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one clause asks or does. `confidence` is from 0 to 1; `clause` is the words it was read from."""

    topic: str
    attribute: str
    experiencer: str
    confidence: float
    clause: str


@dataclass(frozen=True, slots=True)
class Focus:
    """What the talk is about: the last topic, and the topic of the main complaint."""

    topic: str = ""
    complaint: str = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """How the decisions weigh against each other, in logits; set on rows that no reported figure counts.

    `topic`, `attribute`, `whose` sharpen the scores; the others are added or taken off. `fit`, `slope` and `like` turn
    a pair's logarithm and the best score of a topic (as far as `alike`) into a chance of being right; below `least` a
    clause is not understood, and words that have nothing to do with the patient (`outside`) or a statement `beside` a
    question must be surer.
    """

    topic: float = 8.0
    attribute: float = 8.0
    whose: float = 4.0
    attribute_of_history: float = 0.5
    unknown_pair: float = -1.0
    odd_pair: float = -3.0
    strange: float = -3.0
    exact: float = 4.0
    statement: float = 2.0
    unnamed: float = -0.5
    named: float = -2.0
    before: float = 1.0
    family: float = 2.0
    still_family: float = 4.0
    others: float = 4.0
    split: float = -2.0
    split_attribute: float = -1.0
    fit: float = -1.35
    slope: float = 0.36
    like: float = 7.0
    alike: float = 0.5
    least: float = 0.25
    outside: float = 0.6
    beside: float = 0.7
    mention: float = 0.25


@dataclass(frozen=True, slots=True)
class Hints:
    """What a whole sentence says of its parts: of whom they speak, whether they ask; and what is talked about."""

    family: float
    others: bool
    asks: bool
    focus: Focus


class Understanding:
    """The trained decisions and the scope of the base they were trained on."""

    def __init__(
        self, topic: Decision, attribute: Decision, scope: Scope, phrases: Pairs, embed: Embed | None = None
    ) -> None:
        if len(topic.dense) and embed is None:
            raise ValueError("This model was trained with sentence embeddings and cannot be read without them.")
        self.topic, self.attribute, self.scope, self.phrases = topic, attribute, scope, phrases
        self.embed = embed if len(topic.dense) else None
        self.scales = Scales()
        self._topics = np.array([topic.names.index(name) for name in scope.topics])
        self._whose = np.array([topic.names.index(f"@{name}") for name in WHOSE])
        self._focus = scope.topics.index(FOCUS)
        self._pointing = np.array([name in (FOCUS, COMPLAINT) for name in scope.topics])
        self._beyond = np.array([name in OUTSIDE for name in scope.topics])
        self._pairs = self._weights_of_pairs()
        self._folds = [(scope.column(*one), scope.column(*other)) for one, other in scope.elsewhere.items()]
        self._phrases: dict[str, list[tuple[int, int]]] = {}
        for text, place, column in zip(*(phrases[name] for name in ("text", "topic", "attribute")), strict=True):
            self._phrases.setdefault(str(text), []).append((int(place), int(column)))

    @classmethod
    def train(
        cls, base: Base, added: Mapping[str, tuple[str, str, str]] = NONE, embed: Embed | None = None
    ) -> "Understanding":
        """From the base's phrasings and those that educators added (words → topic, attribute, experiencer)."""
        learnt = phrasings(base, added)
        symptoms, kept = symptomatic(base) | {FOCUS}, asking_stems(base)
        whose = [(one.topic, f"@{one.experiencer}") for one in learnt]
        about = Decision.fit([one.text for one in learnt], whose, embed, [FOCUS, *(f"@{name}" for name in WHOSE)])
        ways = {(unnamed(one.text, kept), asked_of(base, one)) for one in learnt if one.topic in symptoms}
        bare = sorted(ways | {(text, PRESENCE) for text in BARE})
        attributes = {one.attribute for one in learnt}
        asked = Decision.fit([text for text, _ in bare], [(name,) for _, name in bare], embed, sorted(attributes))
        topics = [name for name in about.names if not name.startswith("@")]
        phrases: Pairs = {
            "text": np.array([one.text for one in learnt], dtype=np.str_),
            "topic": np.array([topics.index(one.topic) for one in learnt], dtype=np.int32),
            "attribute": np.array([asked.names.index(asked_of(base, one)) for one in learnt], dtype=np.int32),
        }
        return cls(about, asked, Scope.of(base, topics, asked.names, kept), phrases, embed)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """All that was learnt, for np.savez; no pickles."""
        rooms: dict[str, Mapping[str, NDArray[np.generic]]] = {
            "topic": self.topic.arrays(),
            "attribute": self.attribute.arrays(),
            "scope": self.scope.arrays(),
            "phrases": self.phrases,
        }
        return {f"{room}.{name}": array for room, arrays in rooms.items() for name, array in arrays.items()}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]], embed: Embed | None = None) -> "Understanding":
        """Back from `arrays`, with the same `embed` as in training. Raises ValueError where that is missing."""
        rooms: dict[str, dict[str, NDArray[np.generic]]] = {"topic": {}, "attribute": {}, "scope": {}, "phrases": {}}
        for name, array in arrays.items():
            room, _, rest = name.partition(".")
            rooms[room][rest] = array
        topic, attribute = (Decision.from_arrays(rooms[name]) for name in ("topic", "attribute"))
        return cls(topic, attribute, Scope.from_arrays(rooms["scope"]), rooms["phrases"], embed)

    def read(self, text: str, focus: Focus) -> tuple[Meaning, ...]:
        """What a turn asks and does, clause by clause; () when nothing was understood."""
        return tuple(best for best, *_ in self.readings(text, focus) if self._understood(best))

    def ranked(self, clause: str, focus: Focus) -> tuple[Meaning, ...]:
        """What one clause may mean, best first, however unlikely: for the queue of educators."""
        return max(self.readings(clause, focus), key=lambda some: some[0].confidence, default=())

    def mentioned(self, text: str) -> str:
        """The topic that words which ask nothing name (a patient's last ones), the last of several; empty for none."""
        best, found = self.scales.mention, ""
        for sentence in sentences(text):
            about, _, _ = self._scores([sentence.text])
            place = int(np.where(self.scope.talk | self._pointing, -1, about[0]).argmax())
            if about[0, place] >= best:
                found = self.scope.topics[place]
        return found

    def readings(self, text: str, focus: Focus) -> list[tuple[Meaning, ...]]:
        """For each clause of a turn what it may mean, best first, however unlikely."""
        found: dict[tuple[str, str], tuple[Meaning, ...]] = {}
        said = sentences(text)
        asking = any(one.asks for one in said)
        for sentence in said:
            read = self._sentence(sentence, focus)
            if sentence.asks or not asking or self._move(read[0][0]):
                for some in read:
                    key = (some[0].topic, some[0].attribute)
                    if key not in found or some[0].confidence > found[key][0].confidence:
                        found[key] = some
            focus = self._moved(focus, read)
        return list(found.values())

    def _sentence(self, sentence: Sentence, focus: Focus) -> list[tuple[Meaning, ...]]:
        """The clauses of one sentence: the whole, or its parts where each is a question of its own."""
        if beyond := outside(sentence.text):
            return [(Meaning(beyond, PRESENCE, SELF, SURE, sentence.text),)]
        ways = parts(sentence.text) if sentence.asks else ()
        hints = Hints(self._family(sentence.text, focus), bool(_OTHERS.search(sentence.text)), sentence.asks, focus)
        (whole, likely), *others = self._weighed([sentence.text, *(text for some in ways for text in some)], hints)
        if not ways:
            return [whole]
        pieces, logs = [], []
        for some in ways:
            best, log = max(others[: len(some)], key=lambda one: one[1])
            pieces.append(best)
            logs.append(log)
            del others[: len(some)]
        margin = self.scales.split
        if not self.scope.thing(whole[0].topic, whole[0].attribute):
            if not all(self.scope.thing(piece[0].topic, piece[0].attribute) for piece in pieces):
                return [whole]  # "sharp, dull or burning" and "better or worse" are one question
            margin = self.scales.split_attribute
        return pieces if sum(logs) / len(logs) > likely + margin else [whole]

    def _weighed(self, texts: Sequence[str], hints: Hints) -> list[tuple[tuple[Meaning, ...], float]]:
        """What each text may mean, best first, with the log weight of the best."""
        scores = self._scores(texts)
        wide = self._joint(texts, scores, hints).reshape(len(texts), -1)
        for one, other in self._folds:
            wide[:, other] = np.logaddexp(wide[:, one], wide[:, other])
            wide[:, one] = -np.inf
        kept = min(RANKED, wide.shape[1] - 1)
        best = np.argpartition(-wide, kept, axis=1)[:, :kept]
        found = []
        for row, text in enumerate(texts):
            some: dict[tuple[str, str], Meaning] = {}
            for place in sorted(best[row], key=lambda one: -wide[row, one]):
                topic, attribute = divmod(int(place), len(self.scope.attributes))
                pair = self.scope.settled(
                    self.scope.topics[topic], self.scope.attributes[attribute], hints.focus.topic, hints.focus.complaint
                )
                sure = self._chance(float(wide[row, place]), float(scores[0][row].max()))
                some.setdefault(pair, Meaning(*pair, self.scope.experiencer(pair[0]), sure, text))
            found.append((tuple(some.values()), float(wide[row].max())))
        return found

    def _chance(self, log: float, like: float) -> float:
        """The chance of a meaning to be right by its log weight and the best score that any topic has."""
        scales = self.scales
        return 1 / (1 + exp(-scales.fit - scales.slope * log - scales.like * min(like, scales.alike)))

    def _joint(self, texts: Sequence[str], scores: tuple[Floats, Floats, Floats], hints: Hints) -> Floats:
        """Log weights of every pair of topic and attribute (n × topics × attributes)."""
        scales, scope = self.scales, self.scope
        about, whose, asked = scores
        topic, person, attribute = scales.topic * about, scales.whose * whose, _log_shares(scales.attribute * asked)
        topic[:, self._focus] += [scales.named if self._names(text) else scales.unnamed for text in texts]
        person = _log_shares(person)
        person[:, WHOSE.index(FAMILY)] += hints.family
        topic[:, scope.symptom] -= max(0, hints.family)
        if not hints.asks:
            topic[:, scope.talk & ~self._beyond] += scales.statement
        if hints.others:
            person[:, WHOSE.index(CONTACT)] += scales.others
            topic[:, scope.symptom] -= scales.others
        weight = np.where(scope.symptom, 1.0, scales.attribute_of_history).astype(np.float32)
        found: Floats = (_log_shares(topic) + person[:, scope.whose])[:, :, None]
        found = found + weight[None, :, None] * attribute[:, None, :] + self._pairs
        for row, text in enumerate(texts):
            for place, column in self._phrases.get(text, ()):
                found[row, place, column] += scales.exact
        before = scope.place(hints.focus.topic)
        if before is not None:
            follows = scope.pairs[before] & (np.array(scope.attributes) != PRESENCE)
            found[:, before] += np.where(follows, scales.before, 0).astype(np.float32)
        return found

    def _scores(self, texts: Sequence[str]) -> tuple[Floats, Floats, Floats]:
        """What each text is about (n × topics), whose that is (n × 3) and what of it is asked (n × attributes)."""
        bare = [unnamed(text, self.scope.kept) for text in texts]
        vectors = self.embed([*texts, *bare]) if self.embed else None
        n = len(texts)
        about = self.topic.scores(texts, None if vectors is None else vectors[:n])
        asked = self.attribute.scores(bare, None if vectors is None else vectors[n:])
        return about[:, self._topics], about[:, self._whose], asked

    def _weights_of_pairs(self) -> Floats:
        """What a pair of topic and attribute has against it, whatever the words (topics × attributes)."""
        scales, scope = self.scales, self.scope
        unknown = np.where(scope.symptom, scales.unknown_pair, scales.odd_pair)[:, None]
        strange = np.where(scope.strange, scales.strange, 0.0)
        found = np.where(scope.pairs, 0.0, unknown + strange)
        found[self._focus] = strange[self._focus]
        found[self._focus, scope.attributes.index(PRESENCE)] = scales.odd_pair
        return found.astype(np.float32)

    def _names(self, text: str) -> bool:
        """Whether a text names a topic, so that it is hardly about what was named before."""
        known = self.topic.vocabulary.columns
        plain = self.scope.kept | _ANY_PAIN
        return any(word not in plain and f"w{word}" in known for word in stems(common(text)))

    def _family(self, text: str, focus: Focus) -> float:
        """How much speaks for the family in a sentence: it is named; or it was talked about, and the patient is not."""
        if _FAMILY.search(text):
            return self.scales.family
        talked = self.scope.experiencer(focus.topic) == FAMILY and not _YOU.search(text)
        return self.scales.still_family if talked else -self.scales.family

    def _understood(self, meaning: Meaning) -> bool:
        """Whether it is sure enough to act on. Calling words off the topic takes more than not knowing better."""
        least = self.scales.outside if meaning.topic == OFF_TOPIC else self.scales.least
        return meaning.confidence >= least

    def _move(self, meaning: Meaning) -> bool:
        """Whether a statement beside a question counts: as a move of the talk, plainly recognised."""
        if meaning.topic in OUTSIDE:
            return meaning.confidence == SURE
        talk = meaning.topic != NOD and self.scope.talks(meaning.topic)
        return talk and meaning.confidence >= self.scales.beside

    def _moved(self, focus: Focus, read: Sequence[tuple[Meaning, ...]]) -> Focus:
        """What is talked about after a sentence."""
        for best, *_ in reversed(read):
            if not self.scope.talks(best.topic) and best.topic and best.confidence >= self.scales.least:
                return replace(focus, topic=best.topic)
        return focus


def _log_shares(scores: Floats) -> Floats:
    """Logarithms of the softmax along each row."""
    shifted = scores - scores.max(axis=1, keepdims=True)
    found: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found
