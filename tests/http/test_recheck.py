"""A learner's objection: new questions on that competency, no help, nothing said until the end, then what it means."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.explaining import estimate
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.models import Attempt, Sitting
from preceptor.platform.learning.rebuild import rebuild
from preceptor.platform.learning.rechecks import NOTHING_NEW, RUNNING, TODAY, NotNow, possible, rechecks_of
from preceptor.platform.learning.shelf import shelf
from tests.http.courses import START, reply, sit
from tests.http.lives import letters
from tests.http.test_practice import body

SALT, SUMS = "zz-salt-balance", "zz-infusion-sums"


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


def begin(learner: Any, name: str = SALT, at: datetime = START) -> Sitting:
    return loop.start_sitting(learner, "recheck", at, name)


def answer(learner: Any, at: datetime = START, right: bool = True) -> None:
    for number in range(10):
        waiting = loop.current(learner, "recheck")
        if waiting is None:
            return
        reply(learner, waiting, right, at + timedelta(minutes=number))


def test_it_asks_new_questions_on_that_competency_alone(world: Any) -> None:
    seen: list[Attempt] = []
    while not seen:
        reply(world.learner, loop.offer(world.learner, START), True, START)
        seen = list(Attempt.objects.filter(status="answered", approval__content__meta__competency=SALT))
    sitting = begin(world.learner, at=START + timedelta(days=1))
    assert (sitting.kind, sitting.competency, sitting.most) == ("recheck", SALT, 2 - len(seen))
    answer(world.learner, START + timedelta(days=1))
    asked = Attempt.objects.filter(sitting=sitting, status="answered")
    assert asked.count() == sitting.most
    assert {one.approval.content.meta["competency"] for one in asked} == {SALT}
    assert not {one.approval_id for one in asked} & {one.approval_id for one in seen}
    ended = Sitting.objects.get(pk=sitting.pk)
    assert ended.result["why"] == "exhausted"


def test_families_with_new_numbers_count_as_new(world: Any) -> None:
    begin(world.learner, SUMS)
    answer(world.learner)
    first = {one.approval.content_id: one.seed for one in Attempt.objects.filter(mode="recheck", status="answered")}
    assert len(first) == 2
    families = [one for one in shelf().catalogue.candidates if one.competency == SUMS and one.family]
    assert 0 < len(families) < 2
    assert possible_on(world.learner, SUMS, START + timedelta(days=2)).new == len(families)
    begin(world.learner, SUMS, START + timedelta(days=2))
    waiting = loop.current(world.learner, "recheck")
    assert waiting is not None
    assert waiting.seed != first[waiting.approval.content_id]


def possible_on(learner: Any, name: str, at: datetime) -> Any:
    with clock.at(at):
        return possible(learner, name)


def test_the_objection_is_an_event_that_names_its_sitting(world: Any) -> None:
    before = estimate_at(world.learner, START)
    sitting = begin(world.learner)
    objection = Event.objects.get(verb="estimate.contested")
    assert objection.payload["sitting"] == str(sitting.pk)
    assert objection.payload["estimate"] == pytest.approx([before.low, before.mid, before.high])
    began = Event.objects.get(verb="sitting.started")
    assert (began.payload["kind"], began.payload["competency"], began.payload["most"]) == ("recheck", SALT, 2)
    assert objection.seq < began.seq


def estimate_at(learner: Any, at: datetime) -> Any:
    with clock.at(at):
        return estimate(learner, SALT)


@pytest.mark.parametrize(("right", "says"), [(True, "had been too low"), (False, "too high")])
def test_the_result_says_what_it_means(world: Any, client: Client, right: bool, says: str) -> None:
    begin(world.learner)
    answer(world.learner, right=right)
    (found,) = rechecks_of(world.learner)
    assert (found.answers, found.right) == (2, 2 * right)
    assert (found.after.mid > found.before.mid) == right
    after = estimate_at(world.learner, Sitting.objects.get().finished_at)
    assert found.after == pytest.approx((after.low, after.mid, after.high))
    page = body(client.get("/recheck/"))
    assert says in page
    assert f"{100 * found.before.low:.0f}–{100 * found.before.high:.0f}</bdi>" in page
    assert f"{100 * found.after.low:.0f}–{100 * found.after.high:.0f}</bdi>" in page
    assert says in body(client.get(f"/progress/{SALT}/"))
    assert rechecks_of(world.learner, SUMS) == []


def test_the_button_begins_it_and_nothing_is_said_until_the_end(world: Any, client: Client) -> None:
    page = body(client.get(f"/progress/{SALT}/"))
    assert "check me again" in page
    assert "2 questions on this" in page
    assert "<textarea" not in page
    sent = client.post("/recheck/", {"competency": SALT, "act": "start"}, follow=True)
    attempt = Attempt.objects.get(mode="recheck", status="open")
    assert sent.redirect_chain[-1][0] == f"/practice/{attempt.pk}/"
    assert "Question 1 of at most 2" in body(sent)
    before = body(client.get(f"/progress/{SALT}/")).partition("</section>")[0]
    chosen = {f"q{place}": sorted(one) for place, one in enumerate(letters(attempt, True))}
    after = client.post(f"/practice/{attempt.pk}/", {**chosen, "client_id": str(uuid.uuid4())}, follow=True)
    assert "Question 2 of at most 2" in body(after)
    assert client.get(f"/practice/{attempt.pk}/").headers["Location"] == "/recheck/"
    assert body(client.get(f"/progress/{SALT}/")).partition("</section>")[0] == before
    assert "Go on with the re-check" in body(client.get(f"/progress/{SALT}/"))
    assert client.get("/recheck/").status_code == 302
    ended = client.post("/recheck/", {"act": "stop"}, follow=True)
    assert "1 of 1 right" in body(ended)


def test_one_a_day_for_each_competency(world: Any, client: Client) -> None:
    sitting = begin(world.learner)
    loop.stop_sitting(world.learner, sitting.pk, "stopped", START)
    with pytest.raises(NotNow) as refused:
        begin(world.learner, at=START + timedelta(hours=2))
    assert refused.value.why == TODAY
    assert possible_on(world.learner, SALT, START + timedelta(hours=2)).why == TODAY
    with clock.at(START + timedelta(hours=2)):
        sent = client.post("/recheck/", {"competency": SALT}, follow=True)
        assert "once a day" in sent.content.decode()
        assert "once a day" in body(client.get(f"/progress/{SALT}/"))
    begin(world.learner, SUMS, START + timedelta(hours=2))
    assert Sitting.objects.count() == Event.objects.filter(verb="estimate.contested").count() == 2
    loop.stop_sitting(world.learner, Sitting.objects.get(competency=SUMS).pk, "stopped", START)
    assert begin(world.learner, at=START + timedelta(days=1)).competency == SALT


def test_one_sitting_at_a_time(world: Any, client: Client) -> None:
    sit(world.learner, "checkpoint", most=1)
    with pytest.raises(NotNow) as refused:
        begin(world.learner)
    assert refused.value.why == RUNNING
    assert client.post("/recheck/", {"competency": SALT}).headers["Location"] == "/checkpoint/"
    assert "Go to the checkpoint" in body(client.get(f"/progress/{SALT}/"))
    client.post("/checkpoint/", {"act": "stop"})
    begin(world.learner)
    again = begin(world.learner)
    assert Sitting.objects.filter(kind="recheck").get() == again
    for address in ("/checkpoint/", "/placement/"):
        assert client.post(address, {"act": "start"}).headers["Location"] == "/recheck/"
    assert client.post("/placement/", {"act": "skip"}).headers["Location"] == "/recheck/"
    with pytest.raises(NotNow):
        begin(world.learner, SUMS)
    assert Event.objects.filter(verb="estimate.contested").count() == 1


def test_where_nothing_is_new_the_educators_are_told(world: Any, client: Client) -> None:
    begin(world.learner)
    answer(world.learner)
    with clock.at(START + timedelta(days=3)):
        assert possible(world.learner, SALT).why == NOTHING_NEW
        with pytest.raises(NotNow):
            loop.start_sitting(world.learner, "recheck", None, SALT)
        page = body(client.get(f"/progress/{SALT}/"))
        assert "nothing new to check with" in page
        assert "check me again" not in page
        client.post(f"/progress/{SALT}/", {"comment": "I teach this."})
    assert Event.objects.filter(verb="estimate.contested").latest("seq").payload["sitting"] is None


def test_a_withdrawn_question_gives_way_to_another(world: Any, client: Client) -> None:
    sitting = begin(world.learner)
    waiting = loop.current(world.learner, "recheck")
    assert waiting is not None
    withdraw(waiting.approval, world.people["educator"], START, "Wrong.")
    assert client.get(f"/practice/{waiting.pk}/").headers["Location"] == "/recheck/"
    assert "Go on with the re-check" in body(client.get("/recheck/"))
    client.post("/recheck/", {"competency": SALT, "act": "start"})
    following = loop.current(world.learner, "recheck")
    assert following is not None
    assert following.approval_id != waiting.approval_id
    assert following.sitting_id == sitting.pk
    assert Attempt.objects.get(pk=waiting.pk).status == "closed"


def test_educators_see_what_came_of_it_and_owe_no_answer(world: Any, as_role: Any) -> None:
    begin(world.learner)
    answer(world.learner, right=False)
    educator = as_role("educator")
    for address in (f"/learners/{world.learner.pk}/", f"/learners/{world.learner.pk}/competencies/{SALT}/"):
        assert "0 of 2" in body(educator.get(address))
    objection = Event.objects.get(verb="estimate.contested")
    assert str(objection.id) not in educator.get("/content/").content.decode()
    assert educator.get(f"/content/reports/{objection.id}/").status_code == 404
    checkpoints = body(educator.get(f"/learners/{world.learner.pk}/"))
    assert "None has been finished yet." in checkpoints


def test_replay_gives_the_same_after_rechecks(world: Any) -> None:
    reply(world.learner, loop.offer(world.learner, START), True, START)
    begin(world.learner, at=START + timedelta(hours=1))
    answer(world.learner, START + timedelta(hours=1))
    begin(world.learner, SUMS, START + timedelta(days=1))
    reply(world.learner, loop.current(world.learner, "recheck"), False, START + timedelta(days=1))
    assert "shown" in Ledger.peek(world.learner).recent
    assert rebuild().same
    answer(world.learner, START + timedelta(days=1, hours=1))
    assert "shown" not in Ledger.peek(world.learner).recent
    assert rebuild().same


def test_a_checkpoint_is_compared_with_measurements_of_its_kind(world: Any, client: Client) -> None:
    sit(world.learner, "placement", START, most=2)
    loop.stop_sitting(world.learner, Sitting.objects.get().pk, "stopped", START + timedelta(hours=1))
    begin(world.learner, at=START + timedelta(hours=2))
    answer(world.learner, START + timedelta(hours=2))
    sit(world.learner, "checkpoint", START + timedelta(days=1), most=1)
    loop.stop_sitting(world.learner, Sitting.objects.get(kind="checkpoint").pk, "stopped", START + timedelta(days=2))
    assert "Dotted: the measurement before this one." in body(client.get("/checkpoint/"))


def test_an_unknown_competency_is_not_there(world: Any, client: Client) -> None:
    assert client.post("/recheck/", {"competency": "no-such-thing"}).status_code == 404
    assert client.post("/recheck/").headers["Location"] == "/progress/"
    assert client.post("/recheck/", {"act": "stop"}).headers["Location"] == "/recheck/"
    assert not Sitting.objects.exists()


def test_the_api_begins_it_too(world: Any, token_of: Any) -> None:
    client = Client(headers={"authorization": f"Bearer {token_of(world.user)}"})

    def post(**sent: Any) -> Any:
        return client.post("/api/sittings", sent, content_type="application/json")

    told = client.get(f"/api/progress/{SALT}").json()["recheck"]
    assert told == {"questions": 2, "refused": ""}
    assert post(kind="recheck").status_code == 422
    made = post(kind="recheck", competency=SALT).json()
    assert (made["kind"], made["competency"], made["limit"], made["rechecked"]) == ("recheck", SALT, 2, None)
    assert post(kind="checkpoint").status_code == 409
    ended = client.post(f"/api/sittings/{made['id']}/stop").json()
    assert ended["rechecked"]["competency"] == SALT
    assert "No question was answered" in ended["rechecked"]["meaning"]
    assert post(kind="recheck", competency=SALT).status_code == 409
