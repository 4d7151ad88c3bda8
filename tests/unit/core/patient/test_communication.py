"""Communication: behaviours that can be pointed at, each with its step; and the note."""

from dataclasses import replace

import pytest

from preceptor.core.patient import communication
from preceptor.core.patient.moves import Asked, Move
from preceptor.core.patient.result import Item
from tests.unit.core.patient.ward import Learner, exemplary


def items(learner: Learner) -> dict[str, Item]:
    return {item.id.removeprefix("communication:"): item for item in communication.communication(learner.seen)}


def test_everything_done_earns_everything() -> None:
    assert all(item.earned for item in items(exemplary()).values())


def test_silence_earns_nothing() -> None:
    assert not any(item.earned for item in items(Learner()).values())


def test_the_step_to_quote_is_the_first_that_shows_it() -> None:
    learner = Learner()
    learner.say("opening")
    first = learner.say(signals=("empathy",))
    learner.say(signals=("empathy",))
    assert items(learner)["empathy"].number == first


def test_a_greeting_before_the_open_question_does_not_close_it() -> None:
    learner, closed = Learner(), Learner()
    learner.say("greeting")
    number = learner.say("opening")
    closed.say("cough")
    closed.say("opening")
    assert items(learner)["opened"].number == number
    assert not items(closed)["opened"].earned


def test_the_opening_is_not_let_finish_when_more_is_asked_in_the_same_breath() -> None:
    hasty, interrupting = Learner(), Learner()
    hasty.say("opening", "cough")
    assert not items(hasty)["let-finish"].earned
    interrupting.say("opening")
    interrupting.say("cough", signals=("interrupted",))
    assert not items(interrupting)["let-finish"].earned


@pytest.mark.parametrize("topic", ["ideas", "concerns", "expectations"])
def test_the_patients_view_is_asked_by_topic_or_by_words(topic: str) -> None:
    learner, said = Learner(), Learner()
    number = learner.say(topic)
    assert items(learner)["view"].number == number
    said.say(signals=("worries-asked",))
    assert items(said)["view"].earned


def test_an_explanation_counts_at_the_end_only() -> None:
    early, late = Learner(), Learner()
    early.say(signals=("explained",))
    late.say("opening")
    for learner in (early, late):
        learner.examine("calves")
    early.say("cough")
    number = late.say(signals=("explained",))
    assert not items(early)["explained"].earned
    assert items(late)["explained"].number == number


def test_jargon_beyond_one_word_is_quoted() -> None:
    learner = Learner()
    learner.say("cough", signals=("jargon:dyspnoea",))
    assert items(learner)["plain-words"].earned
    learner.say("cough", signals=("jargon:orthopnoea",))
    item = items(learner)["plain-words"]
    assert (item.earned, item.number) == (False, 1)
    assert "dyspnoea, orthopnoea" in item.why


def test_a_note_is_scored_by_presence_and_by_what_is_known_of_it() -> None:
    def scored(*moves: Move) -> float | None:
        learner = exemplary()
        state = learner.room.state
        state.steps = [step for step in state.steps if step.move.kind != "note"]
        last = state.steps[-1]
        state.steps += [replace(last, number=last.number + 1 + place, move=move) for place, move in enumerate(moves)]
        return communication.note_score(communication.note(learner.seen))

    assert scored() == 0.0
    assert scored(Move("note", words=communication.WORDS - 1)) == 0.0
    assert scored(Move("note", words=80)) is None
    full = scored(Move("note", words=80, asked=(Asked("clot-seen"), Asked("leg-swelling"), Asked("idle-0"))))
    assert full is not None
    assert 0.2 < full < 1.0
