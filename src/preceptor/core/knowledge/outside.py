"""DDXPlus and AgentClinic in this project's types: outside tests of the base. Knows parsed JSON and no files."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import AGES, Condition
from preceptor.core.knowledge.finding import ABSENT, PRESENT, Finding, Topic, Value
from preceptor.core.knowledge.probability import Number

DDXPLUS = "ddxplus"
"""The one presentation that all DDXPlus conditions share, and the reference id of its numbers."""
SEVERE = 2
"""DDXPlus grades severity from 1 (worst) to 5; up to here a condition must not be missed."""


def ddxplus(
    conditions: Mapping[str, Mapping[str, Any]],
    evidences: Mapping[str, Mapping[str, Any]],
    probabilities: Mapping[str, Any],
) -> Base:
    """DDXPlus as a base: one presentation, a condition's weight its count, an evidence present or absent.

    `conditions` and `evidences` are its two release files; `probabilities` holds "condition_counts" and
    "p"[condition][evidence], the share of a condition's patients with the evidence. Evidences with several values are
    there by their presence alone. Those that hang on another evidence carry a value for every patient of a condition
    that lists them, "nowhere" and "not applicable" among them, so that being recorded is no finding: they are
    imported without likelihoods (their base is the same everywhere) and hang on their parent. Raises KeyError.
    """
    counts, table = probabilities["condition_counts"], probabilities["p"]
    total = sum(counts[name] for name in conditions)
    findings, silent = {}, set()
    for name, evidence in evidences.items():
        parent = str(evidence["code_question"])
        hanging = evidence["data_type"] != "B" and parent != name
        if hanging:
            silent.add(name)
        usual = 0.5 if hanging else sum(counts[one] * table[one].get(name, 0.0) for one in conditions) / total
        findings[name] = _evidence(name, evidence, usual, parent if hanging and parent in evidences else "")
    return Base(
        id=DDXPLUS,
        topics={name: Topic(name, finding.label, DDXPLUS) for name, finding in findings.items()},
        attributes={},
        findings=findings,
        manoeuvres={},
        tests={},
        treatments={},
        conditions={
            name: _condition(name, one, counts[name] / total, table[name], [e for e in findings if e not in silent])
            for name, one in conditions.items()
        },
    )


def _evidence(name: str, evidence: Mapping[str, Any], usual: float, parent: str) -> Finding:
    question = str(evidence["question_en"])
    values = (Value(ABSENT, ABSENT, (), 1 - usual), Value(PRESENT, PRESENT, (), usual))
    kind = "history" if evidence["is_antecedent"] else "symptom"
    return Finding(name, name, question, kind, values, of=parent, ask=(question,))  # type: ignore[arg-type]


def _condition(
    name: str, one: Mapping[str, Any], weight: float, shares: Mapping[str, float], evidences: Sequence[str]
) -> Condition:
    def published(value: float) -> Number:
        return Number(value, "published", DDXPLUS)

    return Condition(
        id=name,
        label=str(one["cond-name-eng"]),
        names=(),
        summary="",
        must_not_miss=int(one["severity"]) <= SEVERE,
        presentations={DDXPLUS: published(weight)},
        age=(1.0,) * len(AGES),
        sex={},
        setting={},
        findings={evidence: {PRESENT: published(float(shares.get(evidence, 0.0)))} for evidence in evidences},
        sources=(DDXPLUS,),
    )


@dataclass(frozen=True, slots=True)
class OutsideCase:
    """A case of AgentClinic as plain text: what the learner is asked to do, the complaint, what the patient can tell
    (label and text), what examining and testing find, the diagnosis."""

    opening: str
    facts: tuple[str, ...]
    results: tuple[str, ...]
    diagnosis: str
    task: str = ""


def agentclinic(case: Mapping[str, Any]) -> OutsideCase:
    """One case of AgentClinic, with or without its outer "OSCE_Examination". Raises KeyError for a missing part."""
    inner = case.get("OSCE_Examination", case)
    patient = inner["Patient_Actor"]
    symptoms = patient.get("Symptoms", {})
    opening = symptoms.get("Primary_Symptom", "") if isinstance(symptoms, Mapping) else symptoms
    told = {name: value for name, value in patient.items() if name != "Symptoms"}
    if isinstance(symptoms, Mapping):
        told["Symptoms"] = {name: value for name, value in symptoms.items() if name != "Primary_Symptom"}
    found = (inner.get("Physical_Examination_Findings", {}), inner.get("Test_Results", {}))
    return OutsideCase(
        opening="; ".join(_texts(opening)),
        facts=tuple(_texts(told)),
        results=tuple(text for part in found for text in _texts(part)),
        diagnosis=str(inner["Correct_Diagnosis"]),
        task=str(inner.get("Objective_for_Doctor", "")),
    )


def _texts(part: Any, label: str = "") -> Iterator[str]:
    """Every text of a nested part with the labels on the way to it."""
    if isinstance(part, Mapping):
        for name, inner in part.items():
            words = str(name).replace("_", " ")
            yield from _texts(inner, f"{label}, {words}" if label else words)
    elif isinstance(part, Sequence) and not isinstance(part, str):
        for inner in part:
            yield from _texts(inner, label)
    elif str(part).strip():
        yield f"{label}: {part}" if label else str(part)


SHORTEST = 5
"""Letters a word needs to count as telling."""
_GENERIC = """
abnormal acquired active acute adult arterial associated benign bilateral blood bowel brain caused cells central chronic
common complete condition congenital deficiency diffuse disease disorder early essential failure fever first gland heart
hereditary idiopathic infant infection injury intestinal kidney large lower lungs malignant mild moderate muscle nerve
newborn normal onset other partial peripheral positive posterior pressure primary recurrent related right secondary
severe simple small spinal stage status stress subacute sudden syndrome system tissue unspecified upper venous
without women
"""
_ENDING = re.compile(
    rf"(?<=\w{{{SHORTEST}}})(?:ically|ation|ities|ness|osis|otic|itis|itic|atic|ical|ious|eous|ies|ing|ous|ity|ive|ism|ion|ial|eal|al|ic"
    r"|ed|es|ly|ia|us|s|y|e|a)$"
)


def stem(word: str) -> str:
    """A word in lower case without its longest common ending, at least SHORTEST letters of it."""
    return _ENDING.sub("", word.lower())


def telling(text: str) -> frozenset[str]:
    """The stems of a text's words that are long enough and not generic."""
    words = re.findall(r"[^\W\d_]+", text.lower())
    stems = {stem(word) for word in words if len(word) >= SHORTEST}
    return frozenset(stems - GENERIC)


GENERIC = frozenset(stem(word) for word in _GENERIC.split())
"""Stems that tell nothing: time, degree, kind, and parts of the body."""


def leaks(case: OutsideCase) -> tuple[str, ...]:
    """The texts a learner meets before any examination or result that share a telling word with the diagnosis.

    Examination and results are left out: they may name what they find.
    """
    names = telling(case.diagnosis)
    texts = (case.task, case.opening, *case.facts)
    return tuple(f"{', '.join(sorted(shared))}: {text}" for text in texts if text and (shared := names & telling(text)))
