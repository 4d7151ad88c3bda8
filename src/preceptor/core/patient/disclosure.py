"""What a patient tells, by rules: the case decides what is true, the question and the trust decide what is said.

No language model decides anything here. Knows a patient and the state of the talk; changes neither.
"""

from dataclasses import dataclass, field, replace

from preceptor.core.knowledge.finding import ABSENT, PRESENCE, Finding
from preceptor.core.patient import manner, voice
from preceptor.core.patient.case import COMPLAINT, Patient, share
from preceptor.core.patient.moves import Asked, State

OPEN_FACTS = 2
"""How much one open question earns at most."""
NEEDS_TRUST = 0.6
GENEROUS = 0.72
CURT = 0.3
SURE = 0.9
"""What is told only when it is asked for by name is told only when the question was understood that surely."""
SPOKEN = ("symptom", "history")
OPENINGS = ("opening", "elaborate", "anything-else", "other-symptoms", "general-wellbeing")
ALIASES = {"onset": "duration", "now": "pattern", "last-time": "frequency", "aggravating": "trigger"}
"""Attributes that the complaint itself answers under another name."""
CONCERNS = ("ideas", "concerns", "expectations")


@dataclass(slots=True)
class Reply:
    """What one clause earns: sentences, the facts in them, and what the talk is about now."""

    sentences: list[str] = field(default_factory=list)
    findings: list[tuple[str, str]] = field(default_factory=list)
    topic: str = ""
    worry: str = ""
    understood: bool = True


def answer(patient: Patient, state: State, asked: Asked) -> Reply:
    """The reply to one clause. States nothing that the case does not hold."""
    base = patient.base
    if asked.topic not in base.topics:
        if asked.topic in ("what-is-it", "off-topic"):
            return Reply([manner.line(asked.topic, patient, state)])
        return Reply([manner.line("unsure", patient, state)], understood=False)
    if asked.topic == COMPLAINT and asked.attribute == PRESENCE and state.told.get("@opening"):
        asked = replace(asked, topic=main_topic(patient) or COMPLAINT)  # what the trouble is, once more
    if asked.topic in OPENINGS or (asked.topic == COMPLAINT and asked.attribute == PRESENCE):
        return _open(patient, state, asked.topic)
    if _delicate(patient, asked) and (asked.confidence < SURE or asked.attribute == "elaborate"):
        return _careful(patient, state, asked)
    if asked.topic in CONCERNS:
        return _concern(patient, state, asked.topic)
    if asked.topic in ("name", "age-question") and asked.topic not in patient.case.hidden.own:
        return Reply([voice.name_and_age(patient, asked.topic)])
    return _asked(patient, state, asked)


def _asked(patient: Patient, state: State, asked: Asked) -> Reply:
    """A question about the patient: own words, findings, lists, or that they cannot say."""
    area = patient.base.topics[asked.topic].area
    own = patient.case.hidden.own
    if asked.attribute == PRESENCE and asked.experiencer == "self" and asked.topic in own:
        return Reply([_vary(own[asked.topic], patient, state, asked.topic)], topic=asked.topic)
    if area == "conversation":
        return Reply([manner.line(asked.topic, patient, state)])
    matches = matching(patient, asked)
    if _cannot_be(patient, asked, matches):
        absent = [(one.id, ABSENT) for one in matches]
        return Reply([manner.line("not-mine", patient, state)], absent, topic=asked.topic)
    if matches:
        return _told(patient, state, asked, matches)
    if asked.topic.endswith("-list") or asked.topic == "hospital-admissions":
        return _listed(patient, state, area)
    return _vague(patient, state, asked)


def _cannot_be(patient: Patient, asked: Asked, matches: list[Finding]) -> bool:
    """Whether a question is about what only the other sex has, and the case knows nothing of it."""
    sex = patient.base.topics[asked.topic].sex
    other = asked.experiencer == "self" and sex not in ("", patient.case.public.person.sex)
    return other and all(patient.facts[one.id].value == ABSENT for one in matches)


def _delicate(patient: Patient, asked: Asked) -> bool:
    return any(one.tell == "specific" for one in patient.base.attributes_of(asked.topic))


def _careful(patient: Patient, state: State, asked: Asked) -> Reply:
    """What is told only by name, asked unclearly or in passing: the patient does not follow, or talks of the rest."""
    if asked.confidence < SURE:
        return Reply([manner.line("unsure", patient, state)], understood=False)
    return _open(patient, state, "elaborate")


def matching(patient: Patient, asked: Asked) -> list[Finding]:
    """The findings that a question asks for."""
    return [
        finding
        for finding in patient.base.attributes_of(asked.topic)
        if finding.attribute == asked.attribute and finding.experiencer == asked.experiencer and finding.kind in SPOKEN
    ]


def _told(patient: Patient, state: State, asked: Asked, matches: list[Finding]) -> Reply:
    reply = Reply(topic=asked.topic)
    for finding in matches:
        parent = patient.base.findings.get(finding.of)
        if parent is not None and patient.lacks(parent.id):
            finding = parent  # where a pain goes, when there is no pain: there is no pain
        if finding.id not in [name for name, _ in reply.findings]:
            tell(patient, state, finding, reply)
    if state.trust >= GENEROUS and asked.attribute == PRESENCE and any(patient.has(one.id) for one in matches):
        _more(patient, state, asked.topic, reply)
    return reply


def tell(patient: Patient, state: State, finding: Finding, reply: Reply) -> None:
    """Say one fact, if the patient is willing to."""
    if finding.tell == "never":
        reply.sentences.append(manner.line("cannot-say", patient, state))
        return
    if finding.tell == "rapport" and patient.has(finding.id) and state.trust < NEEDS_TRUST:
        reply.sentences.append(manner.line("rather-not", patient, state))
        return
    reply.sentences.append(_vary(voice.words(patient, finding), patient, state, finding.id))
    reply.findings.append((finding.id, patient.facts[finding.id].value))


def _more(patient: Patient, state: State, topic: str, reply: Reply) -> None:
    """With trust the same question earns a fuller answer: one thing more about the same topic."""
    said = {name for name, _ in reply.findings}
    for finding in patient.base.attributes_of(topic):
        willing = finding.kind in SPOKEN and finding.tell in ("open", "asked") and finding.experiencer == "self"
        if willing and finding.id not in said | set(state.told) and patient.has(finding.id):
            tell(patient, state, finding, reply)
            return


def _open(patient: Patient, state: State, kind: str) -> Reply:
    hidden = patient.case.hidden
    if not state.told.get("@opening"):
        findings = [(name, patient.facts[name].value) for name in hidden.opening_tells]
        topic = patient.base.findings[findings[0][0]].topic if findings else ""
        return Reply([hidden.opening], [("@opening", "told"), *findings], topic=topic)
    waiting = [
        finding
        for finding in patient.base.findings.values()
        if finding.kind in SPOKEN
        and finding.tell in ("volunteered", "open")
        and finding.id not in state.told
        and patient.has(finding.id)
        and (not finding.of or not patient.lacks(finding.of))
    ]
    if not waiting:
        return Reply([manner.line("nothing-more", patient, state)])
    limit = 1 if kind != "elaborate" or state.trust < CURT else OPEN_FACTS
    reply = Reply()
    for finding in waiting[:limit]:
        tell(patient, state, finding, reply)
        reply.topic = finding.topic
    return reply


def _concern(patient: Patient, state: State, topic: str) -> Reply:
    hidden = patient.case.hidden
    words = {"ideas": hidden.ideas, "concerns": hidden.concerns, "expectations": hidden.expectations}[topic]
    if not words or (topic == "concerns" and state.trust < CURT):
        return Reply([manner.line("no-idea", patient, state)])
    return Reply([words], worry=words if topic == "concerns" else "")


def _listed(patient: Patient, state: State, area: str) -> Reply:
    """ "Any other illnesses?": up to two things of that area, the rest on asking again."""
    present = [
        finding
        for finding in patient.base.findings.values()
        if finding.kind == "history"
        and patient.base.topics[finding.topic].area.startswith(area)
        and finding.attribute == PRESENCE
        and finding.tell not in ("specific", "rapport", "never")
        and patient.has(finding.id)
    ]
    fresh = [finding for finding in present if finding.id not in state.told]
    if not fresh:
        return Reply([manner.line("nothing-more" if present else "not-that-i-know", patient, state)])
    reply = Reply(topic=fresh[0].topic)
    for finding in fresh[:OPEN_FACTS]:
        tell(patient, state, finding, reply)
    return reply


def _vague(patient: Patient, state: State, asked: Asked) -> Reply:
    """A question that the case has no fact for: the patient says so and states nothing."""
    own = patient.case.hidden.own.get(f"{asked.topic}@{asked.attribute}")
    if own:
        return Reply([_vary(own, patient, state, asked.topic)], topic=asked.topic)
    if asked.experiencer != "self":
        return Reply([manner.line("not-that-i-know", patient, state)], topic=asked.topic)
    presence = [one for one in patient.base.attributes_of(asked.topic) if one.attribute == PRESENCE]
    if asked.attribute != PRESENCE and presence and _denied(patient, state, presence[0]):
        reply = Reply(topic=asked.topic)
        tell(patient, state, presence[0], reply)
        return reply
    general = patient.base.findings.get(f"complaint-{ALIASES.get(asked.attribute, asked.attribute)}")
    if general is not None and asked.topic in (state.topic, main_topic(patient), "complaint"):
        reply = Reply(topic=asked.topic)
        tell(patient, state, general, reply)
        return reply
    return Reply([manner.line("cannot-say", patient, state)], topic=asked.topic)


def _denied(patient: Patient, state: State, finding: Finding) -> bool:
    """Whether a question for more about something is answered by there being no such thing: not where that is told only
    by name, and the question may be no more than about what was talked of before."""
    named = finding.tell != "specific" or finding.id in state.told or finding.topic != state.topic
    return named and patient.facts[finding.id].value == ABSENT


def main_topic(patient: Patient) -> str:
    """What the patient came with, as a topic."""
    tells = patient.case.hidden.opening_tells
    return patient.base.findings[tells[0]].topic if tells else ""


def _vary(say: tuple[str, ...], patient: Patient, state: State, about: str) -> str:
    """One of several ways to say the same: another one each time it is asked."""
    start = int(share(patient.case.public.id, about) * len(say))
    return say[(start + state.told.get(about, 0)) % len(say)]
