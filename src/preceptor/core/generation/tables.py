"""The likelihoods and reasoners of one base, compiled once and used for many cases. Knows no case.

A reasoner hangs on age only by the age band, so few are needed.
"""

from functools import cached_property

import numpy as np

from preceptor.core.generation.leakage import Secret, unasked
from preceptor.core.knowledge.base import Base, band
from preceptor.core.knowledge.condition import AGES
from preceptor.core.knowledge.reasoner import Reasoner, log_ratios
from preceptor.core.knowledge.table import Array, Table, compile_table

ALIKE = 1e-9


class Presentation:
    """One presenting complaint: its table, and the findings on which its conditions differ at all."""

    def __init__(self, base: Base, name: str) -> None:
        self.table: Table = compile_table(base, name)
        spread = np.ptp(self.table.chance, axis=0) if len(self.table.conditions) else np.zeros(0)
        most = np.maximum.reduceat(spread, self.table.starts[:-1])
        self.telling = tuple(finding for finding, apart in zip(self.table.findings, most, strict=True) if apart > ALIKE)

    @cached_property
    def row(self) -> dict[str, int]:
        """Where each condition stands in the table."""
        return {name: place for place, name in enumerate(self.table.conditions)}


class Weighing:
    """A reasoner with what each value says for each condition: log ratios [condition, column], within the caps."""

    def __init__(self, base: Base, presentation: Presentation, age: float, sex: str, setting: str) -> None:
        table = presentation.table
        self.reasoner = Reasoner(base, table.presentation, age, sex, setting, table=table)
        self.prior = np.array(list(self.reasoner.prior.values()))
        caps = [self.reasoner.settings.cap(finding.kind) for finding in base.findings.values()]
        self.weights: Array = log_ratios(table.chance, self.prior, np.repeat(caps, np.diff(table.starts)))


class Tables:
    """Everything that cases of one base are made and judged with."""

    def __init__(self, base: Base) -> None:
        self.base = base
        self._presentations: dict[str, Presentation] = {}
        self._weighings: dict[tuple[str, int, str, str], Weighing] = {}
        self._secrets: dict[tuple[str, str], Secret] = {}
        self._mute: dict[tuple[str, str], frozenset[str]] = {}

    def presentation(self, name: str) -> Presentation:
        """One presentation. Raises KeyError where the base has none of this name."""
        if name not in self._presentations:
            self._presentations[name] = Presentation(self.base, name)
        return self._presentations[name]

    def weighing(self, presentation: str, age: float, sex: str, setting: str) -> Weighing:
        """The reasoner for such a person. Raises ValueError where no condition is possible for them."""
        key = presentation, band(age), sex, setting
        if key not in self._weighings:
            self._weighings[key] = Weighing(
                self.base, self.presentation(presentation), float(AGES[key[1]][0]), sex, setting
            )
        return self._weighings[key]

    def secret(self, condition: str, presentation: str) -> Secret:
        """What a case of a condition must not say."""
        key = condition, presentation
        if key not in self._secrets:
            self._secrets[key] = Secret(self.base.conditions[condition], presentation)
        return self._secrets[key]

    def mute(self, condition: str, presentation: str) -> frozenset[str]:
        """Findings that an opening cannot tell: some of the base's words for them would name the diagnosis."""
        key = condition, presentation
        if key not in self._mute:
            secret = self.secret(*key)
            self._mute[key] = frozenset(
                finding.id
                for finding in self.base.findings.values()
                if finding.kind == "symptom"
                and any(secret.leaks(text) for value in finding.values for text in value.say)
            )
        return self._mute[key]

    @cached_property
    def usual(self) -> dict[str, str]:
        """The value of each finding where a case states none: the commonest."""
        return {
            name: max(finding.values, key=lambda value: value.base).id for name, finding in self.base.findings.items()
        }

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """The findings that hang on each finding."""
        found: dict[str, list[str]] = {}
        for finding in self.base.findings.values():
            if finding.of:
                found.setdefault(finding.of, []).append(finding.id)
        return {name: tuple(names) for name, names in found.items()}

    @cached_property
    def sentences(self) -> dict[str, list[tuple[str, str]]]:
        """Each sentence in which a patient states a fact, with the facts (finding, value) that it may stand for."""
        found: dict[str, list[tuple[str, str]]] = {}
        for finding in self.base.findings.values():
            if finding.kind in ("symptom", "history"):
                for value in finding.values:
                    for text in value.say:
                        found.setdefault(text, []).append((finding.id, value.id))
                        found.setdefault(unasked(text), []).append((finding.id, value.id))
        return found
