"""An encounter is a fold: the same patient and the same moves give the same steps."""

import pytest

from preceptor.core.knowledge.condition import Turn
from preceptor.core.patient.encounter import MODES, Encounter, Refused
from preceptor.core.patient.moves import Asked, Given, Move, Ranked
from tests.unit.core.patient.clinic import patient

SAY = Move("say", asked=(Asked("opening"),), signals=("introduced", "open"), words=6)


def begun(course: tuple[Turn, ...] = (), mode: str = "practice", **hidden: object) -> Encounter:
    made = Encounter(patient(course, **hidden), MODES[mode])
    made.begin()
    return made


def told(encounter: Encounter) -> list[str]:
    return [one.finding for one in encounter.state.known]


def test_the_door_shows_vitals_and_what_can_be_seen() -> None:
    one = begun(facts={**patient().case.hidden.facts, "jaundice": patient().facts["crackles"]})
    assert told(one)[:5] == ["heart-rate", "systolic", "respiratory-rate", "oxygen", "temperature"]
    assert "jaundice" in told(one)
    assert "jaundice" not in told(begun())
    assert one.state.known[0].number == 112


def test_talk_takes_time_and_tells() -> None:
    one = begun()
    step = one.apply(SAY)
    assert step.lines[0].text == "I've got this cough."
    assert "cough" in told(one)
    assert one.state.clock == 0.5
    assert one.state.trust > 0.5


def test_examining_shows_and_intimate_acts_need_consent() -> None:
    one = begun()
    assert one.apply(Move("examine", target="listen")).lines[0].findings == (("crackles", "present"),)
    assert one.apply(Move("examine", target="rectal")).lines[0].who == "patient"
    assert "rectal-blood" not in told(one)
    one.apply(Move("examine", target="rectal", signals=("permission",)))
    assert "rectal-blood" in told(one)


def test_results_come_when_they_are_due() -> None:
    one = begun()
    one.apply(Move("order", target="film"))
    assert "shadow" not in told(one)
    with pytest.raises(Refused, match="on its way"):
        one.apply(Move("order", target="film"))
    step = one.apply(Move("wait"))
    assert [line.who for line in step.lines] == ["result"]
    assert "shadow" in told(one)


def test_the_patient_gets_worse_unless_treated() -> None:
    course = (
        Turn(20, {"heart-rate": "high", "jaundice": "present"}, "She turns yellow.", ("amoxicillin",), grave=True),
    )
    worse = begun(course)
    assert "She turns yellow." in [line.text for line in worse.apply(Move("wait", minutes=30)).lines]
    treated = begun(course)
    treated.apply(Move("treat", given=Given("amoxicillin", 500, "mg", "oral")))
    assert "She turns yellow." not in [line.text for line in treated.apply(Move("wait", minutes=30)).lines]
    assert worse.state.changed
    assert not treated.state.changed


def test_a_treatment_can_help_or_harm_later() -> None:
    course = (Turn(5, {"heart-rate": "normal"}, "She settles.", when="oxygen"),)
    one = begun(course)
    one.apply(Move("treat", given=Given("oxygen")))
    assert "She settles." in [line.text for line in one.apply(Move("wait", minutes=6)).lines]


@pytest.mark.parametrize(
    ("move", "mode"),
    [
        (Move("examine", target="nowhere"), "practice"),
        (Move("order", target="nothing"), "practice"),
        (Move("treat", given=Given("nothing")), "practice"),
        (Move("wait", minutes=-1), "practice"),
        (Move("wait", minutes=10_000), "practice"),
        (Move("hint"), "examination"),
        (Move("examine", target="listen"), "history"),
        (Move("finish"), "practice"),
    ],
)
def test_what_cannot_be_done_is_refused_and_changes_nothing(move: Move, mode: str) -> None:
    one = begun(mode=mode)
    before = (one.state.clock, len(one.state.steps), len(one.state.known))
    with pytest.raises(Refused):
        one.apply(move)
    assert before == (one.state.clock, len(one.state.steps), len(one.state.known))


def test_nothing_happens_after_the_end() -> None:
    one = begun()
    one.apply(Move("finish", diagnosis="pneumonia"))
    with pytest.raises(Refused, match="ended"):
        one.apply(SAY)


def test_replaying_gives_the_same() -> None:
    moves = [SAY, Move("examine", target="listen"), Move("order", target="film"), Move("wait"),
             Move("rank", ranked=(Ranked("pneumonia", "", 80, True),)), Move("hint"),
             Move("say", asked=(Asked("fever"), Asked("")), signals=("empathy",))]  # fmt: skip
    one, two = begun(), Encounter(patient(), MODES["practice"])
    for move in moves:
        one.apply(move)
    two.replay(Move.from_dict(move.to_dict()) for move in moves)
    assert one.state == two.state


def test_a_copy_goes_on_by_itself() -> None:
    one = begun()
    for move in (SAY, Move("order", target="film"), Move("rank", ranked=(Ranked("pneumonia", "", 40),))):
        one.apply(move)
    before, after = one.copy(), one.copy()
    assert (before.patient, before.mode, before.state) == (one.patient, one.mode, one.state)
    for move in (
        Move("wait", minutes=120),
        SAY,
        Move("examine", target="listen"),
        Move("treat", given=Given("oxygen")),
        Move("finish", diagnosis="pneumonia"),
    ):
        after.apply(move)
    assert one.state == before.state
    assert after.state != one.state
    assert [order.seen for order in one.state.orders] == [False]
    assert [order.seen for order in after.state.orders] == [True]


def test_a_worry_passed_over_costs_trust() -> None:
    kind, cold = begun(), begun()
    for one, signals in ((kind, ("empathy",)), (cold, ())):
        one.apply(Move("say", asked=(Asked("concerns"),)))
        one.apply(Move("say", asked=(Asked("fever"),), signals=signals))
    assert kind.state.trust > cold.state.trust


def test_moves_that_were_not_understood_say_so() -> None:
    assert Move("say", asked=(Asked(""),)).to_dict()["unclear"]
    assert Move("say").to_dict()["unclear"]
    assert "unclear" not in SAY.to_dict()
