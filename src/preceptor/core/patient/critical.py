"""Critical errors: what could have harmed, apart from any score. Knows a chronicle."""

from collections.abc import Iterable

from preceptor.core.patient import course
from preceptor.core.patient.chronicle import Chronicle
from preceptor.core.patient.management import (
    called_for,
    contraindicated,
    fulfilled,
    given,
    in_time,
    judged_dose,
    steps_of,
)
from preceptor.core.patient.result import Critical
from preceptor.core.patient.wordings import capital, shown

OVERDOSE = 2.0
"""From so many times the upper end a dose could have harmed."""
HOME, ADMIT = "discharge-safety-net", "ward-admission"


def critical(seen: Chronicle, treats: bool) -> tuple[Critical, ...]:
    """What could have harmed. `treats` is whether this exercise let the learner treat."""
    found = list(_missed(seen))
    if treats:
        found += [*_harmed(seen), *_forbidden(seen), *_overdosed(seen), *_omitted(seen), *_home(seen)]
        found += [
            Critical("grave-turn", "The patient got gravely worse", turn.sees) for turn in course.grave(seen.patient,
                                                                                                         seen.state)
        ]  # fmt: skip
    return tuple(found)


def _missed(seen: Chronicle) -> Iterable[Critical]:
    condition = seen.base.conditions[seen.truth]
    if condition.must_not_miss and seen.truth not in seen.considered:
        yield Critical(
            "must-not-miss-not-considered",
            f"{capital(condition.label)} was never considered",
            "It was on no differential and was not the diagnosis, and it must not be missed.",
            source=condition.sources[0] if condition.sources else "",
        )


def _harmed(seen: Chronicle) -> Iterable[Critical]:
    for step in steps_of(seen, "harmful"):
        found = given(seen, step.treatment)
        if found is not None:
            label = f"{capital(seen.base.treatments[step.treatment].label)} was given"
            yield Critical("harmful-treatment", label, step.why, found.number, step.source)


def _forbidden(seen: Chronicle) -> Iterable[Critical]:
    for one, against in contraindicated(seen):
        label = capital(seen.base.treatments[one.given.treatment].label)
        finding = seen.base.findings[against.finding]
        why = f"{against.why} Here: {shown(finding, against.value)}."
        yield Critical("contraindicated", f"{label} despite a contraindication", why, one.number)


def _overdosed(seen: Chronicle) -> Iterable[Critical]:
    for one in seen.treated:
        judged = judged_dose(seen, one)
        if judged is not None and judged[1] is not None and judged[1] >= OVERDOSE:
            name = capital(seen.base.treatments[one.given.treatment].label)
            label = f"{name}: {judged[1]:.0f} times the highest usual dose"
            yield Critical("overdose", label, f"You ordered {one.given.dose:g} {one.given.unit}.", one.number,
                           judged[0].source)  # fmt: skip


def _omitted(seen: Chronicle) -> Iterable[Critical]:
    for step in called_for(seen, "essential"):
        found = fulfilled(seen, step)
        if step.critical and not in_time(step, found):
            label = capital(seen.base.treatments[step.treatment].label)
            came = f"came at minute {found.at:g}, due by {step.within:g}" if found else "was not given"
            yield Critical("critical-step", f"{label} {came}", step.why, found.number if found else None, step.source)


def _home(seen: Chronicle) -> Iterable[Critical]:
    found = given(seen, HOME)
    forbidden = {step.treatment for step in steps_of(seen, "harmful")}
    stays = any(step.treatment == ADMIT for step in steps_of(seen, "essential"))
    if found is not None and stays and HOME not in forbidden:
        yield Critical("sent-home", "The patient was sent home", "This condition is treated in hospital.", found.number)
