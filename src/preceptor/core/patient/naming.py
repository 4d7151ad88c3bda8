"""Which condition a learner's own words mean. Knows the names in the knowledge base, no case.

Words are matched whole and longest name first: "acute inferior MI" means the condition with a name "inferior MI".
"""

import re
import unicodedata
from collections.abc import Iterable

from preceptor.core.knowledge.base import Base

LONGEST = 500
"""Characters that are read."""
_SPELLINGS = (
    (r"\bhem(?=[ao])", "haem"), (r"(?<=\w)emia\b", "aemia"), (r"\banemi", "anaemi"), (r"\besoph", "oesoph"),
    (r"(?<!o)edema", "oedema"), (r"rrhea", "rrhoea"), (r"\bischem", "ischaem"),
)  # fmt: skip
_DENIED = re.compile(
    r"\b(?:not|no|excludes?|excluded|excluding|rules? out|ruled out|ruling out|unlikely|less likely|against)"
    r"(?: (?:an?|the|acute|any))?$"
)


def conditions_named(base: Base, words: str, among: Iterable[str] = ()) -> tuple[str, ...]:
    """Ids of the conditions that some words name, in the order of naming; denied ones ("not a PE") are left out.

    `among` bounds the search; without it every condition of the base counts.
    """
    text = f" {_spaced(words)} "
    found: list[tuple[int, int, str]] = []
    for name in among or base.conditions:
        condition = base.conditions[name]
        for known in {_spaced(one) for one in (condition.label, name.replace("-", " "), *condition.names)}:
            at = text.find(f" {known} ") if known else -1
            if at >= 0 and not _DENIED.search(text[:at].rstrip()):
                found.append((at, at + len(known) + 1, name))
    outermost = [one for one in found if not any(_within(one, other) for other in found)]
    return tuple(dict.fromkeys(name for _, _, name in sorted(outermost)))


def condition_meant(base: Base, condition: str, words: str, among: Iterable[str] = ()) -> str:
    """The condition of a diagnosis or a line of a differential: its id, or what its words name first; "" for none."""
    if condition in base.conditions:
        return condition
    named = conditions_named(base, words, among) or conditions_named(base, words)
    return named[0] if named else ""


def _within(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    """Whether a longer name of another condition holds this one ("migraine" in "vestibular migraine")."""
    longer = other[1] - other[0] > one[1] - one[0]
    return longer and other[0] <= one[0] and one[1] <= other[1]


def _spaced(words: str) -> str:
    """Small letters and digits with single spaces, in one spelling; possessives lose their s."""
    text = unicodedata.normalize("NFKC", words[:LONGEST]).casefold().replace("’", "'")
    text = re.sub(r"'s\b", "", text)
    for american, british in _SPELLINGS:
        text = re.sub(american, british, text)
    return " ".join(re.sub(r"[\W_]+", " ", text).split())
