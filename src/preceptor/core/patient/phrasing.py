"""What the model of understanding is trained on: the knowledge base's own phrasings, and what code makes of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENCE, Finding, Topic
from preceptor.core.patient.clauses import plain
from preceptor.core.patient.outside import OUTSIDE
from preceptor.core.patient.wrapping import stripped

FOCUS = ""
"""The topic of words that name none: what is being talked about."""
SELF, FAMILY, CONTACT = "self", "family", "contact"
ASKED_KINDS = ("symptom", "history")
POINTERS = ("it", "that", "this", "the pain", "they")
TALK = "conversation"
"""The area of topics that are moves of the talk and no questions about the patient."""
FRAMES: Mapping[str, tuple[str, ...]] = {
    "past": (
        "have you ever been diagnosed with {}",
        "do you have a history of {}",
        "have you ever had {}",
        "{} in the past",
    ),
    "family": (
        "any family history of {}",
        "does anybody in the family have {}",
        "{} that runs in the family",
        "has anybody in your family had {}",
        "family history of {}",
    ),
    "medicines": ("do you take {}", "are you on any {}", "{}"),
}
"""How what an area is about is asked for by its name; other areas are asked for by name alone."""
WORKINGS: Mapping[str, str] = {
    "breathlessness": "breathing",
    "vision": "vision",
    "hearing-change": "hearing",
    "speech": "speech",
    "hoarseness": "voice",
    "urination": "urine|urination|waterworks",
    "stool": "stools|poo",
    "diarrhoea": "bowels|bowel movements|bowel habits",
    "appetite-loss": "appetite|eating",
    "fatigue": "energy|energy levels",
    "balance": "walking|balance|coordination",
    "memory": "memory",
    "thinking": "thinking|concentration",
    "smell": "sense of smell|smell",
    "taste": "sense of taste|taste",
    "periods": "periods|menstrual cycle",
    "sleep": "sleep",
    "mood": "mood",
    "weight-loss": "weight",
    "swallowing-trouble": "swallowing",
    "rash": "skin",
    "numbness": "sensation|feeling in your arms and legs",
}
"""Topics that are something the body does, with its names: one asks how it is and whether it has changed."""
CHANGES = (
    "{}",
    "any changes in your {}",
    "have you noticed any changes to your {}",
    "any problems with your {}",
    "any trouble with your {}",
    "how is your {}",
    "how has your {} been",
)


BARE = (
    "it", "any it", "is it", "was it", "are you it", "were you it", "do you it", "did you it", "did it", "does it",
    "have you it", "have you had it", "has it", "can you it", "is there it", "was there it", "it or it", "it and it",
    "do you have it", "did you have it", "have you noticed it", "do you get it", "are you getting it", "how about it",
)  # fmt: skip
"""What is left of a question for presence alone when "it" stands for all that it names."""


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words and what they ask."""

    text: str
    topic: str
    attribute: str = PRESENCE
    experiencer: str = SELF


def askable(base: Base) -> tuple[Finding, ...]:
    """The findings a patient can be asked about."""
    return tuple(finding for finding in base.findings.values() if finding.kind in ASKED_KINDS)


def experiencers(base: Base) -> dict[str, str]:
    """Topic → whose it is: the family's or a contact's where all its findings are, the patient's otherwise."""
    whose: dict[str, set[str]] = {}
    for finding in askable(base):
        whose.setdefault(finding.topic, set()).add(finding.experiencer)
    of_findings = {topic: next(iter(found)) for topic, found in whose.items() if len(found) == 1}
    of_areas = {topic.id: FAMILY for topic in base.topics.values() if topic.area == FAMILY}
    return of_areas | of_findings


def symptomatic(base: Base) -> frozenset[str]:
    """Topics of the areas that symptoms are in: what one asks when, where and how of."""
    topics = {finding.topic for finding in base.findings.values() if finding.kind == "symptom"}
    areas = {base.topics[topic].area for topic in topics if topic in base.topics}
    return frozenset(topic.id for topic in base.topics.values() if topic.area in areas and topic.ask)


def asked_of(base: Base, one: Phrasing) -> str:
    """What a phrasing asks of its topic. Words that name an attribute ask for it where the topic is that very thing
    ("blood in your water" asks for blood, and so for blood in the urine)."""
    words = one.text.split()
    same = [
        attribute
        for finding in base.attributes_of(one.topic)
        for topic, attribute in finding.also
        if attribute in words and topic == one.topic and PRESENCE == one.attribute == finding.attribute
    ]
    return same[0] if same else one.attribute


def phrasings(base: Base, added: Mapping[str, tuple[str, str, str]]) -> list[Phrasing]:
    """All that is known of how things are asked, each wording once a meaning, prepared as a learner's words are."""
    found: dict[Phrasing, None] = {}
    for made in (_of_topics(base), _of_attributes(base), _of_findings(base), _outside(base), _added(added)):
        for one in made:
            text = prepared(one.text)
            if text:
                found[Phrasing(text, one.topic, one.attribute, one.experiencer)] = None
    return list(found)


def prepared(text: str) -> str:
    """A phrasing as the words of a clause are when they are read."""
    return stripped(plain(text).replace("?", " ").replace(".", " "))


def _of_topics(base: Base) -> Iterator[Phrasing]:
    whose = experiencers(base)
    for topic in base.topics.values():
        for text in (*topic.ask, *_named(topic), *_changed(topic)):
            yield Phrasing(text, topic.id, PRESENCE, whose.get(topic.id, SELF))


def _named(topic: Topic) -> Iterator[str]:
    """A topic's own name, in the frames in which its area is asked for."""
    if topic.ask and topic.area != TALK:
        bare = topic.label.removesuffix(" in the past").removesuffix(" in the family")
        for frame in FRAMES.get(topic.area, ("any {}", "{}")):
            yield frame.format(bare)


def _changed(topic: Topic) -> Iterator[str]:
    """Whether something the body does has changed."""
    for name in filter(None, WORKINGS.get(topic.id, "").split("|")):
        for frame in CHANGES:
            yield frame.format(name)


def _of_attributes(base: Base) -> Iterator[Phrasing]:
    topics = symptomatic(base)
    named = [topic for topic in base.topics.values() if topic.id in topics]
    having: dict[str, list[Topic]] = {}
    for finding in askable(base):
        if finding.topic in base.topics:
            having.setdefault(finding.attribute, []).append(base.topics[finding.topic])
    turn = 0
    for attribute in base.attributes.values():
        for text in attribute.ask:
            if "{it}" not in text:
                yield Phrasing(text, FOCUS, attribute.id)
                continue
            turn += 1
            if attribute.id != PRESENCE:  # "do you have it" names nothing; its frame would claim every question
                yield Phrasing(text.replace("{it}", POINTERS[turn % len(POINTERS)]), FOCUS, attribute.id)
            for some in filter(None, (having.get(attribute.id) if attribute.id != PRESENCE else None, named)):
                topic = some[7 * turn % len(some)]
                yield Phrasing(text.replace("{it}", f"the {topic.label}"), topic.id, attribute.id)


def _of_findings(base: Base) -> Iterator[Phrasing]:
    for finding in askable(base):
        for text in finding.ask:
            yield Phrasing(text, finding.topic, finding.attribute, finding.experiencer)


def _outside(base: Base) -> Iterator[Phrasing]:
    """Moves that no base needs to know; a base that has them speaks for itself."""
    for topic, texts in OUTSIDE.items():
        if topic not in base.topics:
            for text in texts:
                yield Phrasing(text, topic)


def _added(added: Mapping[str, tuple[str, str, str]]) -> Iterator[Phrasing]:
    for text, (topic, attribute, experiencer) in added.items():
        yield Phrasing(text, topic, attribute, experiencer)
