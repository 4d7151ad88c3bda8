"""Who a patient is besides age and sex: name, looks, work, weight. Knows no condition, so that none can be guessed.

Every table here is an estimate for a city clinic; sex is that of the likelihoods, `pronoun` is what is said.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from preceptor.core.generation.names import EITHER, REGIONS, Region
from preceptor.core.generation.population import pick
from preceptor.core.patient.case import Look, Person

THEY = 0.02
COVERED = 0.35
"""How many women and men of a region that has head coverings wear one."""
RETIRED_FROM = {60: 0.25, 66: 0.75, 72: 0.97}
OUT_OF_WORK = 0.06
STUDENT_UNTIL, STUDYING = 24, 0.45
WORK = {
    "cleaner": 6, "bus driver": 4, "teacher": 6, "nurse": 4, "shop assistant": 7, "warehouse worker": 6,
    "software developer": 4, "chef": 4, "electrician": 4, "accountant": 4, "care worker": 6, "builder": 5,
    "hairdresser": 4, "taxi driver": 4, "librarian": 2, "solicitor": 2, "farmer": 2, "office clerk": 7, "musician": 2,
    "receptionist": 4, "bank clerk": 3, "gardener": 3, "judge": 1, "architect": 2, "postal worker": 3, "mechanic": 3,
    "lecturer": 2, "security guard": 3, "tailor": 2, "baker": 2,
}  # fmt: skip
GREY_FROM = 50
EXTRAS: Mapping[str, tuple[float, float, float]] = {
    "glasses": (0.25, 0.35, 0.45),
    "hearing-aid": (0.01, 0.03, 0.15),
    "stick": (0.005, 0.02, 0.12),
    "walker": (0.0, 0.005, 0.05),
    "wheelchair": (0.005, 0.008, 0.02),
}
"""How many wear or use one, under 40, under 70 and above."""
BEARDED = 0.3
BUILDS = {"slim": 0.3, "medium": 0.45, "large": 0.25}
INDEX = {"slim": (20.5, 1.3), "medium": (25.0, 1.6), "large": (32.5, 2.8)}
"""Body mass index of each build: mean and standard deviation, kg/m²."""
HEIGHT = {"f": (1.63, 0.065), "m": (1.76, 0.07)}
"""Metres, mean and standard deviation, about those of European adults."""


def person(age: int, sex: str, chance: np.random.Generator) -> Person:
    """Everything about a patient of this age and sex that no condition has a say in."""
    region = pick({one: one.share for one in REGIONS}, chance)
    they = chance.random() < THEY
    given = _one(EITHER if they else region.women if sex == "f" else region.men, chance)
    family = _one(region.families, chance)
    build = pick(BUILDS, chance)
    return Person(
        name=f"{given} {family}",
        address=given if they or age < 25 else f"{'Ms' if sex == 'f' else 'Mr'} {family}",
        age=float(age),
        sex=sex,
        pronoun="they" if they else "she" if sex == "f" else "he",
        occupation=occupation(age, chance),
        weight=weight(sex, build, chance),
        look=look(region, age, sex, build, chance),
    )


def dressed(who: Person, where: str) -> Person:
    """The person as clothed for a setting: on a ward in a gown."""
    return replace(who, look=replace(who.look, wear="gown")) if where == "ward" else who


def occupation(age: int, chance: np.random.Generator) -> str:
    """What they do, or did."""
    if age <= STUDENT_UNTIL and (age < 18 or chance.random() < STUDYING):
        return "student"
    work = pick(WORK, chance)
    retired = max((share for since, share in RETIRED_FROM.items() if age >= since), default=0.0)
    if chance.random() < retired:
        return f"retired {work}"
    if age < 66 and chance.random() < OUT_OF_WORK:
        return f"out-of-work {work}"
    return work


def weight(sex: str, build: str, chance: np.random.Generator) -> float:
    """Kilograms, from a height and the body mass index of the build."""
    height = float(np.clip(chance.normal(*HEIGHT[sex]), 1.45, 2.0))
    return round(float(np.clip(chance.normal(*INDEX[build]), 17, 45)) * height**2)


def look(region: Region, age: int, sex: str, build: str, chance: np.random.Generator) -> Look:
    """How the patient is drawn."""
    covers = [style for whom, style in region.covers if whom == sex]
    styles = {"f": ("long", "long", "curly", "bun", "short", "braids"), "m": ("short", "short", "curly", "bald")}[sex]
    if "dark" in region.skin:
        styles = {"f": ("coily", "braids", "short", "bun"), "m": ("coily", "short", "bald")}[sex]
    style = _one(covers, chance) if covers and chance.random() < COVERED else _one(styles, chance)
    grey = age >= GREY_FROM and chance.random() < (age - GREY_FROM + 10) / 40
    wears: tuple[str, ...] = ("shirt", "jumper", "tshirt", "hoodie", "suit", "overall")
    if sex == "f" and region.id == "south-asia":
        wears = (*wears, "sari", "sari")
    return Look(
        skin=_one(region.skin, chance),
        hair=("white" if age > 75 else "grey") if grey else _one(region.hair, chance),
        style=style,
        build=build,
        wear=_one(wears, chance),
        extra=extra(age, sex, chance),
    )


def extra(age: int, sex: str, chance: np.random.Generator) -> str:
    """At most one thing that is worn or used."""
    place = 0 if age < 40 else 1 if age < 70 else 2
    odds = {name: shares[place] for name, shares in EXTRAS.items()}
    if sex == "m":
        odds["beard"] = BEARDED
    return pick({**odds, "": max(0.0, 1.2 - sum(odds.values()))}, chance)


def _one(choices: tuple[str, ...] | list[str], chance: np.random.Generator) -> str:
    return choices[int(chance.integers(len(choices)))]
