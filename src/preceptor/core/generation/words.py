"""The texts of a generated case: title, door, opening, the patient's own words. Knows facts and a person.

Every text states only facts that it is given, or nothing clinical at all; none names the diagnosis (`leakage`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from preceptor.core.generation import complaints, medicines
from preceptor.core.generation.leakage import Secret, unasked
from preceptor.core.generation.timeline import DURATION, Since
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.finding import PRESENCE, Finding
from preceptor.core.patient.case import Person

PLACES: Mapping[str, tuple[str, ...]] = {
    "ed": (
        "sits on a trolley in a cubicle of the emergency department",
        "waits on a trolley behind a half-drawn curtain",
    ),
    "gp": (
        "sits in the chair beside the desk of the consulting room",
        "has come into the consulting room and sat down",
    ),
    "ward": ("sits up in a bed of the medical ward", "is in the bed by the window of a four-bed bay"),
}
WEARS = {
    "shirt": "a shirt", "jumper": "a jumper", "suit": "a suit", "gown": "a hospital gown", "tshirt": "a T-shirt",
    "sari": "a sari", "overall": "overalls", "hoodie": "a hoodie",
}  # fmt: skip
COVERS = {"headscarf": "a headscarf", "turban": "a turban", "hijab": "a hijab"}
EXTRAS = {
    "glasses": "glasses", "hearing-aid": "a hearing aid", "beard": "a beard", "stick": "a walking stick at hand",
    "walker": "a walking frame at hand", "wheelchair": "a wheelchair",
}  # fmt: skip
BESIDE = ("A coat lies over the chair.", "A bag stands on the floor.", "A phone lies within reach.",
          "A newspaper lies folded beside them.", "A paper cup of water stands within reach.")  # fmt: skip
HOBBIES = ("I like cooking, and I watch a lot of football.", "I read, mostly.", "I sing in a choir.",
           "I do a bit of gardening on the balcony.", "I play cards with friends.", "I like old films.")  # fmt: skip
MEALS = ("I had a bit of toast earlier.", "I had some soup earlier on.", "I had a sandwich, nothing much.")
ARRIVALS = {"ed": ("I came by taxi.", "A neighbour dropped me off.", "I came on the bus."),
            "gp": ("I came on the bus.", "I live round the corner.", "Somebody gave me a lift."),
            "ward": ("They brought me up in a chair.",)}  # fmt: skip
WHY_NOW = ("I'd waited for it to go and it hasn't.", "A friend told me not to leave it.",
           "It was starting to frighten me.")  # fmt: skip
SCHOOL = ("I left school at sixteen.", "I went to college after school.", "I went to university.")
MALARIAL = ("Ghana", "Uganda", "Nigeria", "Malawi", "Cameroon", "Mozambique")
"""Countries with malaria all over, in all seasons."""
FREE_OF_IT = ("Spain", "Italy", "Greece", "Canada", "Poland")
LENGTHS = ("ten days", "two weeks", "three weeks")


@dataclass(frozen=True, slots=True)
class Speech:
    """Everything a patient says that is written for this case."""

    opening: str
    say: Mapping[str, tuple[str, ...]]
    own: Mapping[str, tuple[str, ...]]
    ideas: str
    concerns: str
    expectations: str


class Writer:
    """Writes the texts of one case."""

    def __init__(self, base: Base, person: Person, setting: str, secret: Secret, chance: np.random.Generator) -> None:
        self.base, self.person, self.setting, self.secret, self.chance = base, person, setting, secret, chance

    def one(self, choices: Sequence[str]) -> str:
        """One of some texts that keep the secret; "" where none does."""
        kept = [text for text in self.secret.kept(choices) if _suits(text, self.person)]
        return kept[int(self.chance.integers(len(kept)))] if kept else ""

    def title(self, complaint: str, presentation: str) -> str:
        """For example "A 46-year-old teacher with chest pain"."""
        known = complaints.COMPLAINTS.get(presentation)
        label = self.base.findings[complaint].label
        return f"{self._who()} {known.title[complaint] if known and complaint in known.title else f'with {label}'}"

    def door(self) -> str:
        """Two sentences of what anybody would see on coming in; nothing that has to be looked for."""
        look = self.person.look
        worn = [WEARS.get(look.wear, "everyday clothes")]
        worn += [COVERS[look.style]] if look.style in COVERS else []
        worn += [EXTRAS[look.extra]] if look.extra in ("glasses", "hearing-aid") else []
        beside = self.one(BESIDE)
        if look.extra in ("stick", "walker", "wheelchair"):
            beside = f"{_capital(EXTRAS[look.extra].removesuffix(' at hand'))} stands beside them."
        place = self.one(PLACES.get(self.setting, PLACES["ed"]))
        return f"{self.person.name}, {self.person.age:g}, {place}, in {_list(worn)}. {beside}"

    def speech(self, presentation: str, tells: Sequence[str], facts: Mapping[str, str]) -> Speech:
        """Opening and own words for stated facts; `tells` are the opening's, the complaint first."""
        since = Since(facts.get(DURATION, "days"), self.chance)
        known = complaints.COMPLAINTS.get(presentation)
        opening = self._opening(presentation, tells, facts, since)
        say = self._say(facts, since, once=bool(known and known.once))
        own = self._own()
        return Speech(opening, say, own, *self.thoughts(presentation))

    def thoughts(self, presentation: str) -> tuple[str, str, str]:
        """Ideas, concerns and expectations that anybody with the complaint may have."""
        known = complaints.COMPLAINTS.get(presentation)
        ideas, concerns = (known.ideas, known.concerns) if known else ((), ())
        return (
            self.one((*ideas, complaints.IDEAS[0])),
            self.one((*concerns, *complaints.CONCERNS)),
            self.one(complaints.EXPECTATIONS),
        )

    def plainly(self, tells: Sequence[str], facts: Mapping[str, str]) -> str:
        """An opening in the base's own sentences, the complaint first; "" where they would name the diagnosis."""
        near = sorted(tells[1:], key=lambda name: not self._about(name, tells[0]))
        said = [
            self.one([unasked(text) for text in self.base.findings[name].value(facts[name]).say])
            for name in (tells[0], *near)
        ]
        return " ".join(said) if all(said) else ""

    def _who(self) -> str:
        age = f"{self.person.age:g}"
        return f"{'An' if age[0] == '8' or age in ('11', '18') else 'A'} {age}-year-old {self.person.occupation}"

    def _opening(self, presentation: str, tells: Sequence[str], facts: Mapping[str, str], since: Since) -> str:
        known = complaints.COMPLAINTS.get(presentation)
        main, dated = tells[0], DURATION in tells
        if known and main in known.findings and dated:
            first = self.one(known.findings[main]).format(since=since.since, ago=since.ago)
            told = {main, DURATION}
        else:
            first, told = self._said(main, facts), {main}
        near = sorted(tells[1:], key=lambda name: not self._about(name, main))
        rest = [since.said()[1] if name == DURATION else self._said(name, facts) for name in near if name not in told]
        return " ".join(text for text in (first, *rest) if text)

    def _about(self, name: str, main: str) -> bool:
        """Whether a fact describes the main complaint: its "it" has to come before other things are named."""
        return self.base.findings[name].of == main or self.base.findings[name].topic == "complaint"

    def _said(self, name: str, facts: Mapping[str, str]) -> str:
        """One of the base's sentences for a fact."""
        say = self.base.findings[name].value(facts[name]).say
        return unasked(say[int(self.chance.integers(len(say)))])

    def _say(self, facts: Mapping[str, str], since: Since, once: bool) -> dict[str, tuple[str, ...]]:
        """Own words with concrete detail, where the base's sentence would do for anybody."""
        found = medicines.worded(facts, self.chance)
        if DURATION in facts:
            found[DURATION] = (f"It was {since.ago}.",) if once else since.said()
        if once and facts.get("complaint-pattern") == "constant":
            found["complaint-pattern"] = ("It was the one time, and then it was over.",)
        found |= self._habits(facts)
        weeks = LENGTHS[int(self.chance.integers(len(LENGTHS)))]
        if facts.get("malaria-travel") == "present":
            land = self.one(MALARIAL)
            found["malaria-travel"] = (f"I was in {land} for {weeks}, out in the country.",)
            found["travel-abroad"] = (f"I've been to {land}. I was there for {weeks}.",)
        elif facts.get("travel-abroad") == "present":
            found["travel-abroad"] = (f"I've been to {self.one(FREE_OF_IT)}. I was there for {weeks}.",)
        return {name: kept for name, say in found.items() if name in facts and (kept := self.secret.kept(say))}

    def _habits(self, facts: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
        heavy = facts.get("heavy-smoking") == "present"
        a_day = int(self.chance.integers(20, 36) if heavy else self.chance.integers(4, 16))
        found: dict[str, tuple[str, ...]] = {}
        if facts.get("smoker") == "current":
            found["smoker"] = (f"I smoke, about {a_day} a day.",)
        elif facts.get("smoker") == "former":
            found["smoker"] = (f"I used to smoke, about {a_day} a day. I've given up.",)
        if facts.get("alcohol") == "moderate":
            found["alcohol"] = (self.one(("A couple of glasses at the weekend.", "A pint or two at the weekend.")),)
        elif facts.get("alcohol") == "heavy":
            found["alcohol"] = (
                self.one(("A bottle of wine most evenings, if I'm honest.", "Six or seven cans a day.")),
            )
        return found

    def _own(self) -> dict[str, tuple[str, ...]]:
        """Words for topics that no finding covers; a topic with a finding keeps its fact, and its credit."""
        taken = {one.topic for one in self.base.findings.values() if _spoken(one)}
        life = self.about_life()
        return {
            topic: words
            for topic, words in (self.about_person() | life).items()
            if topic in self.base.topics and topic not in taken
        }

    def about_life(self) -> dict[str, tuple[str, ...]]:
        """Words about the patient's day: nothing clinical, nothing that hangs on who they are."""
        found = {
            "hobbies": self.one(HOBBIES),
            "last-meal": self.one(MEALS),
            "arrival": self.one(ARRIVALS.get(self.setting, ARRIVALS["ed"])),
            "why-now": self.one(WHY_NOW),
        }
        return {topic: (text,) for topic, text in found.items() if text and not self.secret.leaks(text)}

    def about_person(self) -> dict[str, tuple[str, ...]]:
        """Words about who the patient is: a variant of the case gets new ones."""
        person = self.person
        student = person.occupation == "student"
        found = {
            "name": f"I'm {person.name}.",
            "age-question": f"I'm {person.age:g}.",
            "occupation": _work(person.occupation),
            "sex-gender": {"she": "I'm a woman.", "he": "I'm a man."}.get(person.pronoun, "I say “they” of myself."),
            "education": "I'm still studying." if student else self.one(SCHOOL),
        }
        return {topic: (text,) for topic, text in found.items() if text and not self.secret.leaks(text)}


def _spoken(finding: Finding) -> bool:
    return finding.kind in ("symptom", "history") and finding.attribute == PRESENCE and finding.experiencer == "self"


def _work(occupation: str) -> str:
    if occupation == "student":
        return "I'm a student."
    if occupation.startswith("out-of-work "):
        return f"I'm out of work just now. I was {_a(occupation.removeprefix('out-of-work '))}."
    if occupation.startswith("retired "):
        return f"I'm retired. I was {_a(occupation.removeprefix('retired '))}."
    return f"I'm {_a(occupation)}."


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"


def _suits(text: str, person: Person) -> bool:
    """Whether a text can be said by this person: about work by those who work, about age by those who have it."""
    idle = person.occupation.startswith(("retired", "out-of-work")) or person.occupation == "student"
    return not (
        ("work" in text and idle)
        or ("my age" in text and person.age < 50)
        or ("wheelchair" in text and person.look.extra == "wheelchair")
        or ("driving" in text)
    )


def _list(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
