"""Synthetic learners with a history, for the demo: simulated answers through the real engine, labelled synthetic."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import numpy as np

from preceptor.core.coach.choosing import NothingToOffer
from preceptor.core.coach.planning import sigmoid
from preceptor.core.curriculum.item import Marking, OptionMarking
from preceptor.core.curriculum.scale import level_mean
from preceptor.platform import clock
from preceptor.platform.accounts.joining import enrol
from preceptor.platform.accounts.models import Cohort, Learner, User
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.models import Attempt, ReviewCard
from preceptor.platform.learning.providers import question

NAMES = (
    "Wei-Lin Zhou", "Priya Raman", "Ewan MacLeod", "Fatou Diallo", "Jonas Lind", "Salma Idris", "Ruth Tesfaye",
    "Kai Tanaka", "Sofía Restrepo", "Dafydd Price", "Amina Yusuf", "Lars Holm", "Noor Rahman", "Grace Mensah",
    "Ilse Becker", "Tane Ropata", "Chiara Greco", "Samuel Adeyemi", "Hana Novak", "Luis Ortega", "Zeynep Kaya",
    "Oona Virtanen",
)  # fmt: skip
LEVEL_OF = {"Foundation doctors": "resident"}
WEEKS = 8
SITTINGS_A_WEEK = 2
ANSWERS_A_SITTING = 4
LEARNING = 0.06
SEED = 20261122


@dataclass(slots=True)
class Simulated:
    """A synthetic learner's true abilities, which the engine never sees, and how sure they tend to be."""

    learner: Learner
    general: float
    chance: np.random.Generator
    sureness: float
    own: dict[str, float] = field(default_factory=dict)

    def ability(self, competency: str) -> float:
        """True ability on one competency, in logits."""
        if competency not in self.own:
            self.own[competency] = float(self.chance.normal(0, 0.8))
        return self.general + self.own[competency]

    def practised(self, competency: str) -> None:
        """Practice teaches a little."""
        self.own[competency] += LEARNING


def fill() -> int:
    """Give every synthetic cohort its members and their history; returns the answers made. Repeating adds nothing."""
    made = 0
    names = iter(NAMES)
    for cohort in Cohort.objects.filter(synthetic=True).order_by("pk"):
        members = [*_waiting(cohort), *_members(cohort, names)]
        for number, learner in enumerate(members):
            if not Attempt.objects.filter(learner=learner, status="answered").exists():
                made += _live(learner, np.random.default_rng([SEED, cohort.pk, number]))
    return made


def _waiting(cohort: Cohort) -> list[Learner]:
    """Demo people who joined weeks ago and have done nothing yet: they share their cohort's past."""
    since = clock.now() - timedelta(weeks=WEEKS - 1)
    joined = Event.objects.filter(verb="learner.enrolled", at__lt=since).values_list("actor", flat=True)
    return list(
        Learner.objects.filter(cohort=cohort, user__actor__in=joined, attempts__isnull=True)
        .exclude(user__email__endswith="@synthetic.example")
        .select_related("user", "cohort__programme")
    )


def _members(cohort: Cohort, names: Iterator[str]) -> Iterator[Learner]:
    """Half of the names for each cohort, made once."""
    level = LEVEL_OF.get(cohort.name, "clerkship")
    began = clock.now() - timedelta(weeks=WEEKS)
    for _ in range(len(NAMES) // 2):
        name = next(names)
        email = f"{name.split()[0].lower().replace('í', 'i')}.{cohort.pk}@synthetic.example"
        user = User.objects.filter(email=email).first() or User.objects.create_user(
            email, None, name=name, synthetic=True
        )
        yield Learner.objects.filter(user=user).select_related("user", "cohort__programme").first() or enrol(
            user, cohort, level, began
        )


def _live(learner: Learner, chance: np.random.Generator) -> int:
    general = level_mean(learner.level) + float(chance.normal(0, 0.9))
    one = Simulated(learner, general, chance, float(chance.normal(0.05, 0.12)))
    begun = clock.now() - timedelta(weeks=WEEKS) + timedelta(hours=float(chance.uniform(0, 12)))
    answers = 0
    at = begun
    for week in range(WEEKS):
        if chance.random() < 0.15:
            continue  # people are away
        for sitting in range(SITTINGS_A_WEEK):
            at = begun + timedelta(weeks=week, days=3 * sitting + float(chance.uniform(0, 2)))
            if at < clock.now():
                answers += _sit(one, at)
    return answers


def _sit(one: Simulated, at: datetime) -> int:
    count = int(one.chance.integers(ANSWERS_A_SITTING - 2, ANSWERS_A_SITTING + 3))
    for number in range(count):
        moment = at + timedelta(minutes=2 * number)
        try:
            attempt = loop.offer(one.learner, moment)
        except NothingToOffer:
            return number
        answer(one, attempt, moment + timedelta(seconds=float(one.chance.uniform(30, 110))))
    _recall(one, at + timedelta(minutes=2 * count))
    return count


def answer(one: Simulated, attempt: Attempt, at: datetime) -> loop.Receipt:
    """Answer as this learner would: right with the chance that true ability gives, else a wrong option."""
    content = attempt.approval.content
    competency = content.meta["competency"]
    candidate = question(content.kind).candidate(content, attempt.approval_id, "")
    p = candidate.guess + (1 - candidate.guess) * float(
        sigmoid(np.array(one.ability(competency) - candidate.difficulty))
    )
    marking: Marking = question(content.kind).marking(content, attempt.seed)
    chosen = [_choose(one.chance, options, one.chance.random() < p) for options in marking.questions]
    stated = None
    if one.chance.random() < 0.7:
        stated = int(min((20, 40, 60, 80, 95), key=lambda value: abs(value - 100 * (p + one.sureness))))
    receipt = loop.answer(one.learner, attempt.pk, loop.Answer(chosen, uuid.uuid4(), stated), at)
    one.practised(competency)
    return receipt


def _choose(chance: np.random.Generator, options: tuple[OptionMarking, ...], right: bool) -> frozenset[str]:
    if right:
        return frozenset(option.letter for option in options if option.correct)
    wrong = [option.letter for option in options if not option.correct]
    return frozenset({wrong[int(chance.integers(len(wrong)))]})


def _recall(one: Simulated, at: datetime) -> None:
    """Review a few of the cards that are due."""
    for card in ReviewCard.objects.filter(learner=one.learner, due__lte=at).order_by("due")[:3]:
        grade = 3 if one.chance.random() < 0.8 else 1
        loop.review(one.learner, card.pk, grade, uuid.uuid4(), at)
