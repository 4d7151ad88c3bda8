"""Cases as an activity of the loop: how the coach weighs them, what their review cards say. Knows content and core."""

from preceptor.core.coach.catalogue import Candidate
from preceptor.core.curriculum.item import Card, Source
from preceptor.core.knowledge.condition import Condition
from preceptor.platform.learning.providers import weighed
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion


class CaseProvider:
    """Virtual patients."""

    kind = cases.KIND
    page = "encounters:debrief"

    def candidate(self, content: ContentVersion, approval: int, domain: str) -> Candidate:
        """The case as the coach weighs it."""
        return weighed(self.kind, content, approval, domain)

    def card(self, content: ContentVersion, part: str) -> Card:
        """One lesson of the case's condition."""
        condition = self._condition(content)
        lesson = next((one for one in condition.lessons if one.id == part), None)
        if lesson is None:  # a later base dropped it: the card stays answerable
            return Card(condition.label, condition.summary)
        return Card(lesson.front, lesson.back)

    def sources(self, content: ContentVersion) -> tuple[Source, ...]:
        """The sources of the case's condition."""
        read = {name: one["read"] for name, one in shelf().citations.items()}
        return tuple(
            Source(ref, "", "verified" if read.get(ref) == "page" else "from-memory", "")
            for ref in self._condition(content).sources
        )

    def _condition(self, content: ContentVersion) -> Condition:
        return cases.base_of(cases.knowledge_for(content)).conditions[cases.case(content).hidden.condition]
