"""Versions of the belief made up for tests, and a school of made-up learners whose log a calibration can read."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import numpy as np

from preceptor.core.evidence import Evidence
from preceptor.core.learner import Parameters
from preceptor.platform import clock
from preceptor.platform.accounts.joining import enrol
from preceptor.platform.accounts.models import User
from preceptor.platform.accounts.oversight import OPERATOR
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.beliefs.models import BeliefVersion
from preceptor.platform.beliefs.versions import Place
from preceptor.platform.events.log import Draft, append_many
from preceptor.platform.learning.shelf import shelf
from preceptor.platform.packs.models import ContentVersion
from tests.http.courses import START


def another(shift: float = 0.8, **parameters: Any) -> int:
    """A version that places every item of the pack elsewhere, with other parameters; returns its number."""
    names = sorted(set(ContentVersion.objects.filter(kind="item").values_list("content_id", flat=True)))
    items = {name: Place(shift + 0.25 * place - 1.0, 0.3, 1.2) for place, name in enumerate(names)}
    number = versions.next_number()
    fitted = replace(Parameters(), version=f"made up {number}", **({"general_var": 0.8, "slip": 0.05} | parameters))
    BeliefVersion.objects.create(
        number=number,
        name=fitted.version,
        made_at=clock.now(),
        made_by=OPERATOR,
        body=versions.body_of(fitted, items, {"zz-salt-balance": 0.3}),
    )
    return number


def adopt(number: int) -> None:
    """Take a version into use though nothing was compared."""
    adopting.adopt(number, OPERATOR, clock.now(), "For a test.", anyway=True)


def answer_of(actor: uuid.UUID, number: int, record: Evidence, **more: Any) -> Draft:
    """An `attempt.answered` that carries this record."""
    payload: dict[str, Any] = {
        "mode": "practice", "responses": [["A"]], "outcome": record.outcome, "scores": [record.outcome],
        "confidence": None, "seconds": 30, "minutes": 1.5, "evidence": [record.to_dict()], "packs": list(shelf().packs),
        "recall": False, "content": record.item or "", "competency": "zz-salt-balance", "presentation": "",
    }  # fmt: skip
    at = START + timedelta(hours=number)
    return Draft(actor, "attempt.answered", at, payload | more, object="item/x@1", attempt=uuid.uuid4())


@dataclass(frozen=True)
class School:
    """Learners who answer 40 items, each so many times, with what is true of the items and what their authors think."""

    learners: int = 72
    each: int = 24
    stray: float = 1.5
    """How far the truth lies from the authors' difficulties, in logits (standard deviation)."""
    seed: int = 5

    def open(self, cohort: Any, astray: Any = lambda actor: False, **account: Any) -> list[User]:
        """Enrol them all and let them answer. Those for whom `astray` holds find hard what is easy."""
        chance = np.random.default_rng(self.seed)
        authored = np.linspace(-1.0, 1.0, 40)
        true = authored + self.stray * chance.normal(size=40)
        users = []
        for number in range(self.learners):
            actor = uuid.uuid5(uuid.NAMESPACE_URL, f"{self.seed}/{number}")
            user = User.objects.create_user(f"{actor}@example.org", None, name="One", actor=actor, **account)
            enrol(user, cohort, at=START)
            ability = float(chance.normal())
            sign = -1.0 if astray(actor) else 1.0
            places = chance.permutation(40)[: self.each].tolist()
            right = chance.random(len(places)) < 1 / (1 + np.exp(-(ability - sign * true[places])))
            append_many(
                answer_of(actor, turn, self.record(place, float(authored[place]), float(done)))
                for turn, (place, done) in enumerate(zip(places, right, strict=True))
            )
            users.append(user)
        return users

    def record(self, place: int, authored: float, outcome: float) -> Evidence:
        """The answer to one of the items, ten to a competency; the last competency is in no pack."""
        competency = ("zz-salt-balance", "zz-wheeze-naming", "zz-wheeze-care", "zz-taken-out")[place // 10]
        return Evidence("a", ((competency, 1.0),), outcome, 20000.0, f"made-up-{place:02}", authored, 0.5)
