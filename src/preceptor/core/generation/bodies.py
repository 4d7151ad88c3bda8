"""What a body can have: by sex and age, and which facts cannot stand together. Knows findings by id and no words.

The knowledge base holds likelihoods, each finding for itself; that a pulse of 70 and a fast heart rhythm do not go
together stands here. A base without these findings is simply not touched by their rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.condition import Condition
from preceptor.core.knowledge.finding import PRESENT, Finding

DEFINING = 0.8
"""A finding met in at least this share of a condition's patients bounds the ages at which the condition is possible."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Who can have a finding (any value but the one for nothing, or one value): sex ("" for both), first, last age."""

    sex: str = ""
    low: float = 0
    high: float = 200


FERTILE = Limits("f", 12, 50)
LIMITS: Mapping[str, Limits] = {
    **dict.fromkeys(("pregnancy", "recent-birth", "pregnancy-test", "hcg"), FERTILE),
    **dict.fromkeys(("missed-period", "heavy-periods"), Limits("f", 12, 54)),
    "contraception": Limits("", 16, 54),
    "oestrogen": Limits("f", 15, 75),
    **dict.fromkeys(
        ("vaginal-bleeding", "vaginal-discharge", "cervical-motion-tenderness", "adnexal-tenderness", "us-pelvis"),
        Limits("f", 12),
    ),
    "testicular-pain": Limits("m"),
    "new-partner": Limits("", 16),
    "heavy-smoking": Limits("", 40),
    "past-memory-disease": Limits("", 60),
    "marital-status=widowed": Limits("", 35),
    "marital-status=separated": Limits("", 22),
    "children": Limits("", 20),
    "driving": Limits("", 18),
    **dict.fromkeys(("past-copd", "past-heart-attack", "past-angina"), Limits("", 35)),
    **dict.fromkeys(("past-heart-failure", "past-stroke", "past-aneurysm", "past-high-cholesterol"), Limits("", 25)),
}
"""Estimates where they are not anatomy. `finding=value` narrows one value only."""

NEVER_ASKED = {"consciousness": "unresponsive-to-voice"}
"""Somebody who does not answer cannot be interviewed: such cases are written by hand."""

REASONS: Mapping[str, tuple[str, ...]] = {
    "antihypertensive": ("past-hypertension", "past-heart-failure", "past-kidney-disease"),
    "diuretic": ("past-heart-failure", "past-hypertension", "past-liver-disease"),
    "statin": ("past-high-cholesterol", "past-heart-attack", "past-angina", "past-stroke"),
    "antiplatelet": ("past-heart-attack", "past-angina", "past-stroke"),
    "anticoagulant": ("past-atrial-fibrillation", "past-clot", "past-valve-disease"),
    "nitrate-medicine": ("past-angina", "past-heart-attack"),
    "chest-pain-like-before": ("past-angina", "past-heart-attack"),
    "inhaler": ("past-asthma", "past-copd"),
    "insulin-or-sulfonylurea": ("past-diabetes",),
    "thyroid-medicine": ("past-thyroid",),
    "chest-pain-relieving=nitrate": ("nitrate-medicine",),
    "complaint-trigger=injury": ("recent-injury",),
}
"""What has to be there for a fact to make sense: one of these."""

_CLASHES = """
ecg-rhythm=narrow-regular-tachycardia|broad-tachycardia|sinus-tachycardia ~ heart-rate=normal|slow
ecg-rhythm=heart-block ~ heart-rate=fast|very-fast
ecg-rhythm=atrial-fibrillation ~ pulse-rhythm=regular
ecg-rhythm=narrow-regular-tachycardia|broad-tachycardia|sinus-tachycardia ~ pulse-rhythm=irregular
ecg-rhythm=sinus ~ heart-rate=very-fast
pregnancy-test=positive ~ hcg=low
pregnancy-test=negative ~ hcg=raised
pregnancy-test=negative ~ us-pelvis=intrauterine-pregnancy|empty-uterus-adnexal-mass
pregnancy=present ~ pregnancy-test=negative
pregnancy=present ~ recent-birth=present
jaundice=present ~ bilirubin=normal
jaundice-noticed=present ~ bilirubin=normal
haematuria=present ~ urine-blood=none
urinary-retention=present ~ bladder-scan=empty
bladder-palpable=present ~ bladder-scan=empty
no-wind=present ~ diarrhoea=present
constipation=present ~ diarrhoea=present
weight-loss=present ~ weight-gain=present
heat-intolerance=present ~ cold-intolerance=present
leg-swelling-side=one ~ pitting-oedema=both
leg-swelling-side=both ~ pitting-oedema=one
vertigo-duration=days-constant ~ complaint-pattern=comes-and-goes
vertigo-duration=seconds|minutes ~ complaint-pattern=constant
gas-o2=very-low ~ oxygen=normal
gas-o2=normal ~ oxygen=very-low
csf-cells=normal ~ csf-bilirubin=present
csf-cells=normal ~ csf-glucose=low
living-situation=alone ~ marital-status=partner
palpitations-stop=stop-suddenly ~ ecg-rhythm=sinus-tachycardia
nystagmus=fatiguing-positional ~ dix-hallpike=absent
nystagmus=horizontal-one-direction|direction-changing ~ dix-hallpike=present
gait=cannot-walk ~ leg-power=normal & coordination=normal & nystagmus=none
xr-lungs=pneumothorax ~ breath-sounds=bronchial|widely-reduced
percussion=hyper-resonant-one-side ~ xr-lungs=clear|consolidation|congestion|effusion|mass-or-cavity
percussion=dull-one-base ~ xr-lungs=pneumothorax
rebound=present ~ abdominal-tenderness=none
guarding=local|rigid ~ abdominal-tenderness=none
rovsing=present ~ abdominal-tenderness=none
murphy=present ~ abdominal-tenderness=none|left-lower|lower-middle
abdominal-pain-restless=present ~ distress=in-pain-still
abdominal-pain-restless=present ~ guarding=rigid
ct-abdomen=perforation ~ erect-xray-free-air=absent & guarding=none & abdominal-tenderness=none
foot-pulses=absent-one ~ leg-skin=red-warm
throat=normal ~ tonsil-nodes=present
complaint-progression=improving ~ complaint-severity=worst-ever
abdominal-pain-character=steady-ache ~ complaint-pattern=comes-and-goes
lactate=very-raised ~ heart-rate=normal & systolic=normal
blackout-recovery=confused-after ~ complaint-duration=days|weeks|months & lactate=raised|very-raised
blackout-recovery=confused-after ~ complaint-duration=days|weeks|months & consciousness=drowsy
blackout-recovery=confused-after ~ complaint-duration=days|weeks|months & orientation=disoriented
orientation=disoriented ~ consciousness=alert & confusion=absent & drowsiness=absent
"""


@dataclass(frozen=True, slots=True)
class Clash:
    """Facts that cannot all stand: each a finding with the values that it speaks of."""

    terms: tuple[tuple[str, frozenset[str]], ...]

    def __str__(self) -> str:
        return " with ".join(f"{finding} {'/'.join(sorted(values))}" for finding, values in self.terms)

    def stands(self, facts: Mapping[str, str]) -> bool:
        """Whether the facts hold all of it."""
        return all(facts.get(finding) in values for finding, values in self.terms)


def _read(lines: str) -> tuple[Clash, ...]:
    found = []
    for line in lines.strip().splitlines():
        terms = [term.strip().split("=") for part in line.split("~") for term in part.split("&")]
        found.append(Clash(tuple((finding, frozenset(values.split("|"))) for finding, values in terms)))
    return tuple(found)


CLASHES = _read(_CLASHES)
_BY_FINDING: dict[str, tuple[Clash, ...]] = {
    finding: tuple(clash for clash in CLASHES if any(name == finding for name, _ in clash.terms))
    for finding in {name for clash in CLASHES for name, _ in clash.terms}
}


def fits(finding: Finding, value: str, age: float, sex: str) -> bool:
    """Whether somebody of this age and sex can have a value."""
    if value == finding.nothing:
        return True
    if NEVER_ASKED.get(finding.id) == value:
        return False
    found = (LIMITS[key] for key in (finding.id, f"{finding.id}={value}") if key in LIMITS)
    return all(one.sex in ("", sex) and one.low <= age <= one.high for one in found)


def ages(base: Base, condition: Condition, years: range) -> range:
    """The years in which a condition is possible by the findings that nearly all its patients have."""
    low, high = years.start, years.stop
    for name, chances in condition.findings.items():
        finding = base.findings[name]
        there = sum(number.value for value, number in chances.items() if value != finding.nothing)
        limit = LIMITS.get(name)
        if limit is not None and there >= DEFINING:
            low, high = max(low, int(limit.low)), min(high, int(limit.high) + 1)
    return range(low, high)


def reasons(finding: str, value: str) -> tuple[str, ...]:
    """The findings of which one must be present for this fact; nothing where it needs none."""
    return REASONS.get(finding if value == PRESENT else f"{finding}={value}", ())


def clashes(facts: Mapping[str, str], about: str = "") -> list[Clash]:
    """What cannot stand together among facts; only what speaks of one finding where `about` names it."""
    return [clash for clash in (_BY_FINDING.get(about, ()) if about else CLASHES) if clash.stands(facts)]


def living(base: Base, facts: Mapping[str, str]) -> dict[str, str]:
    """Facts without those that hang on something absent: where there is no pain, the pain is nowhere."""
    return {
        name: value
        for name, value in facts.items()
        if not base.findings[name].of or not _lacks(base, facts, base.findings[name].of)
    }


def implied(base: Base, facts: Mapping[str, str]) -> frozenset[str]:
    """The findings that follow from what is present."""
    return frozenset(
        other for name, value in facts.items() if value != base.findings[name].nothing
        for other in base.findings[name].implies
    )  # fmt: skip


def contradictions(base: Base, facts: Mapping[str, str]) -> list[str]:
    """Everything in settled facts (finding → value) that contradicts something else, in words."""
    found = [f"{clash} cannot be" for clash in clashes(living(base, facts))]
    for name, value in facts.items():
        finding = base.findings[name]
        if value == finding.nothing and not finding.of:
            continue
        if value != finding.nothing:
            missing = _unmet(reasons(name, value), facts, base)
            if missing:
                found.append(f"{name} {value} without {' or '.join(missing)}")
            found += [f"{name} without {one}" for one in finding.implies if _lacks(base, facts, one)]
    return found


def orphans(base: Base, stated: Mapping[str, str]) -> list[str]:
    """Stated facts that hang on something that is not there, in words."""
    return [
        f"{name} is stated and {base.findings[name].of} is absent"
        for name in stated
        if base.findings[name].of and _lacks(base, stated, base.findings[name].of)
    ]


def _lacks(base: Base, facts: Mapping[str, str], name: str) -> bool:
    return name not in base.findings or facts.get(name, base.findings[name].nothing) == base.findings[name].nothing


def _unmet(needed: Iterable[str], facts: Mapping[str, str], base: Base) -> list[str]:
    known = [name for name in needed if name in base.findings]
    return known if known and all(_lacks(base, facts, name) for name in known) else []
