"""Item flaws that show in words: lead-ins, options, abbreviations, units. Knows no files.

The flaws are those of the item-writing literature (Case and Swanson 2002; Paniagua and Swygert 2016; Haladyna,
Downing and Rodriguez 2002); the thresholds are ours and stand beside each check.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from preceptor.core.curriculum.item import Item, Marking, OptionMarking, Sheet

Finding = tuple[str, str]
"""A flaw's code and what to do about it."""


@dataclass(frozen=True, slots=True)
class View:
    """One drawn instance of an item, as the checks read it."""

    item: Item
    sheet: Sheet
    marking: Marking
    abbreviations: frozenset[str]

    @property
    def stem(self) -> str:
        """All that is read before the options."""
        rows = self.sheet.results.rows if self.sheet.results else ()
        return "\n".join((*self.sheet.paragraphs, *(f"{row.name} {row.value} {row.unit}" for row in rows)))

    def texts(self) -> Iterator[str]:
        """Every text in reading order."""
        yield self.stem
        for question in self.sheet.questions:
            yield question.lead_in
            yield from (text for _, text in question.options)
        yield self.marking.explanation
        for options in self.marking.questions:
            yield from (option.rationale for option in options)
        yield self.marking.teaching_point
        yield self.marking.card.front
        yield self.marking.card.back


ABSOLUTE = re.compile(r"\b(always|never|all|none|only|must|completely|totally|every|entirely)\b", re.I)
VAGUE = re.compile(r"\b(often|usually|may|might|sometimes|frequently|rarely|occasionally|probably)\b", re.I)
WHOLE_SET = re.compile(r"\b(all|none|both|neither|any) of (the|these) (above|options|others)\b|\bnone of these\b", re.I)
NEGATIVE = re.compile(r"\b(except|not|incorrect|false|untrue|least|inappropriate|never)\b", re.I)
NEEDS_OPTIONS = re.compile(r"\b(following|below|these options|is true|are true|is correct|statement)\b", re.I)
ABBREVIATION = re.compile(r"(?<![\w-])(?:[A-Z][A-Za-z]{0,3}[A-Z][A-Za-z0-9]{0,3}|[A-Z]{2,}\d*)(?![\w])")
BARE_NUMBER = re.compile(r"^[<>≤≥~]?\s*[-−+]?\d[\d\s,.]*$")
COUNTED = re.compile(
    r"\b(in|score|ratio|how many|number|rate|per|percentage|percent|proportion|units?|pH|odds|probability|index|sum)\b"
    r"|%",
    re.I,
)


def lead_ins(view: View) -> Iterator[Finding]:
    """The lead-in must be a closed question that can be answered with the options covered."""
    for question in view.sheet.questions:
        text = question.lead_in.strip()
        if not text.endswith("?") or len(text) < 15 or NEEDS_OPTIONS.search(text):
            yield "cover-options", f"“{text}” cannot be answered with the options covered: ask one closed question."
        if NEGATIVE.search(text):
            yield "negative-lead-in", f"“{text}” asks in the negative: ask for what is right."


def option_words(view: View) -> Iterator[Finding]:
    """Absolute words mark distractors, vague ones mark keys, and "all of the above" tests logic."""
    for option in _options(view):
        if WHOLE_SET.search(option.text):
            yield "all-none-above", f"“{option.text}” depends on the other options: write a real one."
        elif found := ABSOLUTE.search(option.text):
            yield "absolute-term", f"“{found[0]}” in “{option.text}” gives it away: say it without."
        if found := VAGUE.search(option.text):
            yield "vague-term", f"“{found[0]}” in “{option.text}” is vague: be exact."


def abbreviations(view: View) -> Iterator[Finding]:
    """Each abbreviation is written out, with itself in brackets, before or where it is first used."""
    read = ""
    reported: set[str] = set()
    for text in view.texts():
        read += "\n" + text
        for match in ABBREVIATION.finditer(text):
            word = match[0]
            known = word in view.abbreviations or word.rstrip("s") in view.abbreviations or word in reported
            if not known and not re.search(rf"\({re.escape(word)}s?[);,]|\b{re.escape(word)}s? \(", read):
                reported.add(word)
                yield "undefined-abbreviation", f"{word} is not written out before its first use."


def units(view: View) -> Iterator[Finding]:
    """A bare number needs its unit in the option or in the lead-in."""
    for question in view.sheet.questions:
        bare = [text for _, text in question.options if BARE_NUMBER.match(text)]
        if bare and not COUNTED.search(question.lead_in):
            yield "missing-unit", f"“{bare[0]}” has no unit, nor does the lead-in name one."


def rationales(view: View) -> Iterator[Finding]:
    """A rationale says why; a word or two does not."""
    for option in _options(view):
        if len(option.rationale.split()) < 3:
            yield "missing-rationale", f"the rationale of “{option.text}” does not say why."
    for source in view.marking.sources:
        if not source.supports.strip():
            yield "missing-source", f"say what {source.ref} supports."


def _options(view: View) -> Iterator[OptionMarking]:
    for options in view.marking.questions:
        yield from options
