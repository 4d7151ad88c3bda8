"""What was done for the patient, against what the true condition asks for. Knows a chronicle.

Doses are judged only where a twice-checked range holds for this patient and place (DESIGN.md, section 6).
"""

from collections.abc import Iterable

from preceptor.core.knowledge.treatment import Against, Dose, Step
from preceptor.core.patient import course
from preceptor.core.patient.case import ADULT
from preceptor.core.patient.chronicle import Chronicle, Treated
from preceptor.core.patient.result import Item
from preceptor.core.patient.wordings import capital, lowered

CHECKED = 2
HELPFUL = 0.15
"""What the helpful steps count for together; the essential ones count for the rest."""
LATE = 0.5
"""The part of a timed step that its being in time counts for."""
HARM = 0.25
"""What each harmful or contraindicated treatment takes away, and what a grave turn of the patient does."""
GRAMS = {"g": 1000.0, "mg": 1.0, "mcg": 0.001, "microgram": 0.001, "micrograms": 0.001, "µg": 0.001}


def steps_of(seen: Chronicle, role: str) -> tuple[Step, ...]:
    """What the true condition asks for in one role."""
    return tuple(step for step in seen.base.conditions[seen.truth].management if step.role == role)


def called_for(seen: Chronicle, role: str) -> tuple[Step, ...]:
    """The steps of a role less those that something true of this patient speaks against: nobody is blamed for them."""
    return tuple(
        step
        for step in steps_of(seen, role)
        if not any(_true_at_first(seen, one) for one in seen.base.treatments[step.treatment].against)
    )


def _true_at_first(seen: Chronicle, against: Against) -> bool:
    fact = seen.patient.facts.get(against.finding)
    return fact is not None and fact.value == against.value


def given(seen: Chronicle, treatment: str) -> Treated | None:
    """The first time something was given."""
    return next((one for one in seen.treated if one.given.treatment == treatment), None)


def fulfilled(seen: Chronicle, step: Step) -> Treated | None:
    """The first time a step was taken, by its own treatment or by one that does as well."""
    asked = {step.treatment, *step.instead}
    return next((one for one in seen.treated if one.given.treatment in asked), None)


def in_time(step: Step, found: Treated | None) -> bool:
    """Whether a step was taken, and by its minute where it has one."""
    return found is not None and (not step.within or found.at <= step.within)


def management(seen: Chronicle) -> tuple[Item, ...]:
    """Essential and helpful steps, harmful ones left out, and doses where they can be judged."""
    wanted = (*called_for(seen, "essential"), *called_for(seen, "helpful"))
    items = [item for step in wanted for item in _taken(seen, step)]
    items += [_withheld(seen, step) for step in steps_of(seen, "harmful")]
    return (*items, *_doses(seen), *_cautions(seen))


def management_score(seen: Chronicle, items: Iterable[Item]) -> float | None:
    """Essential steps, a little for the helpful ones, less what harmed; None where the condition asks for nothing."""
    by_kind: dict[str, list[Item]] = {}
    for item in items:
        by_kind.setdefault(item.id.split(":")[1], []).append(item)
    essential = _share([*by_kind.get("essential", ()), *by_kind.get("dose", ()), *by_kind.get("caution", ())])
    helpful = _share(by_kind.get("helpful", []))
    if essential is None and helpful is None:
        return None
    if essential is None or helpful is None:
        score = (essential if essential is not None else helpful) or 0.0
    else:
        score = (1 - HELPFUL) * essential + HELPFUL * helpful
    harmed = sum(not item.earned for item in by_kind.get("harmful", ())) + len(contraindicated(seen))
    harmed += bool(course.grave(seen.patient, seen.state))
    return max(0.0, score - HARM * harmed)


def _share(items: list[Item]) -> float | None:
    total = sum(item.weight for item in items)
    return sum(item.weight for item in items if item.earned) / total if total else None


def _taken(seen: Chronicle, step: Step) -> list[Item]:
    """Whether a step was taken, and apart from that whether it came in time."""
    found = fulfilled(seen, step)
    label = capital(seen.base.treatments[step.treatment].label)
    weight = {"essential": 1.0, "helpful": 0.5}[step.role] * (2.0 if step.critical else 1.0)
    late = LATE if step.within and step.role == "essential" else 0.0
    name, number = f"management:{step.role}:{step.treatment}", found.number if found else None
    items = [Item(name, "management", label, found is not None, round(weight * (1 - late), 3), number, step.why)]
    if late:
        when = f"You gave it at minute {found.at:g}." if found else "It was not given."
        items.append(
            Item(
                f"{name}:in-time",
                "management",
                f"{label} within {step.within:g} minutes",
                in_time(step, found),
                round(weight * late, 3),
                number,
                when,
            )
        )
    return items


def _withheld(seen: Chronicle, step: Step) -> Item:
    found = given(seen, step.treatment)
    label = f"Left out {lowered(seen.base.treatments[step.treatment].label)}, which harms here"
    return Item(
        f"management:harmful:{step.treatment}", "management", label, found is None, 1.0,
        found.number if found else None, step.why,
    )  # fmt: skip


# Doses


def _doses(seen: Chronicle) -> list[Item]:
    found = []
    for one in seen.treated:
        judged = judged_dose(seen, one)
        if judged is None:
            continue
        dose, times = judged
        label = capital(seen.base.treatments[one.given.treatment].label)
        span = f"{dose.low:g} to {dose.high:g} {dose.unit}" if dose.low != dose.high else f"{dose.low:g} {dose.unit}"
        each = " for each kilogram" if dose.per_kg else ""
        found.append(
            Item(
                id=f"management:dose:{one.given.treatment}:{one.number}",
                step="management",
                label=f"{label}: a dose within {span}{each}",
                earned=times is not None and abs(times) <= 1.0,
                weight=0.5,
                number=one.number,
                why=f"You ordered {one.given.dose:g} {one.given.unit}.",
            )
        )
    return found


def judged_dose(seen: Chronicle, one: Treated) -> tuple[Dose, float | None] | None:
    """The range a dose is judged by, and where it lies: at most 1 within the range, above it the multiple of the upper
    end, below it the negative inverse multiple of the lower end. None where it may not be judged."""
    given_dose = one.given.dose
    if given_dose is None:
        return None
    best: tuple[Dose, float] | None = None
    for dose in seen.base.treatments[one.given.treatment].doses:
        amount = _comparable(seen, one, dose)
        if amount is None:
            continue
        times = _times(amount, dose)
        if best is None or abs(times) < abs(best[1]):
            best = (dose, times)
    return best


def _times(amount: float, dose: Dose) -> float:
    if amount > dose.high:
        return amount / dose.high
    if amount < dose.low:
        return -dose.low / amount if amount > 0 else -1e9
    return 1.0


def _comparable(seen: Chronicle, one: Treated, dose: Dose) -> float | None:
    """The ordered amount in the range's unit; None where the range does not hold here."""
    public = seen.case.public
    suits = dose.population == ("child" if seen.case.frame.age < ADULT else "adult")
    here = dose.jurisdiction in ("int", public.jurisdiction)
    route = not one.given.route or not dose.routes or one.given.route in dose.routes
    if dose.checked < CHECKED or not (suits and here and route) or one.given.dose is None:
        return None
    amount = _converted(one.given.dose, one.given.unit, dose.unit)
    if amount is not None and dose.per_kg:
        amount /= public.person.weight
    return amount


def _converted(amount: float, unit: str, wanted: str) -> float | None:
    if unit == wanted:
        return amount
    if unit in GRAMS and wanted in GRAMS:
        return amount * GRAMS[unit] / GRAMS[wanted]
    return None


# What speaks against a treatment


def speaks_against(seen: Chronicle, one: Treated, absolute: bool) -> Against | None:
    """What is true of this patient and forbids, or only cautions against, a treatment; at the door or by then known."""
    known = {(fact.finding, fact.value) for fact in seen.state.known if fact.at <= one.at}
    for against in seen.base.treatments[one.given.treatment].against:
        true = _true_at_first(seen, against)
        if against.absolute is absolute and (true or (against.finding, against.value) in known):
            return against
    return None


def contraindicated(seen: Chronicle) -> tuple[tuple[Treated, Against], ...]:
    """Treatments that something true of this patient forbids."""
    harmful = {step.treatment for step in steps_of(seen, "harmful")}  # told of once, as harmful
    pairs = [(one, speaks_against(seen, one, absolute=True)) for one in seen.treated]
    return tuple((one, against) for one, against in pairs if against is not None and one.given.treatment not in harmful)


def _cautions(seen: Chronicle) -> list[Item]:
    found = []
    asked = {step.treatment for step in (*steps_of(seen, "essential"), *steps_of(seen, "helpful"))}
    for one in seen.treated:
        against = speaks_against(seen, one, absolute=False)
        if against is not None and one.given.treatment not in asked:
            label = f"Minded what speaks against {lowered(seen.base.treatments[one.given.treatment].label)}"
            found.append(
                Item(f"management:caution:{one.given.treatment}:{one.number}", "management", label, False, 0.5,
                     one.number, against.why)
            )  # fmt: skip
    return found
