"""One competency explained: the same numbers for its learner and their educators, each true of the belief itself."""

from datetime import timedelta
from typing import Any

import pytest

from preceptor.core.learner import explain
from preceptor.core.learner.belief import new_belief
from preceptor.platform import clock
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.explaining import LEAST_MOVE, MOST_ANSWERS, MOST_MOVERS, Reader, explained
from preceptor.platform.learning.fold import begun, records_of
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Movement
from preceptor.platform.learning.shelf import shelf
from tests.http.courses import START, reply, sit
from tests.http.test_practice import body


@pytest.fixture
def practised(world: Any) -> Any:
    for number in range(9):
        at = START + timedelta(hours=number)
        reply(world.learner, loop.offer(world.learner, at), number % 3 > 0, at, confidence=60)
    return world.learner


def most_answered(learner: Any) -> str:
    names = list(Movement.objects.filter(learner=learner).values_list("competency", flat=True))
    return max(set(names), key=names.count)


def test_surprise_is_what_a_replay_finds(practised: Any) -> None:
    """The chance worked out from what is kept with an answer, against the chance of the belief at that moment."""
    ledger = Ledger.peek(practised)
    events = Event.objects.filter(actor=practised.user.actor, verb="attempt.answered").order_by("seq")
    records = [ledger.version.placed(one) for event in events for one in records_of(event.payload)]
    parents = shelf().world.graph.parents
    start = begun(ledger.version, practised.level)
    assert start != new_belief(ledger.parameters) or practised.level == "clerkship"
    checked = 0
    for name in set(Movement.objects.filter(learner=practised).values_list("competency", flat=True)):
        found = {
            str(one.evidence.activity): one.surprise
            for one in explain(records, name, ledger.parameters, parents, start, shelf().world.references[name])
        }
        for step in explained(practised, name).movers:
            assert step.expected is not None
            assert step.movement.attempt.outcome is not None
            apart = step.movement.attempt.outcome - step.expected
            assert apart == pytest.approx(found[str(step.movement.attempt_id)], abs=0.03)
            checked += 1
    assert checked >= 5


def test_the_answers_that_moved_it_most_come_first(practised: Any) -> None:
    name = most_answered(practised)
    it = explained(practised, name)
    moved = [abs(one.movement.after[1] - one.movement.before[1]) for one in it.movers]
    every = Movement.objects.filter(learner=practised, competency=name)
    most = sorted((abs(one.after[1] - one.before[1]) for one in every), reverse=True)[:MOST_MOVERS]
    assert moved == [one for one in most if one >= LEAST_MOVE] != []


def test_what_would_change_it_is_what_the_table_says(practised: Any) -> None:
    name = most_answered(practised)
    with clock.at(START + timedelta(days=1)):
        it, reader = explained(practised, name), Reader(practised, name)
        right = reader.foreseen(True)
    assert it.mastery == reader.mastery()
    assert not it.reached
    if it.turns is None:
        assert len(right) == MOST_ANSWERS
        assert right[-1].low < it.bar
    else:
        assert right[it.turns - 1].low >= it.bar
    assert all(one.mastery.mid >= it.mastery.mid for one in it.ifs if one.right)
    assert all(one.mastery.mid <= it.mastery.mid for one in it.ifs if not one.right)
    assert [one.day for one in it.ahead] == [0, 7, 30]
    assert it.ahead[0].mastery == it.mastery
    ends = {day: (low, mid, high) for day, low, mid, high in it.fading}
    for one in it.ahead:
        assert ends[one.day] == pytest.approx((one.mastery.low, one.mastery.mid, one.mastery.high))


def test_an_educator_reads_the_very_same(world: Any, as_role: Any, practised: Any) -> None:
    name = most_answered(practised)
    learner, educator = as_role("learner"), as_role("educator")
    with clock.at(START + timedelta(days=2)):
        own = body(learner.get(f"/progress/{name}/"))
        theirs = body(educator.get(f"/learners/{practised.pk}/competencies/{name}/"))
        assert f"/learners/{practised.pk}/competencies/{name}/" in body(educator.get(f"/learners/{practised.pk}/"))
    for part in ('id="now-h"', 'id="ch-h"'):
        own_part, their_part = (page.partition(part)[2].partition("</section>")[0] for page in (own, theirs))
        assert own_part == their_part != ""
    assert "/practice/" in own
    assert "/practice/" not in theirs
    assert educator.get(f"/learners/{practised.pk}/competencies/no-such-thing/").status_code == 404


def test_nothing_moves_while_a_sitting_runs(practised: Any) -> None:
    later = START + timedelta(days=3)
    name = most_answered(practised)
    with clock.at(later):
        before = explained(practised, name)
        assert sit(practised, "checkpoint", later, most=1).finished_at is None
        during = explained(practised, name)
    assert (during.mastery, during.parts, during.ifs, during.fading) == (
        before.mastery, before.parts, before.ifs, before.fading
    )  # fmt: skip
    assert [one.movement.pk for one in during.steps] == [one.movement.pk for one in before.steps]
