"""Words that would give a diagnosis away before the end. Knows a condition's names and any text; no case.

A text leaks where it has a whole name of the condition, or one telling word of a name, by its stem. Words that
everybody uses of a body or an illness tell nothing by themselves and are exempt, as are those of the complaint.
"""

import re
from collections.abc import Iterable
from functools import cached_property

from preceptor.core.knowledge.condition import Condition
from preceptor.core.patient.wording import stem

WORD = re.compile(r"[^\W\d_]+")
ANSWER = re.compile(r"^(?:yes|no)[,.] ", re.IGNORECASE)
PREFIX = 7
"""Words of at least so many letters that begin alike by so many are taken for one word (pericarditis, pericardial)."""
_GENERIC = """
a abdominal acid acute after air airway airways and anterior artery attack attacks b back bacterial bag beat beats
benign block blood body bone bowel brain breathlessness broad bug burst calf cell central chest chronic circulation
cold complete complex compression contraction cord cough crystals deep diarrhoea disease diseases dizziness drop drug
ear eating elevation episode failure fast feet fever first flesh fluid food foot free from functional gas generalised
giant group head headache heart high illness in induced infected infection infectious infective inferior inflamed
inflammation kidney knee large lateral leaking left leg lesion life like limb lining loading loss low lower lung
massive mechanical missed muscle muscular narrow negative nerve new non of on one open opioid or organ overload pain
palpitations pregnancy pressure primary rapid re reflex respiratory response returning rib right root round saddle
seasonal secondary severe shock sick simple single sinus situational skin skipped small soft sore specific spinal
spine spontaneous st stage standing status stomach stool storm stress structural sudden swelling symptomatic syndrome
temporal test the threatened threatening throat tissue to tract trapped traveller triple tropical type unilateral
unstable upper urinary v vein veins viral wall water weak white wide with without
"""
GENERIC = frozenset(_GENERIC.replace("ae", "e").replace("oe", "e").split())


class Secret:
    """What must not be said of one condition. `presentation` names the complaint, whose own words are no secret."""

    def __init__(self, condition: Condition, presentation: str = "") -> None:
        self.condition = condition
        self.complaint = frozenset(_tokens(presentation))
        self.open = GENERIC | self.complaint

    @cached_property
    def phrases(self) -> tuple[str, ...]:
        """The whole names of more than one word, in stems, also of everyday words; not the complaint's own words."""
        names = (self.condition.label, self.condition.id, *self.condition.names)
        found = {tuple(_tokens(name)) for name in names}
        return tuple(
            " ".join(map(stem, one)) for one in sorted(found) if len(one) > 1 and not set(one) <= self.complaint
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The telling words of its names."""
        names = (self.condition.label, self.condition.id, *self.condition.names)
        return frozenset(word for name in names for word in _tokens(name) if word not in self.open)

    @cached_property
    def _stems(self) -> dict[str, str]:
        return {stem(word): word for word in self.words}

    @cached_property
    def _beginnings(self) -> dict[str, str]:
        return {word[:PREFIX]: word for word in self.words if len(word) >= PREFIX}

    def leaks(self, text: str) -> list[str]:
        """What of the secret a text says; empty where it keeps it."""
        tokens = _tokens(text)
        stems = [stem(word) for word in tokens]
        found = [self._stems[one] for one in stems if one in self._stems]
        found += [
            self._beginnings[word[:PREFIX]]
            for word in tokens
            if word not in self.open and word[:PREFIX] in self._beginnings and len(word) >= PREFIX
        ]
        whole = f" {' '.join(stems)} "
        found += [phrase for phrase in self.phrases if f" {phrase} " in whole]
        return list(dict.fromkeys(found))

    def kept(self, texts: Iterable[str]) -> tuple[str, ...]:
        """The texts that say nothing of it."""
        return tuple(text for text in texts if not self.leaks(text))


def _tokens(text: str) -> list[str]:
    """Words in lower case, the two spellings of Greek words written alike (anaemia, anemia)."""
    return WORD.findall(text.lower().replace("ae", "e").replace("oe", "e"))


def unasked(text: str) -> str:
    """An answer as somebody says it of their own accord: without the yes or no that it begins with."""
    left = ANSWER.sub("", text)
    return left[:1].upper() + left[1:]
