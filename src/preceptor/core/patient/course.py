"""How a patient changes with time and treatment, by the rules the condition states. Knows a patient and the state."""

from preceptor.core.knowledge.condition import Turn
from preceptor.core.patient.case import Fact, Patient
from preceptor.core.patient.moves import Line, State


def rules(patient: Patient) -> tuple[Turn, ...]:
    """The course of this case: its own, or its condition's."""
    condition = patient.base.conditions.get(patient.case.hidden.condition)
    return patient.case.hidden.course or (condition.course if condition else ())


def passed(patient: Patient, state: State) -> list[Line]:
    """What happens up to the present minute, each turn once; the state's changed findings are updated."""
    lines = []
    for place, turn in enumerate(rules(patient)):
        if place not in state.turned and _due(turn, state):
            state.turned.add(place)
            state.changed.update({name: value for name, value in turn.changes.items() if name in patient.base.findings})
            lines.append(Line("see", turn.sees))
    return lines


def _due(turn: Turn, state: State) -> bool:
    given = {one.treatment: at for at, one in reversed(state.treatments)}
    if turn.when:
        return turn.when in given and state.clock >= given[turn.when] + turn.after
    stopped = any(name in given and given[name] <= turn.after for name in turn.unless)
    return state.clock >= turn.after and not stopped


def now(patient: Patient, state: State, finding: str) -> Fact:
    """What is true of a finding at this minute."""
    changed = state.changed.get(finding)
    if changed is None or changed == patient.facts[finding].value:
        return patient.facts[finding]
    return patient.measured(patient.base.findings[finding], Fact(changed))


def grave(patient: Patient, state: State) -> list[Turn]:
    """The turns for the worse that came."""
    return [turn for place, turn in enumerate(rules(patient)) if place in state.turned and turn.grave]
