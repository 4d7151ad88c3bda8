"""The pages of practice, placement and checkpoint: the key stays hidden, feedback is whole, nothing is lost."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from preceptor.core.coach.encouragement import Moment, message
from preceptor.platform import clock
from preceptor.platform.approvals.gate import withdraw
from preceptor.platform.approvals.models import Approval
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, wording
from preceptor.platform.learning.models import Attempt, Movement, ReviewCard, Sitting
from preceptor.platform.learning.providers import provider
from preceptor.platform.learning.shelf import shelf
from tests.http.courses import START, reply, sit
from tests.http.lives import letters

# What the tiny pack hides until the answer: its rationales, explanations and cards, ids and competencies.
HIDDEN = re.compile(r"Grounds|Slip|Account of|Lesson of|Prompt|Reply|Backing|Zonal|zz-|zq-|correct|harmful|rationale")


@pytest.fixture
def client(as_role: Any) -> Client:
    found: Client = as_role("learner")
    return found


def body(response: Any) -> str:
    """The page without its frame, where the navigation and the person's name stand."""
    text = response.content.decode()
    found = re.search(r"<main.*</main>", text, re.S)
    assert found, text[:400]
    return found[0]


def form(attempt: Attempt, right: bool = True, **more: Any) -> dict[str, Any]:
    chosen = {f"q{place}": sorted(one) for place, one in enumerate(letters(attempt, right))}
    return {**chosen, "client_id": str(uuid.uuid4()), **more}


def post(client: Client, attempt: Attempt, right: bool = True, **more: Any) -> Any:
    return client.post(f"/practice/{attempt.pk}/", form(attempt, right, **more))


def marked(attempt: Attempt) -> Any:
    return provider("item").marking(attempt.approval.content, attempt.seed)


# Before the answer.


def test_practice_leads_to_the_open_item(world: Any, client: Client) -> None:
    first = client.get("/practice/")
    attempt = Attempt.objects.get(learner=world.learner)
    assert first.headers["Location"] == client.get("/practice/").headers["Location"] == f"/practice/{attempt.pk}/"


def test_no_page_before_the_answer_says_what_is_right(world: Any, client: Client) -> None:
    """Every item in turn, its page, its slate and the page of today."""
    seen = set()
    for _ in range(12):
        attempt = loop.offer(world.learner)
        for address in (f"/practice/{attempt.pk}/", f"/practice/{attempt.pk}/else/", "/today/"):
            page = client.get(address)
            assert page.status_code == 200
            offered = body(page).partition("today-cols")[0]  # below, today names what moved, which was answered
            assert not (found := HIDDEN.search(offered)), (address, found)
        seen.add(attempt.approval.content.content_id)
        post(client, attempt)
    assert len(seen) >= 10


def test_the_item_shows_its_question_its_options_and_why_it_was_chosen(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    page = body(client.get(f"/practice/{attempt.pk}/"))
    options = marked(attempt).questions[0]
    assert [page.count(f'name="q0" value="{one.letter}"') for one in options] == [1] * len(options)
    assert all(one.text in page for one in options)
    assert "We know little about you in" in page
    assert shelf().review_notes[0] in page
    assert not re.search(r'name="confidence"[^>]*checked', page)


def test_every_reason_before_an_answer_reads_as_a_sentence_without_the_competency(world: Any) -> None:
    values = {"domain": "groundwork", "presentation": "breathlessness", "task": "test", "answers": 2.0, "days": 9}
    said = {
        code: wording.before({"code": code, "values": values}, shelf())
        for code in ("seen-before", "new-numbers", "little-evidence", "fresh-presentation", "below-target", "keep-up")
    }
    said["measuring"] = wording.before({"code": "measuring", "values": {"domain": "groundwork"}}, shelf())
    for code, sentence in said.items():
        assert sentence.endswith("."), code
        assert not HIDDEN.search(sentence)
        assert "%" not in sentence
    assert "9 days" in said["seen-before"]
    assert all("Groundwork" in said[code] for code in said if code != "seen-before")


def test_every_reason_after_an_answer_names_the_competency(world: Any) -> None:
    values = {"competency": "zz-salt-balance", "expected": 0.714, "answers": 2.0, "unlocks": 2.0, "reached": 0.1}
    for code in ("measuring", "little-evidence", "prerequisite", "most-gain", "keep-up"):
        assert "Zonal salt balance" in wording.after({"code": code, "values": values}, shelf())
    assert "71 %" in wording.after({"code": "most-gain", "values": values}, shelf())
    assert "Zonal salt balance" in wording.exhausted(["zz-salt-balance"], shelf())
    assert wording.exhausted([], shelf()) == ""


# The answer.


@pytest.mark.parametrize("right", [True, False])
def test_feedback_says_all(world: Any, client: Client, right: bool) -> None:
    attempt = loop.offer(world.learner)
    answered = post(client, attempt, right, confidence="80")
    assert (answered.status_code, answered.headers["Location"]) == (303, f"/practice/{attempt.pk}/")
    page = body(client.get(f"/practice/{attempt.pk}/"))
    marking = marked(attempt)
    assert ("Right." if right else "Not this time.") in page
    assert marking.teaching_point in page
    assert marking.explanation.split("\n")[0] in page
    for options in marking.questions:
        assert all(one.text in page and one.rationale in page for one in options)
    assert "You said 80 %." in page
    assert shelf().world.competencies[attempt.approval.content.meta["competency"]].title in page
    assert "We expected" in page
    assert shelf().citations["test-book-2020"]["citation"] in page
    assert "not yet checked" in page
    assert ("comes back as a review card" in page) is not right
    assert "Next question" in page
    moved = Movement.objects.filter(attempt=attempt).first()
    assert moved is not None
    assert f"{100 * moved.after[0]:.0f}–{100 * moved.after[2]:.0f}" in page


def test_part_of_a_key_feature_problem_is_partly_right(world: Any, client: Client) -> None:
    type(world.learner).objects.filter(pk=world.learner.pk).update(level="resident")
    approval = Approval.objects.get(content__content_id="zq-10-silent-chest")
    for other in Approval.objects.exclude(pk=approval.pk):
        withdraw(other, world.people["educator"], clock.now(), "Under review.")
    attempt = loop.offer(world.learner)
    keys, wrong = letters(attempt, True), letters(attempt, False)
    chosen = {"q0": sorted(keys[0]), "q1": sorted(wrong[1]), "client_id": str(uuid.uuid4())}
    client.post(f"/practice/{attempt.pk}/", chosen)
    page = body(client.get(f"/practice/{attempt.pk}/"))
    assert "Partly." in page
    assert ReviewCard.objects.filter(attempt=attempt).exists()


def test_an_answer_works_from_the_form_that_the_page_holds(world: Any, client: Client) -> None:
    """Without JavaScript: what the page's own fields say is enough."""
    attempt = loop.offer(world.learner)
    page = body(client.get(f"/practice/{attempt.pk}/"))
    own = re.search(r'name="client_id" value="([0-9a-f-]{36})"', page)
    assert own
    for _ in range(2):  # and sending it twice does no harm
        sent = client.post(f"/practice/{attempt.pk}/", {**form(attempt), "client_id": own[1]}, follow=True)
        assert "Right." in body(sent)
        assert "answered this already" not in sent.content.decode()
    assert Event.objects.filter(verb="attempt.answered").count() == 1


def test_a_second_answer_from_another_tab_is_told_that_the_first_stands(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    post(client, attempt, right=True)
    again = client.post(f"/practice/{attempt.pk}/", form(attempt, right=False), follow=True)
    assert "your first answer stands" in again.content.decode()
    assert "Right." in body(again)


def test_a_form_that_does_not_fit_comes_back_with_what_was_chosen(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    sent = {"client_id": str(uuid.uuid4()), "confidence": "60"}
    empty = client.post(f"/practice/{attempt.pk}/", sent)
    assert empty.status_code == 422
    assert "Choose an option first." in body(empty)
    assert re.search(r'name="confidence" value="60" checked', body(empty))
    bad = client.post(f"/practice/{attempt.pk}/", {**form(attempt), "confidence": "very"})
    assert bad.status_code == 422
    chosen = next(iter(letters(attempt, True)[0]))
    assert re.search(rf'name="q0" value="{chosen}"[^>]* checked', body(bad))
    assert not HIDDEN.search(body(bad))
    assert not Event.objects.filter(verb="attempt.answered").exists()


def test_confidence_may_be_left_out(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    post(client, attempt, confidence="")
    assert Attempt.objects.get(pk=attempt.pk).answer["confidence"] is None
    assert "You said" not in body(client.get(f"/practice/{attempt.pk}/"))


def test_somebody_elses_attempt_is_not_there(world: Any, client: Client) -> None:
    foreign = loop.offer(world.foreign)
    for address in (f"/practice/{foreign.pk}/", f"/practice/{foreign.pk}/else/", f"/practice/{foreign.pk}/report/"):
        assert client.get(address).status_code == 404
        assert client.post(address, form(foreign)).status_code == 404
    assert Attempt.objects.get(pk=foreign.pk).status == "open"


def test_messages_can_be_turned_off(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    post(client, attempt, right=False, confidence="95")
    sentence = wording.encouragement("sure-and-wrong")
    assert sentence in body(client.get(f"/practice/{attempt.pk}/"))
    type(world.learner).objects.filter(pk=world.learner.pk).update(messages=False)
    assert sentence not in body(client.get(f"/practice/{attempt.pk}/"))


PRAISE = re.compile(
    r"well done|you are (?!right)\w+|good (job|work|girl|boy)|clever|smart|talent|gifted|brilliant|great|proud|congrat",
    re.I,
)


def test_every_message_has_a_sentence_and_none_praises_the_person() -> None:
    low, high = (0.3, 0.5, 0.69), (0.7, 0.8, 0.9)
    codes = {
        message(Moment(outcome, said, before, after, 0.7, earlier))
        for outcome in (0.0, 0.5, 1.0)
        for said in (None, 20, 95)
        for before, after in ((low, low), (low, high), (high, high), ((0.3, 0.5, 0.6), (0.4, 0.6, 0.7)))
        for earlier in ((), (0.0, 0.0))
    }
    assert len(codes) == 7
    for code in codes:
        assert bool(wording.encouragement(code)) == bool(code)
        assert not PRAISE.search(wording.encouragement(code)), code


# Something else.


def test_declining_shows_the_slate_and_gives_what_was_picked(world: Any, client: Client) -> None:
    first = loop.offer(world.learner)
    page = body(client.get(f"/practice/{first.pk}/else/"))
    slate = Event.objects.get(verb="choice.made").slate
    others = [one["approval"] for one in slate if one["approval"] != first.approval_id]
    assert [f'name="instead" value="{one}"' in page for one in others] == [True] * len(others)
    assert f'name="instead" value="{first.approval_id}"' not in page
    sent = client.post(f"/practice/{first.pk}/else/", {"instead": others[0], "why": "shorter"})
    second = Attempt.objects.get(learner=world.learner, status="open")
    assert sent.headers["Location"] == f"/practice/{second.pk}/"
    assert second.approval_id == others[0]
    closed = client.get(f"/practice/{first.pk}/")
    assert closed.status_code == 410
    assert "You chose something else instead." in body(closed)


@pytest.mark.parametrize("sent", [{"why": "because"}, {"instead": "abc"}, {"instead": "²"}, {"instead": "-1"}])
def test_declining_with_nonsense_changes_nothing(world: Any, client: Client, sent: dict[str, str]) -> None:
    first = loop.offer(world.learner)
    answer = client.post(f"/practice/{first.pk}/else/", sent)
    assert answer.headers["Location"] == f"/practice/{first.pk}/else/"
    assert Attempt.objects.get(pk=first.pk).status == "open"


def test_declining_when_everything_was_withdrawn_meanwhile(world: Any, client: Client) -> None:
    first = loop.offer(world.learner)
    for approval in Approval.objects.filter(withdrawn_at__isnull=True):
        withdraw(approval, world.people["educator"], clock.now(), "Under review.")
    answer = client.post(f"/practice/{first.pk}/else/", {"why": "other"}, follow=True)
    assert answer.status_code == 200
    assert "Nothing to practise yet" in body(answer)


# Withdrawn and reported.


def test_a_withdrawn_item_says_so_open_or_answered(world: Any, client: Client) -> None:
    educator = world.people["educator"]
    done = loop.offer(world.learner)
    post(client, done)
    waiting = loop.offer(world.learner)
    for one in (done, waiting):
        withdraw(one.approval, educator, clock.now(), "Wrong.")
    assert "has since been withdrawn" in body(client.get(f"/practice/{done.pk}/"))
    gone = client.get(f"/practice/{waiting.pk}/")
    assert gone.status_code == 410
    assert "An educator withdrew it" in body(gone)
    sent = client.post(f"/practice/{waiting.pk}/", form(waiting), follow=True)
    assert "It does not count." in sent.content.decode()
    assert f"/practice/{waiting.pk}/" not in sent.redirect_chain[-1][0]


def test_a_report_keeps_what_was_written_beside_the_event(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    sent = client.post(f"/practice/{attempt.pk}/report/", {"kind": "wrong", "comment": "The dose is off."}, follow=True)
    assert "An educator will read it" in sent.content.decode()
    event = Event.objects.get(verb="item.reported")
    assert (event.payload, event.attempt) == ({"kind": "wrong"}, attempt.pk)
    assert [one.text for one in event.texts.all()] == ["The dose is off."]
    client.post(f"/practice/{attempt.pk}/report/", {"kind": "silly"})
    assert Event.objects.filter(verb="item.reported").count() == 1


# Sittings.


@pytest.mark.parametrize("kind", ["placement", "checkpoint"])
def test_a_sitting_gives_no_feedback_before_its_end_and_all_of_it_after(world: Any, client: Client, kind: str) -> None:
    assert "Begin the" in body(client.get(f"/{kind}/"))
    assert client.post(f"/{kind}/", {"act": "start"}).status_code == 303
    first = loop.current(world.learner, kind)
    assert first is not None
    page = body(client.get(f"/{kind}/", follow=True))
    assert "Question 1 of at most" in page
    assert "This measures" in page
    assert not HIDDEN.search(page)
    sent = post(client, first, right=False)
    assert sent.headers["Location"] == f"/{kind}/"
    early = client.get(f"/practice/{first.pk}/")
    assert (early.status_code, early.headers["Location"]) == (302, f"/{kind}/")
    following = client.get(f"/{kind}/", follow=True)
    assert "Question 2 of at most" in body(following)
    assert not HIDDEN.search(body(following))
    client.post(f"/{kind}/", {"act": "stop"})
    result = body(client.get(f"/{kind}/"))
    assert "0 of 1 right" in result
    assert "Groundwork" in result
    assert "Not sure yet" in result
    assert "Not this time." in body(client.get(f"/practice/{first.pk}/"))


def test_placement_can_be_skipped(world: Any, client: Client) -> None:
    assert client.post("/placement/", {"act": "skip"}).headers["Location"] == "/today/"
    assert Sitting.objects.get(kind="placement").result["why"] == "skipped"
    assert "No question was answered" in body(client.get("/placement/"))


def test_a_finished_placement_shows_its_count_and_another_may_be_begun(world: Any, client: Client) -> None:
    sitting = sit(world.learner, "placement", clock.now())
    page = body(client.get("/placement/"))
    count = Attempt.objects.filter(sitting=sitting, status="answered").count()
    assert f"{count} of {count} right" in page
    assert "Do another placement" in page
    assert page.count("/practice/") >= count


def test_a_sitting_whose_item_was_withdrawn_can_be_gone_on_with(world: Any, client: Client) -> None:
    client.post("/checkpoint/", {"act": "start"})
    waiting = loop.current(world.learner, "checkpoint")
    assert waiting is not None
    withdraw(waiting.approval, world.people["educator"], clock.now(), "Wrong.")
    assert client.get(f"/practice/{waiting.pk}/").headers["Location"] == "/checkpoint/"
    assert "Go on with the checkpoint" in body(client.get("/checkpoint/"))
    client.post("/checkpoint/", {"act": "start"})
    following = loop.current(world.learner, "checkpoint")
    assert following is not None
    assert following.pk != waiting.pk
    assert client.get("/checkpoint/").headers["Location"] == f"/practice/{following.pk}/"


def test_a_second_checkpoint_shows_growth_beside_the_first(world: Any, client: Client) -> None:
    learner = world.learner
    sit(learner, "checkpoint", START, right=False, most=3)
    loop.stop_sitting(learner, Sitting.objects.get().pk, "stopped", START)
    assert "the measurement before" not in body(client.get("/checkpoint/"))
    sit(learner, "checkpoint", START + timedelta(days=8), most=3)
    running = Sitting.objects.get(finished_at__isnull=True)
    loop.stop_sitting(learner, running.pk, "stopped", START + timedelta(days=9))
    assert "the measurement before" in body(client.get("/checkpoint/"))


def test_an_unknown_act_does_nothing(world: Any, client: Client) -> None:
    assert client.post("/checkpoint/", {"act": "explode"}).status_code == 303
    assert client.post("/checkpoint/", {"act": "stop"}).status_code == 303
    assert not Sitting.objects.exists()


def test_an_answer_given_elsewhere_is_shown_as_it_was(world: Any, client: Client) -> None:
    attempt = loop.offer(world.learner)
    reply(world.learner, attempt, True)
    assert "Right." in body(client.get(f"/practice/{attempt.pk}/"))
