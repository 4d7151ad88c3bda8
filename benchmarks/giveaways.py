"""What would give a case's diagnosis away in anything a learner can see. Knows a base, its cases and page markup.

What is read is the whole payload: text, attributes, ids, addresses. Left out are only the learner's own words and, on
pages, the lists that hold everything the base has; that those are the same for every patient is checked by `lists`.
"""

import html
import json
import re
from collections.abc import Iterable
from typing import Any, TypeVar

from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case

OWN = re.compile(r'<div class="turn ?">.*?<div class="turn-say[^"]*"[^>]*>.*?</div>', re.S)
CHOICES = re.compile(r"<(datalist|select)\b.*?</\1>", re.S)
WORD = re.compile(r"[a-z]{5,}")
SHORT = 4
"""Up to so many letters a name is an abbreviation, and is looked for as it is written."""
AROUND = 60
Whose = TypeVar("Whose")
# What the name of a condition shares with any complaint gives nothing away.
GENERIC = frozenset(
    WORD.findall(
        """acute chronic syndrome disease disorder attack failure with without from infection severe small large pain
        status back
        chest heart head lower upper muscle strain exacerbation community acquired simple tension crisis general
        episode first common viral bacterial spontaneous positional supply related syncope specific palpitation
        palpitations breathlessness arrest block trouble shock fever throat tract respiratory vision venous blood
        level levels urinary water kidney stone stones bowel stomach liver joint nerve nerves lumbar cardiac faint
        fainting blackout emergency onset drop beats extra standing pressure position normal regular turning swelling
        gland overactive reaction constant"""
    )
)


class Secret:
    """The condition of one case: the words and names that would give it away."""

    def __init__(self, base: Base, case: Case) -> None:
        condition = base.conditions[case.hidden.condition]
        self.label = condition.label
        spoken = [topic.label for topic in base.topics.values()]
        words = set(WORD.findall(" ".join((condition.id, condition.label, *condition.names)).lower()))
        self.words = frozenset(words - GENERIC - set(WORD.findall(" ".join(spoken).lower())))
        said = " ".join(spoken).lower()
        names = {condition.id, condition.label, *(one for one in condition.names if one.lower() not in said)}
        self._names = re.compile(r"(?<!\w)(?:" + "|".join(map(_pattern, sorted(names))) + r")(?!\w)")

    def found(self, text: str) -> set[str]:
        """What of it stands in a text."""
        plain = html.unescape(text)
        return {*self.words.intersection(WORD.findall(plain.lower())), *self._names.findall(plain)}

    def shown(self, text: str, before: str = "") -> str:
        """Where a text gives the condition away, with a little around it; empty where it does not. What stood in the
        same place `before` going in to the patient says nothing about them."""
        for one in sorted(self.found(text) - self.found(before)):
            plain = html.unescape(text)
            at = plain.lower().find(one.lower())
            return f"{one}: …{plain[max(0, at - AROUND) : at + len(one) + AROUND]}…"
        return ""


def _pattern(name: str) -> str:
    return re.escape(name) if len(name) <= SHORT and name.isupper() else f"(?i:{re.escape(name)})"


def of_page(page: str) -> str:
    """A page without what the learner said and the lists that hold everything."""
    return CHOICES.sub(" ", OWN.sub(" ", page))


def of_encounter(shown: dict[str, Any]) -> str:
    """An encounter as JSON, without what the learner said."""
    kept = [turn for turn in shown["transcript"] if turn["kind"] != "you"]
    return json.dumps(shown | {"transcript": kept}, ensure_ascii=False)


def of_export(exported: dict[str, Any]) -> list[tuple[str, str]]:
    """An account as it is taken away: all but the log, then each event of the log; with what the learner said or wrote
    there, which an event may echo (what was understood of it)."""
    rest = json.dumps(exported | {"events": []}, ensure_ascii=False)
    events = [(json.dumps(one | {"texts": {}}), " ".join(one["texts"].values())) for one in exported["events"]]
    return [(rest, ""), *events]


def lists(page: str) -> tuple[str, ...]:
    """The lists on a page that hold everything there is to choose from."""
    return tuple(found[0] for found in CHOICES.finditer(page))


def differing(kept: Iterable[tuple[Whose, Any]]) -> list[Whose]:
    """The cases (name, list) whose list is not the one that most of them have: it would say something about them."""
    rows = list(kept)
    values = [value for _, value in rows]
    return [name for name, value in rows if value != max(values, key=values.count)]
