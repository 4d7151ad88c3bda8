"""Item flaws that show in how options compare: length, grammar, shared words, order, kind. Knows no files.

See `wording` for the literature; thresholds are ours and stand beside each check.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from preceptor.core.curriculum.family import leading_number
from preceptor.core.curriculum.item import OptionMarking
from preceptor.core.curriculum.wording import Finding, View

Options = Sequence[OptionMarking]

ACTION = re.compile(
    r"^(give|start|stop|order|request|measure|arrange|refer|call|ask|send|perform|insert|remove|prescribe|administer|"
    r"increase|reduce|continue|discharge|admit|check|repeat|take|obtain|infuse|begin|withhold|switch|escalate|tell|"
    r"inform|document|explain|listen|offer|wait|assess|examine|palpate|percuss|auscultate|record|"
    r"replace|agree|explore|advise|discuss)\b",
    re.I,
)
RANGE = re.compile(r"^\D{0,3}(\d+(?:\.\d+)?)\s*(?:[–-]|to)\s*(\d+(?:\.\d+)?)")
ARTICLE = re.compile(r"^(a|an|the)\s", re.I)
WORD = re.compile(r"[a-z]{6,}")
# Words too plain to cue anything.
PLAIN = frozenset(
    """
    patient patients blood pressure clinical symptoms symptom treatment hospital emergency department before
    after during within without minutes minute hours months normal should would another person woman family
    present history raised disease severe chronic either instead because through further possible
    """.split()  # noqa: SIM905 - easier to read and to add to
)


def longest_key(view: View) -> Iterator[Finding]:
    """Authors qualify what is right, so the longest option tends to be the key.

    Flagged when a single key is longer than every distractor by more than 4 characters and 15 %, and when the keys of
    a menu are on average half as long again as the rest.
    """
    for options in view.marking.questions:
        right = [len(option.text) for option in options if option.correct]
        wrong = [len(option.text) for option in options if not option.correct]
        if len(right) == 1 and len(options) <= 5:
            if right[0] > max(wrong) + 4 and right[0] > 1.15 * max(wrong):
                yield "longest-key", "the key is the longest option: shorten it or flesh out the distractors."
        elif sum(right) / len(right) > 1.5 * sum(wrong) / len(wrong) and max(right) > max(wrong):
            yield "longest-key", "the keys of this menu are much longer than its other options."


def grammar(view: View) -> Iterator[Finding]:
    """The key must not differ in form from distractors that agree with each other."""
    for options in view.marking.questions:
        right = {_form(option.text) for option in options if option.correct}
        wrong = {_form(option.text) for option in options if not option.correct}
        if len(wrong) == 1 and len(right) == 1 and right != wrong:
            yield "grammatical-cue", "the key differs from every distractor in article, capital or full stop."


def _form(text: str) -> tuple[bool, bool, bool]:
    return (bool(ARTICLE.match(text)), text[:1].islower(), text.endswith("."))


def clang(view: View) -> Iterator[Finding]:
    """A word of six letters or more that stands in the question and in the key alone."""
    for question, options in zip(view.sheet.questions, view.marking.questions, strict=True):
        if len(options) > 5:
            continue
        asked = _words(view.stem) | _words(question.lead_in)
        right = set().union(*(_words(option.text) for option in options if option.correct))
        wrong = set().union(*(_words(option.text) for option in options if not option.correct))
        for word in sorted((asked & right) - wrong):
            yield "clang", f"“{word}” stands in the question and in the key alone: reword one of them."


def _words(text: str) -> set[str]:
    """Words of six letters or more without a plural s, so that "oedemas" meets "oedema"."""
    return {word.rstrip("s") for word in WORD.findall(text.lower()) if word not in PLAIN}


def convergence(view: View) -> Iterator[Finding]:
    """Test-wise learners pick the option that shares most with the others.

    Flagged when the key shares words with the others more than any distractor does, by at least three.
    """
    for options in view.marking.questions:
        if len(options) > 5:
            continue
        words = [set(re.findall(r"[a-z0-9]{3,}", option.text.lower())) for option in options]
        shared = [
            sum(len(mine & other) for other in words[:index] + words[index + 1 :]) for index, mine in enumerate(words)
        ]
        keys = [shared[index] for index, option in enumerate(options) if option.correct]
        rest = [shared[index] for index, option in enumerate(options) if not option.correct]
        if len(keys) == 1 and keys[0] >= max(rest) + 3:
            yield "convergence", "the key shares the most words with the other options: even them out."


def ranges(view: View) -> Iterator[Finding]:
    """Numeric ranges must not overlap: two could then be right at once."""
    for options in view.marking.questions:
        found = [match for option in options if (match := RANGE.match(option.text))]
        if len(found) < 3 or len(found) < len(options):
            continue
        spans = sorted((float(match[1]), float(match[2])) for match in found)
        if any(one[1] > two[0] for one, two in pairwise(spans)):
            yield "overlapping-ranges", "two ranges overlap: make them meet without sharing values."


def order(view: View) -> Iterator[Finding]:
    """Options in their own order must, when they are numbers, still rise or fall."""
    for question, paper in zip(view.sheet.questions, view.item.paper.questions, strict=True):
        if paper.order == "sorted":
            continue
        numbers = [leading_number(text) for _, text in question.options]
        values = [number for number in numbers if number is not None]
        if len(values) == len(numbers) and values not in (sorted(values), sorted(values, reverse=True)):
            yield "option-order", "numeric options neither rise nor fall: drop `order: given`."


def homogeneous(view: View) -> Iterator[Finding]:
    """All options are of one kind: all actions or none, all numbers or none.

    A menu may mix actions with tests; a single best answer may not.
    """
    for options in view.marking.questions:
        if len(options) > 5:
            continue
        for what, hits in (
            ("begin with an action", [bool(ACTION.match(option.text)) for option in options]),
            ("begin with a number", [leading_number(option.text) is not None for option in options]),
        ):
            if 0 < sum(hits) < len(hits):
                odd = next(o.text for o, hit in zip(options, hits, strict=True) if hit == (sum(hits) <= len(hits) / 2))
                yield "non-homogeneous", f"some options {what} and others do not (“{odd}”): make them of one kind."
