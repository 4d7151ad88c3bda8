"""Policies in the log: what is counted, which reward a choice has, and what the commands say."""

import json
import uuid
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from preceptor.core.coach.choosing import POLICY
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop, policies
from preceptor.platform.learning.models import Attempt, Movement
from preceptor.project import cli
from tests.http.courses import START, reply, sit
from tests.http.lives import letters


def practised(learner: Any, answers: int, gap: timedelta = timedelta(hours=6)) -> None:
    at = START
    for number in range(answers):
        attempt = loop.offer(learner, at)
        reply(learner, attempt, number % 3 > 0, at + timedelta(minutes=1))
        at += gap


def run(capsys: Any, *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        cli.main(["policy", *arguments])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def test_a_slate_keeps_what_another_policy_would_weigh(world: Any) -> None:
    practised(world.learner, 3)
    event = Event.objects.filter(verb="choice.made").latest("seq")
    drawn = next(one for one in event.slate if one["approval"] == event.payload["approval"])
    assert drawn["expected"] == pytest.approx(event.payload["full_reason"]["values"]["expected"], abs=1e-3)
    assert drawn["minutes"] == Attempt.objects.get(pk=event.attempt).approval.content.meta["minutes"]


def test_versions_are_counted_by_mode_and_by_who_chose(world: Any) -> None:
    practised(world.learner, 3)
    waiting = loop.offer(world.learner, START + timedelta(days=1))
    slate = Event.objects.get(attempt=waiting.pk, verb="choice.made").slate
    other = next(one["approval"] for one in slate if one["approval"] != waiting.approval_id)
    loop.decline(world.learner, waiting.pk, "other", other, START + timedelta(days=1))
    sit(world.foreign, "placement", START, most=2)
    found = {one.mode: one for one in policies.versions()}
    assert {one.policy for one in found.values()} == {POLICY}
    assert found["practice"].picked == 1
    assert found["practice"].drawn == Event.objects.filter(payload__mode="practice", propensity__isnull=False).count()
    placed = Event.objects.filter(verb="choice.made", payload__mode="placement")
    assert found["placement"].drawn == placed.count()


def test_gain_is_movement_a_minute(world: Any) -> None:
    practised(world.learner, 4)
    found = policies.logged("gain")
    assert found.log is not None
    assert (found.rewarded, len(found.log.reward)) == (4, 4)
    first = Attempt.objects.filter(status="answered").earliest("closed_at")
    moved = sum(one.after[1] - one.before[1] for one in Movement.objects.filter(attempt=first))
    assert found.log.reward[0] == pytest.approx(moved / first.approval.content.meta["minutes"])
    assert found.log.propensity[0].sum() == pytest.approx(1, abs=1e-4)
    assert (np.diff(found.log.score, axis=1) <= 1e-9).all()  # best first


@pytest.mark.parametrize(("reward", "wait"), [("next", timedelta(0)), ("retained", timedelta(days=1))])
def test_what_followed_is_the_next_answer_on_the_same_competency(world: Any, reward: str, wait: timedelta) -> None:
    practised(world.learner, 16)
    found = policies.logged(reward)
    expected = []
    answered = list(Attempt.objects.filter(status="answered").order_by("closed_at").select_related("approval__content"))
    for one in answered:
        name = one.approval.content.meta["competency"]
        later = [
            other.outcome
            for other in answered
            if other.approval.content.meta["competency"] == name
            and other.closed_at > one.closed_at
            and other.closed_at >= one.closed_at + wait
        ]
        if later:
            expected.append(later[0] - Movement.objects.get(attempt=one, competency=name).before[1])
    assert expected
    assert found.log is not None
    assert found.log.reward == pytest.approx(np.array(expected))
    assert found.drawn == Event.objects.filter(verb="choice.made").count()


def test_what_the_learner_picked_or_declined_is_no_choice_of_the_policy(world: Any) -> None:
    learner = world.learner
    waiting = loop.offer(learner, START)
    slate = Event.objects.get(attempt=waiting.pk, verb="choice.made").slate
    other = next(one["approval"] for one in slate if one["approval"] != waiting.approval_id)
    picked = loop.decline(learner, waiting.pk, "other", other, START)
    loop.answer(learner, picked.pk, loop.Answer(letters(picked, True), uuid.uuid4()), START)
    assert policies.logged("gain").log is None


def test_the_commands_list_and_compare_and_say_when_they_cannot_tell(world: Any, capsys: Any) -> None:
    code, said, _ = run(capsys, "list")
    assert (code, "Nothing has been chosen yet." in said) == (0, True)
    code, _, error = run(capsys, "compare", "greedy", "uniform")
    assert (code, "None of 0 choices has this reward yet" in error) == (1, True)
    practised(world.learner, 12)
    practised(world.foreign, 12)
    code, said, _ = run(capsys, "list")
    assert (code, f"{POLICY}  practice  " in said) == (0, True)
    code, said, _ = run(capsys, "compare", "greedy", "uniform", "--reward", "gain")
    assert code == 0
    assert "24 of 26 choices in practice have it, by 2 learners" in said
    for sentence in ("fewer than 50 effective ones", "fewer than 10 learners", "spans zero", "one choice at a time"):
        assert sentence in said
    code, said, _ = run(capsys, "compare", "greedy", "logged", "--reward", "gain", "--json")
    made = json.loads(said)
    assert (made["people"], made["better"], made["difference"]["low"]) == (2, None, None)
    assert {"people", "zero"} <= set(made["doubts"])


def test_a_policy_that_the_log_cannot_replay_is_refused_in_words(world: Any, capsys: Any) -> None:
    code, _, error = run(capsys, "compare", "logged", "thompson-9")
    assert (code, "thompson-9 cannot be replayed from the logged slates; these can: logged" in error) == (1, True)
