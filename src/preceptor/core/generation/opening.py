"""What a patient says first: which facts the opening tells, so that it starts a search and does not end it.

Knows the true condition and the reasoner; the words are made elsewhere.
"""

from preceptor.core.generation.balance import TELLABLE
from preceptor.core.generation.population import pick
from preceptor.core.generation.sampling import Sampler
from preceptor.core.generation.verdict import OPEN, at_the_door
from preceptor.core.knowledge.finding import Finding

EXTRA = {0: 0.25, 1: 0.5, 2: 0.25}
"""How many facts an opening tells besides the complaint and how long it has been there."""
MOST = 4
QUIETER = 3
"""How many distractors and new measurements an opening may need that would otherwise name the diagnosis."""
MARGIN = 0.03
WORTH_SAYING = (
    "complaint-speed", "complaint-progression", "complaint-severity", "complaint-pattern", "complaint-previous",
)  # fmt: skip
"""Of these people speak of their own accord whatever the value; nobody begins with what did not bring it on."""


class Opening:
    """Chooses and holds the opening's facts; may borrow a distractor or measure again."""

    def __init__(self, sampler: Sampler, complaint: str, mute: frozenset[str]) -> None:
        """`mute` are findings whose words cannot be said in an opening (they would name the diagnosis)."""
        self.sampler, self.mute = sampler, mute
        self.tells = [complaint]
        if "complaint-duration" in sampler.facts:
            self.tells.append("complaint-duration")

    def choose(self) -> tuple[str, ...]:
        """The findings told. After it `posterior` is at most OPEN wherever telling other things can bring it there."""
        count = pick(EXTRA, self.sampler.chance)
        for _ in range(count):
            options = dict.fromkeys(self._tellable(), 1.0)
            if options:
                self.tells.append(pick(options, self.sampler.chance))
        if self.posterior() > OPEN - MARGIN:
            self._quieten()
        return tuple(self.tells)

    def posterior(self) -> float:
        """The true condition's after the opening and the door."""
        settled = self.sampler.settled()
        known = at_the_door(self.sampler.base, settled) | {name: settled[name] for name in self.tells}
        return self.sampler.weighing.reasoner.posterior(known)[self.sampler.truth]

    def _tellable(self) -> list[str]:
        """Symptoms that are there, or how the complaint goes, that this opening does not tell yet."""
        base, facts = self.sampler.base, self.sampler.facts
        told_parent = set(self.tells)
        return [
            name
            for name, value in facts.items()
            if self._sayable(base.findings[name])
            and name not in self.tells
            and (value != base.findings[name].nothing or name in WORTH_SAYING)
            and (not base.findings[name].of or base.findings[name].of in told_parent)
        ]

    def _sayable(self, finding: Finding) -> bool:
        return (
            finding.kind == "symptom"
            and finding.tell in TELLABLE
            and finding.experiencer == "self"
            and finding.id not in self.mute
        )

    def _quieten(self) -> None:
        """Tell what speaks against the diagnosis, then what does not speak for it; at last measure again."""
        del self.tells[2:]
        while self.posterior() > OPEN - MARGIN and len(self.tells) < MOST:
            best = self._lowest(self._tellable())
            if best is None:
                break
            self.tells.append(best)
        for change in (self._borrow, self._measure_again) * QUIETER:
            if self.posterior() > OPEN - MARGIN:
                change()

    def _lowest(self, names: list[str]) -> str | None:
        before = self.posterior()
        after = {name: self._with(name) for name in names}
        best = min(after, key=lambda name: after[name], default=None)
        return best if best is not None and after[best] < before else None

    def _with(self, name: str) -> float:
        self.tells.append(name)
        found = self.posterior()
        self.tells.pop()
        return found

    def _measure_again(self) -> None:
        """Give the vital sign that speaks loudest for the diagnosis another value that its patients have, too."""
        sampler, facts = self.sampler, self.sampler.settled()
        seen = at_the_door(sampler.base, facts)
        after = {
            (name, value): self._as_if(name, value)
            for name in seen
            for value in sampler.open(name, besides=facts[name])
        }
        best = min(after, key=lambda one: after[one], default=None)
        if best is not None and after[best] < self.posterior():
            sampler.set(*best)

    def _borrow(self) -> None:
        """One more distractor, told at once: the symptom that lowers the diagnosis most."""
        sampler = self.sampler
        options = {}
        for name, finding in sampler.base.findings.items():
            absent = sampler.facts.get(name, finding.nothing) == finding.nothing
            if not (absent and self._sayable(finding) and name in sampler.room.telling and name not in self.tells):
                continue
            if finding.of and finding.of not in self.tells:
                continue
            for value in sampler.open(name, besides=finding.nothing):
                options[name, value] = self._as_if(name, value)
        if not options:
            return
        enough = {one: sampler.probability(*one) for one, after in options.items() if after <= OPEN - MARGIN}
        name, value = pick(enough, sampler.chance) if enough else min(options, key=lambda one: options[one])
        if options[name, value] >= self.posterior():
            return
        sampler.set(name, value)
        sampler.fixed.add(name)
        self.tells.append(name)

    def _as_if(self, name: str, value: str) -> float:
        """The posterior were a symptom told, or a sign seen, with this value."""
        settled = self.sampler.settled() | {name: value}
        told = self.tells if self.sampler.base.findings[name].kind == "sign" else [*self.tells, name]
        known = at_the_door(self.sampler.base, settled) | {one: settled[one] for one in told}
        return self.sampler.weighing.reasoner.posterior(known)[self.sampler.truth]
