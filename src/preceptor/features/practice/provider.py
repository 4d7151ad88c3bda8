"""Items as an activity of the loop: weighing, marking, evidence. Knows content and core, no requests."""

from collections.abc import Sequence

from preceptor.core.coach.catalogue import Candidate, weights
from preceptor.core.curriculum.family import marking, sheet
from preceptor.core.curriculum.item import Card, Marking, Sheet, Source, UnknownOption, score
from preceptor.core.curriculum.scale import DIFFICULTY_VAR
from preceptor.core.evidence import Evidence
from preceptor.platform.learning.providers import BadAnswer, Marked, weighed
from preceptor.platform.packs import contents
from preceptor.platform.packs.models import ContentVersion


class ItemProvider:
    """Single best answers, key-feature problems and families of both."""

    kind = "item"
    page = "practice:attempt"

    def candidate(self, content: ContentVersion, approval: int, domain: str) -> Candidate:
        """The item as the coach weighs it."""
        return weighed(self.kind, content, approval, domain)

    def card(self, content: ContentVersion, part: str) -> Card:
        """The one card of an item."""
        return contents.key(content).card

    def sources(self, content: ContentVersion) -> tuple[Source, ...]:
        """The item's own sources."""
        return contents.key(content).sources

    def mark(self, content: ContentVersion, seed: int, responses: Sequence[frozenset[str]]) -> Marked:
        """Mark an answer. Raises BadAnswer."""
        marked = self.marking(content, seed)
        missing = len(marked.questions) - len(responses)
        if missing < 0:
            raise BadAnswer("That question is not on this page. Open the page again.")
        responses = [*responses, *[frozenset[str]()] * missing]
        selects = [question.select for question in contents.paper(content).questions]
        if not any(responses):
            raise BadAnswer("Choose an option first.")
        try:
            result = score(marked, selects, responses)
        except UnknownOption as error:
            raise BadAnswer("That option is not on this page. Open the page again and choose from it.") from error
        for select, chosen in zip(selects, responses, strict=True):
            if len(chosen) > select:  # a browser without our script lets people tick more; nobody should lose by that
                raise BadAnswer(f"Choose at most {select}: you chose {len(chosen)}.")
        letters = [sorted(chosen) for chosen in responses]
        return Marked(result.outcome, result.questions, letters, recall=not result.right)

    def marking(self, content: ContentVersion, seed: int) -> Marking:
        """What marks an answer: the only place that reads the hidden part for it."""
        return marking(contents.paper(content), contents.key(content), seed)

    def evidence(self, content: ContentVersion, activity: str, outcome: float, day: float) -> tuple[Evidence, ...]:
        """One record an item: its questions share a case and are not independent."""
        candidate = self.candidate(content, 0, "")
        return (
            Evidence(
                activity=activity,
                competencies=weights(candidate),
                outcome=outcome,
                at=day,
                item=None if candidate.family else content.content_id,
                difficulty=candidate.difficulty,
                difficulty_var=DIFFICULTY_VAR,
                guess=candidate.guess,
                source=content.ref,
            ),
        )


def drawn(content: ContentVersion, seed: int) -> tuple[Sheet, Marking]:
    """What is shown and what marks it, for one seed."""
    return shown(content, seed), ItemProvider().marking(content, seed)


def shown(content: ContentVersion, seed: int) -> Sheet:
    """What is shown; the hidden part is not even read."""
    return sheet(contents.paper(content), seed)
