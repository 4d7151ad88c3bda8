"""What is doubtful in a knowledge base, for its authors: numbers, twins, findings out of reach. Knows no patient files.

`review` reads the base alone; `sensitivity` asks which cases hang on a single estimate.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import AGES, Condition, Ratio
from preceptor.core.knowledge.finding import PRESENCE, Finding
from preceptor.core.knowledge.probability import Number, moved
from preceptor.core.knowledge.reasoner import TOLD, Reasoner
from preceptor.core.knowledge.table import Array, Key, Table, capped, compile_table, likelihoods, others

ASK_LEAST = 4
SUM_SLACK = 0.05
"""How far the named probabilities of a row may miss 1: levels are coarse."""
TELLS = 2.0
MET = 0.1
"""A finding tells two conditions apart where one value is TELLS times likelier under one of them and is met there in at
least MET of patients; "rare against never" tells nobody anything at a bedside."""
IDLE = 0.02
"""Bits below which a test changes nothing."""
CONTRADICTED = 1.5


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something an author should look at. `kind` is impossible (numbers), alike (conditions), unasked or hidden
    (findings), idle (tests) or ratio (contradicted); `where` names the part."""

    kind: str
    where: str
    message: str


def review(base: Base) -> list[Doubt]:
    """Everything doubtful, kind by kind. Raises KeyError where an id does not exist (see `rules`)."""
    tables = {name: compile_table(base, name) for name in base.of_presentation}
    found = [*_numbers(base)]
    for table in tables.values():
        found += _alike(table)
    found += _unreachable(base)
    found += _idle(base, tables)
    for table in tables.values():
        found += _contradicted(base, table)
    return found


def _numbers(base: Base) -> Iterator[Doubt]:
    for finding in base.findings.values():
        shares = [value.base for value in finding.values]
        if any(not 0 <= one <= 1 for one in shares) or abs(sum(shares) - 1) > SUM_SLACK:
            yield Doubt("impossible", finding.id, f"its bases are {_list(shares)}: each lies in 0–1 and they sum to 1.")
    for condition in base.conditions.values():
        yield from _multipliers(condition)
        for finding_id, said in condition.findings.items():
            yield from _row(condition, base.findings[finding_id], said)
        for ratio in condition.ratios:
            if not ratio.ratio > 0:
                where = f"{condition.id} / {ratio.finding}"
                yield Doubt(
                    "impossible", where, f"a likelihood ratio of {ratio.ratio:g} is impossible: it lies above 0."
                )


def _multipliers(condition: Condition) -> Iterator[Doubt]:
    weights = [number.value for number in condition.presentations.values()]
    multipliers = (*weights, *condition.age, *condition.sex.values(), *condition.setting.values())
    if any(not one >= 0 for one in multipliers):
        yield Doubt("impossible", condition.id, "a weight or multiplier is negative.")
    if len(condition.age) != len(AGES):
        yield Doubt("impossible", condition.id, f"it has {len(condition.age)} age multipliers and needs {len(AGES)}.")


def _row(condition: Condition, finding: Finding, said: Mapping[str, Number]) -> Iterator[Doubt]:
    where = f"{condition.id} / {finding.id}"
    values = [number.value for number in said.values()]
    if any(not 0 <= one <= 1 for one in values):
        yield Doubt("impossible", where, f"{_list(values)}: a probability lies in 0–1.")
    elif sum(values) > 1 + SUM_SLACK:
        yield Doubt("impossible", where, f"{_list(values)} sum to {sum(values):.2f}, above 1.")
    elif len(said) == len(finding.values) and sum(values) < 1 - SUM_SLACK:
        yield Doubt("impossible", where, f"all values are named and sum to {sum(values):.2f}, not to 1.")


def _list(numbers: Iterable[float]) -> str:
    return ", ".join(f"{one:g}" for one in numbers)


def apart(one: Array, other: Array) -> bool:
    """Whether a value is TELLS times likelier under one of two conditions, and common enough there to be met."""
    high, low = np.maximum(one, other), np.minimum(one, other)
    return bool(np.any((high >= TELLS * low) & (high >= MET)))


def _alike(table: Table) -> Iterator[Doubt]:
    for one, other in combinations(range(len(table.conditions)), 2):
        if not apart(table.chance[one], table.chance[other]):
            names = f"{table.conditions[one]} and {table.conditions[other]}"
            yield Doubt("alike", table.presentation, f"no finding tells {names} apart (likelihood ratio of {TELLS:g}).")


def phrasings(base: Base, finding: Finding) -> int:
    """Ways of asking for a finding: its own, and its topic's (presence) or its attribute's (anything else)."""
    if finding.attribute == PRESENCE:
        inherited = base.topics[finding.topic].ask if finding.topic in base.topics else ()
    else:
        inherited = base.attributes[finding.attribute].ask if finding.attribute in base.attributes else ()
    return len(set(finding.ask) | set(inherited))


def _unreachable(base: Base) -> Iterator[Doubt]:
    for finding in base.findings.values():
        if finding.kind in TOLD:
            ways = phrasings(base, finding)
            if ways < ASK_LEAST:
                yield Doubt("unasked", finding.id, f"it has {ways} ways of asking and needs {ASK_LEAST}.")
        elif finding.id not in base.shown_by:
            yield Doubt("hidden", finding.id, "no manoeuvre and no test shows it.")


def _idle(base: Base, tables: Mapping[str, Table]) -> Iterator[Doubt]:
    """Tests that tell nothing between any two conditions, were these equally likely: a test that only settles a rare
    condition is not idle."""
    most: dict[str, float] = dict.fromkeys(base.tests, 0.0)
    for table in tables.values():
        bits = _between_pairs(table)
        for test in base.tests.values():
            told = bits[:, [table.place[name] for name in test.shows]].sum(axis=1)
            most[test.id] = max(most[test.id], float(told.max(initial=0.0)))
    for name, told_most in most.items():
        if told_most < IDLE:
            yield Doubt("idle", name, f"its results tell at most {told_most:.3f} bits between any two conditions.")


def _between_pairs(table: Table) -> Array:
    """Bits [pair, finding] told between two equally likely conditions (their Jensen–Shannon divergence)."""
    pairs = list(combinations(range(len(table.conditions)), 2))
    if not pairs:
        return np.zeros((0, len(table.findings)))
    one, other = (table.chance[list(side)] for side in zip(*pairs, strict=True))
    middle = (one + other) / 2
    terms = (one * np.log2(one / middle) + other * np.log2(other / middle)) / 2
    bits: Array = np.add.reduceat(terms, table.starts[:-1], axis=1)
    return bits


def _contradicted(base: Base, table: Table) -> Iterator[Doubt]:
    conditions = [base.conditions[name] for name in table.conditions]
    weights = np.array([condition.presentations[table.presentation].value for condition in conditions])
    for row, condition in enumerate(conditions):
        for ratio in condition.ratios:
            if ratio.presentation in ("", table.presentation) and ratio.ratio > 0:
                got = achieved(base, table, weights, row, ratio)
                if got is not None and max(got / capped(ratio), capped(ratio) / got) > CONTRADICTED:
                    sign = "absence of " if ratio.absent else ""
                    yield Doubt(
                        "ratio",
                        f"{table.presentation} / {condition.id} / {ratio.finding}",
                        f"the table makes {got:.2g} of the published ratio {ratio.ratio:g} for {sign}{ratio.value}"
                        f" ({ratio.source}): move the estimates of the other conditions.",
                    )


def achieved(base: Base, table: Table, weights: Array, row: int, ratio: Ratio) -> float | None:
    """The likelihood ratio that a table holds where a published one was asked; None without other conditions."""
    block = table.of(ratio.finding)
    place = table.columns[ratio.finding, ratio.value] - table.starts[table.place[ratio.finding]]
    rest = others(block, weights, row, int(place))
    if rest is None:
        return None
    own = float(block[row, place])
    return (1 - own) / (1 - rest) if ratio.absent else own / rest


@dataclass(frozen=True, slots=True)
class Presented:
    """A case as the reasoner meets it: the person and everything a full work-up reveals, finding → value."""

    id: str
    presentation: str
    age: float
    sex: str
    setting: str
    condition: str
    facts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Hanging:
    """A case whose first diagnosis hangs on one estimate: moved one level (`before` → `after`), `then` comes first.

    `condition` is empty where the estimate is the finding's base.
    """

    case: str
    first: str
    then: str
    condition: str
    finding: str
    value: str
    before: float
    after: float


def sensitivity(base: Base, cases: Iterable[Presented]) -> list[Hanging]:
    """Every single-level move of one estimate that changes a case's first diagnosis.

    Only estimates of findings that the case reveals can do so. Published numbers are not moved; numbers derived from
    ratios follow the estimates they were made from. How common conditions are is no level and is not moved.
    """
    tables: dict[str, Table] = {}
    moves: dict[str, dict[str, _Moves]] = {}
    found: list[Hanging] = []
    for case in cases:
        name = case.presentation
        if name not in tables:
            tables[name], moves[name] = compile_table(base, name), {}
        reasoner = Reasoner(base, name, case.age, case.sex, case.setting, table=tables[name])
        for finding in _near(reasoner, case):
            if finding not in moves[name]:
                moves[name][finding] = _moves(base, tables[name], base.findings[finding])
            found += _hanging(reasoner, case, finding, moves[name][finding])
    return found


@dataclass(frozen=True, slots=True, eq=False)
class _Moves:
    """The moves of a finding's estimates in one presentation, and the block each makes: [move, condition, value]."""

    made: tuple[tuple[Key, float, float], ...]
    blocks: Array


def _moves(base: Base, table: Table, finding: Finding) -> _Moves:
    stated = table.of(finding.id)
    made, blocks = [], []
    for key, before in _estimates(base, table, finding):
        for steps in (-1, 1):
            after = moved(before, steps)
            block, _ = likelihoods(base, table.presentation, finding, {key: after})
            if not np.allclose(block, stated):
                made.append((key, before, after))
                blocks.append(block)
    return _Moves(tuple(made), np.array(blocks).reshape(-1, *stated.shape))


def _estimates(base: Base, table: Table, finding: Finding) -> Iterator[tuple[Key, float]]:
    """The estimates behind a finding's block: what conditions say, and the finding's bases."""
    for name in table.conditions:
        for value, number in base.conditions[name].findings.get(finding.id, {}).items():
            if number.basis == "estimate":
                yield (name, finding.id, value), number.value
    for one in finding.values[1:]:
        yield ("", finding.id, one.id), one.base


def _near(reasoner: Reasoner, case: Presented) -> list[str]:
    """The findings whose numbers could change the first diagnosis at all: a single one counts at most its cap, so that
    a clear lead is out of reach for most."""
    first, second = sorted(reasoner.posterior(case.facts).values(), reverse=True)[:2]
    lead = np.log(first / second) if second > 0 else np.inf
    findings, settings = reasoner.base.findings, reasoner.settings
    groups = Counter(findings[name].group for name in case.facts)
    found = []
    for name in case.facts:
        together = groups[findings[name].group] if findings[name].group else 1
        # Before and after, for the first diagnosis and for its rival: four times the cap, for each of a group.
        if lead < 4 * together * np.log(settings.cap(findings[name].kind)):
            found.append(name)
    return found


def _hanging(reasoner: Reasoner, case: Presented, finding: str, moves: _Moves) -> Iterator[Hanging]:
    if not moves.made:
        return
    posterior = reasoner.posterior(case.facts)
    first = max(posterior, key=lambda name: posterior[name])
    tops = reasoner.with_other_numbers(case.facts, finding, moves.blocks).argmax(axis=1)
    for (key, before, after), top in zip(moves.made, tops, strict=True):
        then = reasoner.conditions[top]
        if then != first:
            yield Hanging(case.id, first, then, key[0], finding, key[2], before, after)
