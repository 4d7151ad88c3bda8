"""Cases as an activity of the loop: how the coach weighs them, what their review cards say. Knows content and core."""

from math import inf

from preceptor.core.coach.catalogue import Candidate
from preceptor.core.curriculum.item import Card, Source
from preceptor.core.curriculum.scale import logits
from preceptor.core.knowledge.condition import Condition
from preceptor.platform.learning.shelf import day_of, shelf
from preceptor.platform.packs import cases
from preceptor.platform.packs.models import ContentVersion


class CaseProvider:
    """Virtual patients."""

    kind = cases.KIND
    page = "encounters:debrief"

    def candidate(self, content: ContentVersion, approval: int, domain: str) -> Candidate:
        """The case as the coach weighs it."""
        meta = content.meta
        return Candidate(
            approval=approval,
            content=content.content_id,
            ref=content.ref,
            competency=meta["competency"],
            also=tuple(meta["also"]),
            domain=domain,
            presentation=meta["presentation"],
            task=meta["task"],
            level=meta["level"],
            jurisdiction=meta["jurisdiction"],
            difficulty=logits(meta["difficulty"], meta["level"]),
            guess=0.0,
            minutes=meta["minutes"],
            family=False,
            review_by=day_of(meta["review_by"]) if meta["review_by"] else inf,
            kind=self.kind,
        )

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
