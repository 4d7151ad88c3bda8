"""The reference reasoner: what the facts known so far say about the conditions, and which act would tell most.

Knows the knowledge base and a person's age, sex and setting; never the true condition of a case.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from preceptor.core.knowledge.base import Base, prior
from preceptor.core.knowledge.finding import Kind
from preceptor.core.knowledge.table import Array, Table, compile_table

Doing = Literal["ask", "examine", "order"]
DOINGS: tuple[Doing, ...] = ("ask", "examine", "order")
TOLD: tuple[Kind, ...] = ("symptom", "history")
TIE = 1e-9


@dataclass(frozen=True, slots=True)
class Settings:
    """How facts are weighed and what an act may cost.

    `share`: of each further finding of a correlated group, the part of its log likelihood ratio that counts; the
    strongest counts whole. `told`, `seen`, `proved`: a single finding multiplies a condition's odds by at most this
    and at least its inverse (symptom or history, sign, result): one word of a patient decides nothing, a scan may.
    `minute`, `cost`, `harm`: what one minute, the price of one full blood count and one step of harm (0–3) are worth,
    in bits of information. `question`: minutes that one question takes. All are estimates, chosen so that a
    question that tells .05 bits is worth asking and a computed tomogram must tell about a quarter of a bit.
    """

    share: float = 0.3
    told: float = 10.0
    seen: float = 20.0
    proved: float = 50.0
    minute: float = 0.001
    cost: float = 0.003
    harm: float = 0.1
    question: float = 0.5

    def cap(self, kind: Kind) -> float:
        """The most that one finding of a kind may count."""
        return self.told if kind in TOLD else self.seen if kind == "sign" else self.proved


ORDINARY = Settings()


@dataclass(frozen=True, slots=True)
class Act:
    """Something a clinician can do to learn more: ask for a finding, examine by a manoeuvre, order a test (ids)."""

    kind: Doing
    id: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """One fact as it was learnt: the posterior after it, and what it added to each condition's log odds.

    `weights` are natural logarithms up to one constant; the weights of all facts add up to the change from prior to
    posterior. A stronger finding of a group takes over from a weaker one, so a weight is what the fact added then.
    """

    finding: str
    value: str
    posterior: Mapping[str, float]
    weights: Mapping[str, float]


class Reasoner:
    """Weighs facts for one person with one presenting complaint.

    Facts map findings to values, in the order of learning them; the posterior does not hang on the order. A fact that
    hangs on another (`of`) says nothing once that other one is known to be absent. Raises KeyError for an unknown
    presentation, finding or value, ValueError where no condition is possible for such a person.
    """

    def __init__(
        self,
        base: Base,
        presentation: str,
        age: float,
        sex: str,
        setting: str,
        *,
        settings: Settings = ORDINARY,
        table: Table | None = None,
    ) -> None:
        self.base = base
        self.settings = settings
        self.table = table or compile_table(base, presentation)
        known = prior(base, presentation, age, sex, setting)
        if not known:
            raise ValueError(f"no condition of {presentation} is possible at {age:g} years, sex {sex}, in {setting}")
        self.prior = {name: known[name] for name in self.table.conditions}
        start = np.array(list(self.prior.values()))
        self._start = np.where(start > 0, np.log(np.maximum(start, 1e-300)), -np.inf)
        findings = list(base.findings.values())
        kinds: list[Kind] = [finding.kind for finding in findings]
        caps = np.repeat([settings.cap(kind) for kind in kinds], np.diff(self.table.starts))
        self._weights = log_ratios(self.table.chance, start, caps)
        possible = self._weights[start > 0]
        self._strength = possible.max(axis=0) - possible.min(axis=0)
        self._groups = [finding.group for finding in findings]
        self._parents = np.array([self.table.place.get(finding.of, -1) for finding in findings], dtype=int)
        self._entropies = self.table.chance * np.log2(self.table.chance)
        self._acts = _Acts(base, self.table, self._groups, settings)

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions it weighs, in the order of the table."""
        return self.table.conditions

    def posterior(self, facts: Mapping[str, str]) -> dict[str, float]:
        """P(condition | facts); sums to 1."""
        return dict(zip(self.conditions, map(float, self._posterior(facts)), strict=True))

    def steps(self, facts: Mapping[str, str]) -> tuple[Weighed, ...]:
        """The posterior after each fact in turn, with what the fact added."""
        known: dict[str, str] = {}
        before, found = self._weighed({}), []
        for finding, value in facts.items():
            known[finding] = value
            after = self._weighed(known)
            added = dict(zip(self.conditions, map(float, after - before), strict=True))
            found.append(Weighed(finding, value, self.posterior(known), added))
            before = after
        return tuple(found)

    def gain(self, facts: Mapping[str, str], acts: Iterable[Act]) -> dict[Act, float]:
        """Bits by which each act is expected to lower the entropy of the posterior; never below 0.

        Exact for one finding under the table's likelihoods (before caps). A further finding of a group that has
        spoken counts by its share. Of several findings that one act shows, each takes its own part of what
        uncertainty the others leave: more than the best of them, less than their sum and than the entropy.
        """
        gains = self._gains(facts)
        return {act: float(gains[self._acts.place[act]]) if act in self._acts.place else 0.0 for act in acts}

    def value(self, facts: Mapping[str, str], acts: Iterable[Act]) -> dict[Act, float]:
        """The gain of each act less its minutes, cost and harm at the exchange rates of the settings; bits."""
        return {act: gain - self._acts.price(act) for act, gain in self.gain(facts, acts).items()}

    def best(
        self, facts: Mapping[str, str], kinds: Sequence[Doing] = DOINGS, n: int = 5
    ) -> tuple[tuple[Act, float], ...]:
        """The `n` acts of these kinds with the highest value, best first; none that would tell nothing."""
        gains = self._gains(facts)
        values = np.where(gains > TIE, gains - self._acts.prices, -np.inf)
        values[~np.isin(self._acts.kinds, kinds)] = -np.inf
        order = np.argsort(-values, kind="stable")[:n]
        return tuple((self._acts.acts[place], float(values[place])) for place in order if np.isfinite(values[place]))

    def acts(self, kinds: Sequence[Doing] = DOINGS) -> tuple[Act, ...]:
        """Everything that can be done here."""
        return tuple(act for act in self._acts.acts if act.kind in kinds)

    def with_other_numbers(self, facts: Mapping[str, str], finding: str, blocks: Array) -> Array:
        """Posteriors [block, condition], had the table held one of these blocks for a finding of the facts.

        Each block is shaped as `Table.of` gives it: blocks [block, condition, value]. Raises KeyError.
        """
        columns = self.columns(facts)
        mine = self.table.columns[finding, facts[finding]]
        if mine not in columns:
            return np.tile(self._posterior(facts), (len(blocks), 1))
        value = mine - self.table.starts[self.table.place[finding]]
        cap = self.settings.cap(self.base.findings[finding].kind)
        new = log_ratios(blocks, np.exp(self._start), cap)[:, :, value]
        # Only the finding's own group is weighed anew: what the others add stays.
        group = self.base.findings[finding].group
        owners = zip(columns, self._owners(columns), strict=True)
        together = [one for one, owner in owners if one == mine or (group and self._groups[owner] == group)]
        place = together.index(mine)
        weights, strength = self._weights[:, together].copy(), self._strength[together].copy()
        rest = self._start + self._weighed(facts) - weights @ self.shares(together)
        possible, found = np.isfinite(self._start), []
        for one in new:
            weights[:, place], strength[place] = one, np.ptp(one[possible])
            found.append(rest + weights @ self.shares(together, strength))
        return normalised(np.array(found))

    def columns(self, facts: Mapping[str, str]) -> list[int]:
        """The table's columns of the facts that count: all but those that hang on something absent."""
        found = []
        for finding, value in facts.items():
            parent = self.base.findings[finding].of
            if not parent or facts.get(parent) != self.base.findings[parent].nothing:
                found.append(self.table.columns[finding, value])
        return found

    def shares(self, columns: Sequence[int], strength: Array | None = None) -> Array:
        """How much of each fact counts: the strongest of its group whole, each further one the settings' share.

        Equals divide evenly between them, so that the order of facts changes nothing. `strength` replaces the table's.
        """
        found = np.ones(len(columns))
        owners = self._owners(columns)
        strengths = self._strength[list(columns)] if strength is None else strength
        groups: dict[str, list[int]] = {}
        for place, owner in enumerate(owners):
            if self._groups[owner]:
                groups.setdefault(self._groups[owner], []).append(place)
        for places in groups.values():
            if len(places) == 1:
                continue
            strong = strengths[places] >= strengths[places].max() - TIE
            whole = (1 + self.settings.share * (strong.sum() - 1)) / strong.sum()
            found[places] = np.where(strong, whole, self.settings.share)
        return found

    def _owners(self, columns: Sequence[int]) -> list[int]:
        """The place of the finding that each column belongs to."""
        owners: list[int] = (np.searchsorted(self.table.starts, columns, side="right") - 1).tolist()
        return owners

    def _weighed(self, facts: Mapping[str, str]) -> Array:
        columns = self.columns(facts)
        if not columns:
            return np.zeros(len(self.conditions))
        weighed: Array = self._weights[:, columns] @ self.shares(columns)
        return weighed

    def _posterior(self, facts: Mapping[str, str]) -> Array:
        return normalised(self._start + self._weighed(facts))

    def _gains(self, facts: Mapping[str, str]) -> Array:
        """Bits each act would tell, in the order of the acts."""
        belief = self._posterior(facts)
        entropy = -float(np.sum(belief * np.log2(np.maximum(belief, 1e-300))))
        return self._acts.gains(self._information(facts, belief), entropy)

    def _information(self, facts: Mapping[str, str], belief: Array) -> Array:
        """Bits each finding would tell by itself: mutual information of value and condition under the belief."""
        table = self.table
        met = belief @ table.chance
        terms = belief @ self._entropies - met * np.log2(met)
        bits: Array = np.maximum(np.add.reduceat(terms, table.starts[:-1]), 0.0)
        known = np.zeros(len(bits), dtype=bool)
        known[[table.place[name] for name in facts]] = True
        spoken = {self._groups[place] for place in np.flatnonzero(known)} - {""}
        if spoken:
            bits *= np.where([group in spoken for group in self._groups], self.settings.share, 1.0)
        there = 1 - met[table.starts[:-1]]
        for name, value in facts.items():
            there[table.place[name]] = value != self.base.findings[name].nothing
        bits *= np.where(self._parents >= 0, there[self._parents], 1.0)
        bits[known] = 0.0
        return bits


class _Acts:
    """Every act with what it shows and what it costs, laid out so that all gains are a few array operations."""

    def __init__(self, base: Base, table: Table, groups: Sequence[str], settings: Settings) -> None:
        shows: dict[Act, Sequence[str]] = {
            Act("ask", one.id): (one.id,) for one in base.findings.values() if one.kind in TOLD
        }
        shows |= {Act("examine", one.id): one.shows for one in base.manoeuvres.values() if one.shows}
        shows |= {Act("order", one.id): one.shows for one in base.tests.values() if one.shows}
        self.acts = tuple(shows)
        self.kinds = np.array([act.kind for act in self.acts], dtype="U8")
        self.place = {act: place for place, act in enumerate(self.acts)}
        self._share = settings.share
        self._prices = {act: _price(base, act, settings) for act in self.acts}
        self.prices = np.array(list(self._prices.values()))
        rows = []
        for place, names in enumerate(shows.values()):
            for found in (table.place[name] for name in names):
                rows.append((place, groups[found] or f"\0{found}", found))
        rows.sort()
        self._shown = np.array([found for _, _, found in rows], dtype=int)
        self._bundles = _begins([(place, group) for place, group, _ in rows])
        self._begins = _begins([rows[begin][0] for begin in self._bundles])

    def gains(self, bits: Array, entropy: float) -> Array:
        """Bits of each act from the bits of each finding."""
        if entropy < TIE or not len(self._shown):
            return np.zeros(len(self.acts))
        shown = bits[self._shown]
        most = np.maximum.reduceat(shown, self._bundles)
        bundle = most + self._share * (np.add.reduceat(shown, self._bundles) - most)
        left = np.multiply.reduceat(1 - np.minimum(bundle / entropy, 1.0), self._begins)
        gains: Array = entropy * (1 - left)
        return gains

    def price(self, act: Act) -> float:
        """What an act costs in bits; nothing where it is unknown."""
        return self._prices.get(act, 0.0)


def _begins(keys: Sequence[object]) -> NDArray[np.intp]:
    """The places where a run of equal keys begins."""
    return np.array([place for place, key in enumerate(keys) if not place or key != keys[place - 1]], dtype=np.intp)


def _price(base: Base, act: Act, settings: Settings) -> float:
    if act.kind == "ask":
        return settings.minute * settings.question
    if act.kind == "examine":
        return settings.minute * base.manoeuvres[act.id].minutes
    test = base.tests[act.id]
    return settings.minute * test.minutes + settings.cost * test.cost + settings.harm * test.harm


def log_ratios(chance: Array, prior: Array, cap: Array | float) -> Array:
    """log of P(value | condition) over P(value) under the prior, within the cap; shapes [..., condition, value]."""
    met = np.einsum("c,...cv->...v", prior, chance)
    ratios: Array = np.clip(np.log(chance / met[..., None, :]), -np.log(cap), np.log(cap))
    return ratios


def normalised(logs: Array) -> Array:
    """Logarithms made into probabilities along the last axis."""
    weights = np.exp(logs - logs.max(axis=-1, keepdims=True))
    probabilities: Array = weights / weights.sum(axis=-1, keepdims=True)
    return probabilities
