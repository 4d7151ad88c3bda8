"""A condition in plain lines, for the command line and for people who check it. Knows the base, no page."""

from collections.abc import Iterator

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import AGES, Condition
from preceptor.core.knowledge.probability import LEVELS, Number
from preceptor.core.knowledge.treatment import Dose

WORDS = {value: name.replace("-", " ") for name, value in LEVELS.items()}


def chance(number: Number) -> str:
    """A probability with what it rests on: "often (.60, estimate)", ".31 (published: klompas2002)"."""
    if number.basis == "estimate":
        return f"{WORDS.get(number.value, 'about')} ({number.value:.2f}, estimate)"
    ground = number.source or number.how
    return f"{number.value:.2f} ({number.basis}: {ground})"


def dose(found: Dose) -> str:
    """A dose range in one line."""
    span = f"{found.low:g}" if found.low == found.high else f"{found.low:g}–{found.high:g}"
    per = "/kg" if found.per_kg else ""
    judged = "" if found.checked >= 2 else ", not judged: checked once"
    return (
        f"{span} {found.unit}{per} {' or '.join(found.routes)} {found.frequency} ({found.population}{judged})".replace(
            "  ", " "
        )
    )


def lines(base: Base, one: Condition) -> Iterator[str]:
    """Everything the base holds on a condition, in the order in which one would read it."""
    yield f"{one.label} [{one.id}]" + (" must not be missed" if one.must_not_miss else "")
    yield one.summary
    yield f"Also called: {', '.join(one.names) or 'nothing else'}"
    yield ""
    yield "Presents as: " + ", ".join(
        f"{name} (weight {n.value:g}, {n.basis})" for name, n in one.presentations.items()
    )
    ages = ", ".join(f"{low}–{high}: {times:g}" for (low, high), times in zip(AGES, one.age, strict=True))
    yield f"Age multipliers: {ages}; sex: {dict(one.sex)}; setting: {dict(one.setting)} ({one.demographics_source})"
    yield ""
    for kind, title in (("symptom", "Symptoms"), ("history", "History"), ("sign", "Signs"), ("result", "Results")):
        yield f"{title}:"
        for name, chances in one.findings.items():
            if base.findings[name].kind == kind:
                said = "; ".join(f"{base.findings[name].value(v).label} {chance(n)}" for v, n in chances.items())
                yield f"  {base.findings[name].label}: {said}"
    yield "Published likelihood ratios:"
    for ratio in one.ratios:
        sign = "absent" if ratio.absent else ratio.value
        yield f"  {base.findings[ratio.finding].label}, {sign}: {ratio.ratio:g} ({ratio.source}, {ratio.presentation})"
    yield "First hour:"
    for step in one.management:
        treatment = base.treatments[step.treatment]
        doses = "; ".join(map(dose, treatment.doses))
        yield f"  {step.role}{' (critical)' if step.critical else ''}: {treatment.label}. {step.why} {doses}".rstrip()
    yield "Untreated:" if one.course else "No course is stated."
    for turn in one.course:
        after = f"{turn.after:g} min after {turn.when}" if turn.when else f"after {turn.after:g} min"
        yield f"  {after}: {turn.sees}"
    yield f"Sources: {', '.join(one.sources) or 'none'}"
    yield "No clinician has reviewed this."
