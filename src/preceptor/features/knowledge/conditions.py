"""One condition as a page for people who check it: every number with its words and what it rests on. Writes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from preceptor.core.knowledge.condition import AGES, Condition, Lesson, Ratio, Turn
from preceptor.core.knowledge.finding import PRESENT, Finding, Manoeuvre, Test
from preceptor.core.knowledge.probability import LEVELS, Number
from preceptor.core.knowledge.readable import dose
from preceptor.core.knowledge.treatment import Step, Treatment
from preceptor.features.knowledge.bases import Held

KINDS = {
    "symptom": gettext_lazy("Symptoms"),
    "history": gettext_lazy("History"),
    "sign": gettext_lazy("Signs"),
    "result": gettext_lazy("Results"),
}
WORDS = {
    "never": gettext_lazy("practically never"),
    "rare": gettext_lazy("rare"),
    "uncommon": gettext_lazy("uncommon"),
    "sometimes": gettext_lazy("sometimes"),
    "often": gettext_lazy("often"),
    "usual": gettext_lazy("usual"),
    "nearly-always": gettext_lazy("nearly always"),
}
READ = {
    "abstract": gettext_lazy("read as an abstract"),
    "secondary": gettext_lazy("read in a secondary source"),
    "quoted": gettext_lazy("read as a quotation"),
    "memory": gettext_lazy("from memory, to be checked"),
    "page": gettext_lazy("read in the source itself"),
}
SETTINGS = {
    "ed": gettext_lazy("Emergency department"),
    "gp": gettext_lazy("General practice"),
    "ward": gettext_lazy("Ward"),
}
SEXES = {"f": gettext_lazy("women"), "m": gettext_lazy("men")}


def worded(value: float) -> str:
    """A probability in words: the nearest of the seven levels."""
    return str(WORDS[min(LEVELS, key=lambda name: abs(LEVELS[name] - value))])


@dataclass(frozen=True, slots=True)
class Chance:
    """One number of a condition. `ground` is the citation or the arithmetic; empty for an estimate."""

    finding: str
    value: str
    words: str
    number: float
    otherwise: float
    basis: str
    ground: str
    first: bool


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A published likelihood ratio."""

    finding: str
    value: str
    ratio: Ratio
    presentation: str
    citation: str
    read: str


@dataclass(frozen=True, slots=True)
class Care:
    """A step of management with its treatment, doses in words, what speaks against it and what does as well."""

    step: Step
    treatment: Treatment
    doses: tuple[str, ...]
    against: tuple[tuple[str, str, bool], ...]
    instead: tuple[str, ...]
    citation: str


@dataclass(frozen=True, slots=True)
class Share:
    """A multiplier of how common a condition is in one group of people."""

    label: str
    times: float


@dataclass(frozen=True, slots=True)
class Readable:
    """All that a base holds on a condition, in the order in which one would read it."""

    condition: Condition
    presentations: tuple[tuple[str, str, Number], ...]
    ages: tuple[Share, ...]
    sexes: tuple[Share, ...]
    settings: tuple[Share, ...]
    findings: tuple[tuple[str, str, tuple[Chance, ...]], ...]
    ratios: tuple[Likelihood, ...]
    manoeuvres: tuple[Manoeuvre, ...]
    tests: tuple[Test, ...]
    care: tuple[Care, ...]
    turns: tuple[tuple[Turn, str], ...]
    lessons: tuple[Lesson, ...]
    competencies: tuple[tuple[str, str], ...]
    sources: tuple[Mapping[str, Any], ...]


def readable(held: Held, one: Condition) -> Readable:
    """A condition of a base in use."""
    base = held.base
    return Readable(
        condition=one,
        presentations=tuple((name, held.presentation(name), number) for name, number in one.presentations.items()),
        ages=tuple(Share(_age(*span), times) for span, times in zip(AGES, one.age, strict=True)),
        sexes=tuple(Share(str(SEXES.get(name, name)), times) for name, times in one.sex.items()),
        settings=tuple(Share(str(SETTINGS.get(name, name)), times) for name, times in one.setting.items()),
        findings=tuple(
            (kind, str(title), tuple(_chances(held, one, kind)))
            for kind, title in KINDS.items()
            if any(base.findings[name].kind == kind for name in one.findings)
        ),
        ratios=tuple(_likelihood(held, ratio) for ratio in one.ratios),
        manoeuvres=tuple(act for act in base.manoeuvres.values() if set(act.shows) & set(one.findings)),
        tests=tuple(act for act in base.tests.values() if set(act.shows) & set(one.findings)),
        care=tuple(_care(held, step) for step in one.management),
        turns=tuple((turn, when(held, turn)) for turn in one.course),
        lessons=one.lessons,
        competencies=tuple((step, held.competencies.get(name, name)) for step, name in one.competencies.items()),
        sources=tuple(_source(held, name) for name in one.sources),
    )


def _age(low: int, high: int) -> str:
    if low == 0:
        return _("under %(high)s") % {"high": high}
    return _("%(low)s and over") % {"low": low} if high == AGES[-1][1] else f"{low}–{high - 1}"


def citation(held: Held, name: str) -> str:
    """A reference in one line, or its id where the pack does not hold it."""
    return str(held.references.get(name, {}).get("citation", name))


def _source(held: Held, name: str) -> Mapping[str, Any]:
    known = held.references.get(name, {})
    read = str(known.get("read", ""))
    return {"citation": known.get("citation", name), "read": READ.get(read, read)}


def _chances(held: Held, one: Condition, kind: str) -> Iterator[Chance]:
    for name, said in one.findings.items():
        finding = held.base.findings[name]
        if finding.kind == kind:
            for place, (value, number) in enumerate(said.items()):
                yield Chance(
                    finding=finding.label,
                    value=value_label(finding, value),
                    words=worded(number.value),
                    number=number.value,
                    otherwise=finding.value(value).base,
                    basis=number.basis,
                    ground=citation(held, number.source) if number.source else number.how,
                    first=place == 0,
                )


def value_label(finding: Finding, value: str) -> str:
    """A finding's value for staff: what is there is "present"."""
    return _("present") if value == PRESENT else finding.value(value).label


def _likelihood(held: Held, ratio: Ratio) -> Likelihood:
    finding = held.base.findings[ratio.finding]
    return Likelihood(
        finding=finding.label,
        value=value_label(finding, ratio.value),
        ratio=ratio,
        presentation=held.presentation(ratio.presentation) if ratio.presentation else "",
        citation=citation(held, ratio.source),
        read=str(READ.get(ratio.read, ratio.read)),
    )


def _care(held: Held, step: Step) -> Care:
    treatments, findings = held.base.treatments, held.base.findings
    treatment = treatments[step.treatment]
    return Care(
        step=step,
        treatment=treatment,
        doses=tuple(map(dose, treatment.doses)),
        against=tuple(
            (f"{findings[one.finding].label}: {value_label(findings[one.finding], one.value)}", one.why, one.absolute)
            for one in treatment.against
        ),
        instead=tuple(treatments[name].label for name in step.instead),
        citation=citation(held, step.source) if step.source else "",
    )


def when(held: Held, turn: Turn) -> str:
    """When a turn of the course comes, in words."""
    minutes = f"{turn.after:g}"
    if turn.when:
        named = held.base.treatments[turn.when].label
        return _("%(minutes)s min after %(treatment)s") % {"minutes": minutes, "treatment": named}
    unless = ", ".join(held.base.treatments[name].label for name in turn.unless)
    if unless:
        return _("after %(minutes)s min, unless given: %(unless)s") % {"minutes": minutes, "unless": unless}
    return _("after %(minutes)s min") % {"minutes": minutes}
