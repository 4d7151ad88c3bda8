"""Notices: offered in the loop by what the log says, shown calmly, answered once, replayed, and seen by educators."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.core.coach.noticing import EASIER_CHOICES
from preceptor.features.encounters import use_cases
from preceptor.features.encounters.rooms import room
from preceptor.features.teaching import noticed
from preceptor.platform import clock
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, noticing
from preceptor.platform.learning.models import Attempt, BeliefState
from preceptor.platform.learning.rebuild import rebuild
from tests.http.consultations import encounter
from tests.http.courses import START, reply, sit
from tests.http.lives import notice

SECOND = timedelta(seconds=1)


def rushed(learner: Any, answers: int = 8, at: datetime = START) -> Attempt:
    """Wrong answers, each after two seconds; the last attempt."""
    attempt = loop.offer(learner, at)
    for number in range(1, answers + 1):
        last = attempt
        following = reply(learner, attempt, False, at + 2 * number * SECOND).next
        assert following is not None
        attempt = following
    return last


def recent(learner: Any) -> dict[str, Any]:
    found: dict[str, Any] = BeliefState.objects.get(learner=learner).recent
    return found


def offers() -> Any:
    return Event.objects.filter(verb="notice.offered")


def test_a_notice_says_its_numbers_and_is_logged_once(world: Any) -> None:
    last = rushed(world.learner, 12)
    event = offers().get()
    about = Attempt.objects.get(pk=event.attempt)
    assert event.payload["kind"] == "guessing"
    assert event.payload["evidence"]["quick"] == event.payload["evidence"]["of"] == 8
    assert event.payload["evidence"]["right"] == 0
    assert event.payload["rules"] == "noticing-1"
    assert about.closed_at is not None
    assert last.closed_at is None or about.closed_at < START + 17 * SECOND
    shown = noticing.noticed(str(event.id), event.payload)
    assert shown.sentence.startswith("8 of your last 8 answers took less than ")
    assert "look the same from here" in shown.sentence


def test_slow_answers_are_left_alone_whatever_their_results(world: Any) -> None:
    attempt = loop.offer(world.learner, START)
    for number in range(1, 9):
        following = reply(world.learner, attempt, False, START + number * timedelta(minutes=1)).next
        assert following is not None
        attempt = following
    assert not offers().exists()


def test_nothing_is_noticed_in_a_sitting_nor_for_who_switched_messages_off(world: Any) -> None:
    sit(world.learner, "placement", right=False)
    assert "answers" not in recent(world.learner)
    quiet = world.foreign
    quiet.messages = False
    quiet.save()
    rushed(quiet, 10)
    assert not offers().exists()


def test_a_notice_waits_while_a_sitting_runs_and_lapses_after_a_day(world: Any) -> None:
    learner = world.learner
    rushed(learner)
    with clock.at(START + timedelta(hours=1)):
        assert noticing.standing(learner) is not None
        sitting = loop.start_sitting(learner, "checkpoint")
        assert noticing.standing(learner) is None
        loop.stop_sitting(learner, sitting.pk, "stopped")
        assert noticing.standing(learner) is not None
    with clock.at(START + timedelta(days=1, hours=1)):
        assert noticing.standing(learner) is None


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


def test_the_notice_stands_on_the_page_that_led_to_it_and_on_today(world: Any, client: Client) -> None:
    event = notice(world.learner)
    other = reply(world.learner, loop.offer(world.learner)).attempt
    address = f"/notices/{event.id}/"
    for page, stands in (("/today/", 1), (f"/practice/{event.attempt}/", 1), (f"/practice/{other.pk}/", 0)):
        text = client.get(page).content.decode()
        assert text.count(address) == stands, page
    text = client.get("/today/").content.decode()
    assert "10 tries, 3 of them right, and not yet 3 in a row" in text
    assert all(f">{label}</button>" in text for label in ("Read it worked through", "Take an easier step"))


def test_an_easier_step_begins_with_the_next_question_and_holds_for_five(world: Any, client: Client) -> None:
    learner, event = world.learner, notice(world.learner)
    waiting = loop.offer(learner)
    response = client.post(f"/notices/{event.id}/", {"take": "easier"})
    assert (response.status_code, response.headers["Location"]) == (303, "/practice/")
    answer = Event.objects.get(verb="notice.answered")
    assert answer.payload == {"notice": str(event.id), "kind": "stuck", "taken": True, "offer": "easier"}
    assert Attempt.objects.get(pk=waiting.pk).status == "declined"
    assert recent(learner)["easier"] == EASIER_CHOICES - 1
    assert "notice" not in recent(learner)
    client.post(f"/notices/{event.id}/", {"take": "easier"})
    assert Event.objects.filter(verb="notice.answered").count() == 1
    assert recent(learner)["easier"] == EASIER_CHOICES - 1
    for number in range(2, EASIER_CHOICES + 2):
        reply(learner, loop.offer(learner))
        assert recent(learner)["easier"] == max(0, EASIER_CHOICES - number)


@pytest.mark.parametrize(("take", "to"), [("example", "/practice/"), ("", "/practice/")])
def test_what_else_is_taken_or_passed_over_leads_back(world: Any, client: Client, take: str, to: str) -> None:
    event = notice(world.learner)
    response = client.post(f"/notices/{event.id}/", {"take": take})
    assert response.headers["Location"] == f"{to}{event.attempt}/"
    assert Event.objects.get(verb="notice.answered").payload["taken"] == bool(take)
    assert recent(world.learner)["notices"]["kinds"]["stuck"][1] == (0 if take else 1)
    assert f"/notices/{event.id}/" not in client.get("/today/").content.decode()


def test_what_was_not_offered_is_refused_in_words(world: Any, client: Client) -> None:
    event = notice(world.learner)
    response = client.post(f"/notices/{event.id}/", {"take": "mentor"}, follow=True)
    assert "That was not offered." in response.content.decode()
    assert not Event.objects.filter(verb__in=("notice.answered", "mentor.asked")).exists()


def test_a_mentor_who_is_asked_for_reads_what_it_is_about(world: Any, as_role: Any) -> None:
    learner, event = world.learner, rushed_hints(world)
    client = as_role("learner")
    response = client.post(f"/notices/{event.id}/", {"take": "mentor"}, follow=True)
    assert "Your educators will see" in response.content.decode()
    assert Event.objects.get(verb="mentor.asked").payload == {"about": str(event.attempt)}
    page = as_role("educator").get(f"/cohorts/{learner.cohort_id}/").content.decode()
    assert Attempt.objects.get(pk=event.attempt).approval.content.public["title"] in page


def rushed_hints(world: Any) -> Event:
    """A notice about hints, from an encounter in which they followed each other too soon."""
    from preceptor.core.patient.moves import Move

    attempt = encounter(world, world.learner)
    at = clock.now()
    for number in range(5):
        hint = Move("hint", target="1/ask")
        use_cases.act(world.learner, room(attempt), hint, "", uuid.uuid4(), at + number * SECOND)
    finish = Move("finish", diagnosis="", diagnosis_words="I do not know")
    use_cases.act(world.learner, room(attempt), finish, "", uuid.uuid4(), at + timedelta(minutes=5))
    found: Event = offers().get()
    return found


def test_hints_of_an_encounter_are_looked_at_when_it_is_handed_over(world: Any) -> None:
    event = rushed_hints(world)
    assert event.payload["kind"] == "hints"
    assert event.payload["evidence"] == {"asked": 5, "rushed": 4, "seconds": 5.0}
    assert Event.objects.get(verb="encounter.finished").payload["hints"] == {"asked": 5, "rushed": 4}
    assert rebuild().same


def test_whoever_was_long_away_is_greeted_with_an_easier_step(world: Any, client: Client) -> None:
    learner = world.learner
    for number in range(6):
        at = START + timedelta(days=2 * number)
        reply(learner, loop.offer(learner, at), True, at + timedelta(minutes=1))
    back = START + timedelta(days=40)
    with clock.at(back):
        page = client.get("/today/").content.decode()
    assert "it has been 30 days, and you usually come about every 2" in page
    assert offers().get().payload["about"] is None
    loop.offer(learner, back + timedelta(days=1))
    assert offers().count() == 1


def test_replay_gives_the_same_memory_with_notices_in_it(world: Any) -> None:
    learner = world.learner
    rushed(learner)
    noticing.reply(learner, offers().get().id, "easier", START + timedelta(minutes=1))
    rushed(learner, 8, START + timedelta(days=4))
    noticing.reply(learner, offers().latest("seq").id, "", START + timedelta(days=4, minutes=2))
    assert offers().count() == 2
    kept = recent(learner)
    assert {"answers", "tries", "days", "notices", "easier"} <= set(kept)
    assert rebuild().same
    assert recent(learner) == kept


def test_an_answer_of_an_older_schema_is_folded_but_not_looked_at(world: Any) -> None:
    from preceptor.platform.learning import recollection

    kept: dict[str, Any] = {}
    old = {"mode": "practice", "competency": "c", "content": "x", "presentation": "", "outcome": 0.0, "seconds": 1}
    recollection.answered(kept, old, 0.7, 20_000.5)
    assert kept["seen"] == {"x": 20_000.5}
    assert "answers" not in kept


def test_programs_read_and_answer_notices_too(world: Any, token_of: Any) -> None:
    headers = {"Authorization": f"Bearer {token_of(world.user)}"}
    assert Client().get("/api/next", headers=headers).json()["notice"] is None
    event = notice(world.learner)
    found = Client().get("/api/next", headers=headers).json()["notice"]
    assert found["id"] == str(event.id)
    assert [one["take"] for one in found["offers"]] == ["example", "easier"]
    address = f"/api/notices/{event.id}"
    for body, status in (({"take": "break"}, 422), ({"take": "easier"}, 200), ({"take": None}, 200)):
        sent = Client().post(address, body, content_type="application/json", headers=headers)
        assert sent.status_code == status, sent.content
    assert Event.objects.get(verb="notice.answered").payload["offer"] == "easier"
    assert Client().get("/api/next", headers=headers).json()["notice"] is None


# Educators.


def test_educators_read_what_the_learner_read_and_what_they_did(world: Any, as_role: Any) -> None:
    event = notice(world.learner)
    noticing.reply(world.learner, event.id, "easier")
    page = as_role("educator").get(f"/learners/{world.learner.pk}/").content.decode()
    assert noticing.noticed(str(event.id), event.payload).sentence in page
    assert "use it to talk, not to compare" in page
    assert "Take an easier step" in page
    assert [one.reply for one in noticed.of(world.learner)] == ["taken"]
    assert noticed.of(world.foreign) == []


def test_over_the_installation_notices_are_counted_and_few_people_are_not_compared(world: Any, as_role: Any) -> None:
    noticing.reply(world.learner, notice(world.learner).id, "easier")
    noticing.reply(world.foreign, notice(world.foreign).id, "")
    reply(world.learner, loop.offer(world.learner))
    (stuck,) = [one for one in noticed.installation() if one.offered]
    assert (stuck.offered, stuck.taken, stuck.dismissed, stuck.right) == (2, 1, 1, None)
    page = as_role("educator").get("/cohorts/notices/").content.decode()
    assert "This does not show what an offer caused." in page
    assert "Fewer than 5 people" in page


def test_what_followed_is_compared_over_people(world: Any, as_role: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(noticed, "FEW_LEARNERS", 1)
    for learner, take, right in ((world.learner, "easier", True), (world.foreign, "", False)):
        noticing.reply(learner, notice(learner).id, take)
        at = clock.now() + timedelta(seconds=1)
        for number in range(12):
            attempt = loop.offer(learner, at)
            at += timedelta(seconds=40)
            reply(learner, attempt, right and number < 10, at)
    (stuck,) = [one for one in noticed.installation() if one.offered]
    assert stuck.right is not None
    assert (stuck.right.taken.value, stuck.right.dismissed.value) == (1.0, 0.0)  # the next ten and no more
    assert stuck.right.difference.value == 1.0
    assert stuck.seconds is not None
    assert stuck.seconds.taken.value == pytest.approx(40, abs=6)
    assert as_role("educator").get("/cohorts/notices/").status_code == 200
