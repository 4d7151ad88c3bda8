"""Statements built once do what Django's own do."""

import uuid
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.utils import timezone

from preceptor.platform import statements
from preceptor.platform.accounts.models import Cohort, Learner, Programme, User
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.log import Draft
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.ledger import CHANGING
from preceptor.platform.learning.models import Attempt, BeliefState, Movement, ReviewCard, Sitting

READ = (User, Learner, Cohort, Programme, Approval, Attempt, BeliefState, Event, Movement, ReviewCard, Sitting)


def values(row: Any) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in type(row)._meta.concrete_fields}


def live(learner: Learner) -> None:
    """A sitting, an answer that is wrong at times, a card."""
    loop.stop_sitting(learner, loop.start_sitting(learner, "placement").pk, "stopped")
    for _ in range(6):
        attempt = loop.offer(learner)
        letters = [frozenset("A") for _ in range(attempt.approval.content.meta["questions"])]
        loop.answer(learner, attempt.pk, loop.Answer(letters, uuid.uuid4(), confidence=3))


def test_a_fetched_row_is_what_django_reads(world: Any) -> None:
    live(world.learner)
    for model in READ:
        rows = list(model.objects.all()[:20])
        assert rows or model is ReviewCard, model
        for row in rows:
            assert values(statements.fetch(model, **{model._meta.pk.name: row.pk})) == values(row)


def test_a_row_that_is_not_there_is_refused(world: Any) -> None:
    with pytest.raises(Attempt.DoesNotExist):
        statements.fetch(Attempt, id=uuid.uuid4())
    with pytest.raises(Sitting.DoesNotExist):
        statements.update(Sitting(id=uuid.uuid4(), result={}), ("result",))


def test_both_equalities_must_hold(world: Any) -> None:
    attempt = loop.offer(world.learner)
    assert statements.fetch(Attempt, id=attempt.pk, learner=world.learner.pk) == attempt
    with pytest.raises(Attempt.DoesNotExist):
        statements.fetch(Attempt, id=attempt.pk, learner=world.learner.pk + 1)


def test_a_deferred_field_is_read_when_it_is_asked_for(world: Any) -> None:
    live(world.learner)
    row = statements.fetch(BeliefState, learner=world.learner.pk, defer="state")
    assert "state" in row.get_deferred_fields()
    assert row.state == BeliefState.objects.get(pk=world.learner.pk).state


@pytest.mark.parametrize("many", [0, 1, 2, 3, 5, 20])
def test_rows_are_what_django_reads(world: Any, many: int) -> None:
    live(world.learner)
    names, every = ("seq", "id", "at", "payload", "attempt"), Event.objects.order_by("seq")
    seqs = list(every.values_list("seq", flat=True)[:many])
    found = statements.rows(Event, names, order="seq", seq__in=seqs)
    assert found == list(every.filter(seq__in=seqs).values_list(*names))
    assert len(found) == len(seqs)
    actor, since = world.user.actor, every.filter(actor=world.user.actor)[3].seq
    later = statements.rows(Event, names, order="seq", actor=actor, seq__gte=since)
    assert later == list(every.filter(actor=actor, seq__gte=since).values_list(*names))
    assert later[0][0] == since


def test_a_foreign_key_is_read_and_asked_for_by_its_number(world: Any) -> None:
    live(world.learner)
    key = world.learner.pk
    found = statements.rows(Movement, ("learner", "attempt", "after"), order="id", learner=key)
    assert found == list(Movement.objects.order_by("pk").values_list("learner", "attempt", "after"))
    assert statements.rows(Movement, ("id",), order="id", learner=key + 1) == []


def test_rows_are_counted(world: Any) -> None:
    live(world.learner)
    verbs = ("choice.made", "attempt.answered")
    assert statements.count(Event, verb__in=verbs) == Event.objects.filter(verb__in=verbs).count() > 0
    assert statements.count(Event, verb="no.such") == 0


def test_an_inserted_row_reads_back_and_has_its_number(world: Any) -> None:
    draft = Draft(uuid.uuid4(), "account.erased", timezone.now(), {}, slate=[{"score": 0.1, "words": "é\u2028"}])
    event = draft.event()
    statements.insert(event)
    assert event.seq
    assert values(Event.objects.get(pk=event.seq)) == values(event)
    again = draft.event()
    again.id = event.id
    with pytest.raises(IntegrityError):
        statements.insert(again)


def test_an_update_writes_these_fields_and_no_other(world: Any) -> None:
    attempt = loop.offer(world.learner)
    attempt.status, attempt.answer, attempt.seed = "closed", {"responses": [["A"]]}, 7
    statements.update(attempt, CHANGING[Attempt])
    found = Attempt.objects.get(pk=attempt.pk)
    assert (found.status, found.answer) == ("closed", {"responses": [["A"]]})
    assert found.seed != 7


def test_a_session_that_has_run_out_signs_nobody_in(client: Any, world: Any) -> None:
    client.force_login(world.user)
    assert client.get("/today/").status_code == 200
    Session.objects.update(expire_date=timezone.now())
    assert client.get("/today/").status_code == 302
