"""Findings and acts in plain words, for labels of the debrief. Knows the base, no learner."""

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENT, Finding
from preceptor.core.knowledge.reasoner import Act


def lowered(label: str) -> str:
    """A label inside a sentence: its first letter small, unless it is an abbreviation or a name (ECG, D-dimer)."""
    first = label.split(" ", 1)[0]
    return label if any(letter.isupper() for letter in first[1:]) or "-" in first[:2] else label[:1].lower() + label[1:]


def capital(label: str) -> str:
    """A label at the beginning of a sentence."""
    return label[:1].upper() + label[1:]


def finding_words(finding: Finding) -> str:
    """What a finding is, within a sentence: findings are labelled in small letters, but for names and abbreviations."""
    return finding.label


def answer(finding: Finding, value: str, number: float | None = None) -> str:
    """A value alone: "yes", "the left arm", "high (38.9 °C)"."""
    found = finding.value(value)
    if number is None:
        return found.label
    measured = f"{number:.{finding.decimals}f} {finding.unit}".strip()
    return f"{found.label} ({measured})"


def shown(finding: Finding, value: str, number: float | None = None) -> str:
    """A finding with its value: "leg swelling", "leg swelling: no", "temperature: high (38.9 °C)"."""
    words = finding_words(finding)
    return words if value == PRESENT else f"{words}: {answer(finding, value, number)}"


def act_words(base: Base, act: Act) -> str:
    """What to do: "Ask about leg swelling", "Listen to the heart", "Chest radiograph"."""
    if act.kind == "ask":
        return f"Ask about {finding_words(base.findings[act.id])}"
    return base.manoeuvres[act.id].label if act.kind == "examine" else base.tests[act.id].label
