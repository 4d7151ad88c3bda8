"""Checklist: the list follows from the case, and each item from the learner's own steps."""

from preceptor.core.patient import checklist
from preceptor.core.patient.result import Item
from tests.unit.core.patient.ward import Learner, exemplary, patient


def found(items: tuple[Item, ...]) -> dict[str, Item]:
    return {item.id: item for item in items}


def test_the_list_is_the_same_for_everybody() -> None:
    idle, good = Learner(), exemplary()
    idle.finish("cold")
    for make in (checklist.cues, checklist.history, checklist.examination, checklist.tests):
        mine, theirs = make(idle.seen), make(good.seen)
        plain = [{(one.id, one.weight) for one in items if not one.id.endswith(":focus")} for items in (mine, theirs)]
        assert plain[0] == plain[1]


def test_an_abnormal_vital_is_taken_up_by_what_explains_it() -> None:
    learner = Learner()
    learner.say("opening")
    assert not found(checklist.cues(learner.seen))["cues:heart-rate"].earned
    learner.rank(cold=60, embolism=5)
    assert not found(checklist.cues(learner.seen))["cues:heart-rate"].earned, "five percent explains nothing"
    number = learner.rank(embolism=30)
    assert found(checklist.cues(learner.seen))["cues:heart-rate"].number == number


def test_a_cue_that_speaks_for_nothing_dangerous_or_true_is_no_item() -> None:
    items = found(checklist.cues(Learner(whom=patient(chest_pain="present")).seen))
    assert set(items) == {"cues:heart-rate"}, "the pain itself is shared by all"


def test_questions_that_tell_the_conditions_apart_are_listed_and_idle_ones_are_not() -> None:
    items = found(checklist.history(Learner().seen))
    assert "history:leg-swelling" in items
    assert "history:pain-character" in items
    assert not [name for name in items if name.startswith("history:idle")]
    assert "looks for embolism" in items["history:leg-swelling"].label


def test_a_question_is_earned_by_the_step_that_asked_it_and_otherwise_tells_the_answer() -> None:
    learner = Learner()
    learner.say("opening")
    number = learner.say("leg-swelling")
    items = found(checklist.history(learner.seen))
    assert (items["history:leg-swelling"].earned, items["history:leg-swelling"].number) == (True, number)
    missed = items["history:pain-character"]
    assert not missed.earned
    assert missed.number is None
    assert "sharp" in missed.why


def test_what_hangs_on_something_absent_is_not_asked_for() -> None:
    whom = patient(chest_pain="absent")
    assert "history:pain-character" not in found(checklist.history(Learner(whom=whom).seen))


def test_asking_everything_loses_focus() -> None:
    focused, sprawling = exemplary(), Learner()
    sprawling.say("opening")
    for topic in ("leg-swelling", "past-clot", "sweating", "sore-to-touch", "cough", "chest-pain@character"):
        sprawling.say(topic)
    whole = checklist.earned_focused(checklist.history(sprawling.seen))
    for number in range(25):
        sprawling.say(f"idle-{number}")
    lost = checklist.earned_focused(checklist.history(sprawling.seen))
    assert whole == checklist.earned_focused(checklist.history(focused.seen)) == 1.0
    assert lost is not None
    assert lost < 0.7


def test_signs_are_earned_by_any_manoeuvre_that_shows_them() -> None:
    learner = Learner()
    number = learner.examine("calves")
    items = found(checklist.examination(learner.seen))
    assert items["examination:calf-size"].number == number
    assert not items["examination:rib-tender"].earned
    assert "examination:idle-sign" not in items


def test_the_deciding_test_and_one_for_each_danger() -> None:
    learner = Learner()
    before = found(checklist.tests(learner.seen))
    assert not before["tests:decisive"].earned
    assert not before["tests:infarct"].earned
    scan, ecg = learner.order("scan"), learner.order("ecg")
    after = found(checklist.tests(learner.seen))
    assert after["tests:decisive"].number == scan
    assert after["tests:infarct"].earned
    assert ecg > scan


def test_a_danger_made_unlikely_without_a_test_needs_none() -> None:
    learner = Learner()
    for topic in ("opening", "sweating", "chest-pain@character", "leg-swelling"):
        learner.say(topic)
    item = found(checklist.tests(learner.seen))["tests:infarct"]
    assert item.earned
    assert "without a test" in item.label


def test_tests_that_tell_nothing_and_repeats_count_as_useless() -> None:
    learner = Learner()
    for number in range(checklist.SPARED):
        learner.order(f"idle-test-{number}")
    learner.order("scan")
    assert found(checklist.tests(learner.seen))["tests:sparing"].earned
    learner.wait(45)
    learner.order("scan")
    useless = checklist.useless_tests(learner.seen)
    assert [one.act.id for one in useless] == ["idle-test-0", "idle-test-1", "scan"]
    item = found(checklist.tests(learner.seen))["tests:sparing"]
    assert (item.earned, item.number) == (False, useless[-1].number)


def test_earned_is_none_without_items_and_full_at_enough() -> None:
    items = [Item(str(number), "history", "", number < 3, 1.0) for number in range(4)]
    assert checklist.earned(()) is None
    assert checklist.earned(items) == 0.75
    assert checklist.earned(items, 0.75) == 1.0
