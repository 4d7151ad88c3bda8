"""Calibrating on the log: who is read, what is left out, what comes of a good, a useless and a harmful one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from preceptor.core.learner import groups
from preceptor.platform import clock
from preceptor.platform.accounts.models import User
from preceptor.platform.accounts.oversight import OPERATOR
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.calibration import placing
from preceptor.platform.calibration.calibrating import Calibrated, NothingToFit, Wanted, calibrate
from preceptor.platform.calibration.comparing import BETTER, SAME, TOO_FEW, WORSE
from preceptor.platform.calibration.history import History, Log, held_back
from preceptor.platform.calibration.programmes import programmes
from preceptor.platform.events.models import Event
from preceptor.platform.jobs.beliefs import calibrate_beliefs, renew_beliefs
from preceptor.platform.jobs.progress import progress
from preceptor.platform.learning import loop
from preceptor.platform.learning.erasure import delete_account
from preceptor.platform.learning.fold import begun
from preceptor.platform.learning.ledger import Ledger
from preceptor.platform.learning.renewal import renew_one
from preceptor.platform.learning.shelf import shelf
from tests.http.calibrations import START, School, adopt, another, answer_of
from tests.http.courses import reply

HALF = Wanted(hold_back=0.5, passes=3)


def made(wanted: Wanted = HALF) -> Calibrated:
    return calibrate(wanted, OPERATOR)


def everybody(log: Log) -> list[History]:
    return list(log.read(log.actors))


def report_of(done: Calibrated) -> dict[str, Any]:
    found = versions.report(done.version.number)
    assert found is not None
    return found


def test_wrong_authors_are_corrected_and_the_better_version_is_adopted(world: Any) -> None:
    users = School().open(world.cohort)
    done = made(Wanted(0.5, 3, adopt=True))
    report = report_of(done)
    assert report["verdict"] == BETTER
    assert done.refusal == ""
    value, _, high = report["difference"]["log_loss"]
    assert value < high < 0
    assert report["new"]["auc"][0] > report["active"]["auc"][0]
    held = [one for one in users if held_back(one.actor, 0.5)]
    assert report["held_back"] == {"learners": len(held), "answers": 24 * len(held)}
    assert report["fitted"]["learners"] == len(users) - len(held)
    assert versions.active_number() == done.version.number == 2
    events = Event.objects.filter(verb__startswith="belief.").order_by("seq")
    assert [one.verb for one in events] == ["belief.calibrated", "belief.adopted"]
    assert events[0].payload["items"] == 40
    reply(world.learner, loop.offer(world.learner))
    assert renew_one(world.learner, 2, clock.now())
    assert Ledger.peek(world.learner).version.number == 2


def test_difficulties_come_out_and_say_how_sure_they_are(world: Any) -> None:
    import numpy as np

    school = School(60, each=40)
    school.open(world.cohort)
    items = versions.version(made(Wanted(0.05, 4)).version.number).items
    chance = np.random.default_rng(school.seed)
    true = np.linspace(-1.0, 1.0, 40) + school.stray * chance.normal(size=40)
    found = np.array([items[f"made-up-{place:02}"].difficulty for place in range(40)])
    errors = np.array([items[f"made-up-{place:02}"].error for place in range(40)])
    assert np.corrcoef(found, true)[0, 1] > 0.9
    assert (np.abs(found - true) < 4 * errors).all()
    assert 0.2 < errors.min() < errors.max() < 0.6


def test_a_calibration_that_has_nothing_to_correct_is_not_adopted(world: Any) -> None:
    School(stray=0.0).open(world.cohort)
    done = made(Wanted(0.5, 3, adopt=True))
    assert report_of(done)["verdict"] in (SAME, WORSE)
    assert "Nothing shows that version 2 is better than version 1" in done.refusal
    assert versions.active_number() == 1


def test_a_harmful_calibration_is_called_so_and_adopted_only_with_a_reason(world: Any) -> None:
    School().open(world.cohort, astray=lambda actor: not held_back(actor, 0.5))
    done = made()
    assert report_of(done)["verdict"] == WORSE
    with pytest.raises(adopting.NotBetter, match="Nothing shows"):
        adopting.adopt(2, OPERATOR, clock.now(), "I like it.")
    with pytest.raises(adopting.NotBetter, match="Say why"):
        adopting.adopt(2, OPERATOR, clock.now(), " ", anyway=True)
    assert adopting.adopt(2, OPERATOR, clock.now(), "To see what happens.", anyway=True)
    assert not adopting.adopt(2, OPERATOR, clock.now())
    newest = versions.adoptions()[0]
    assert (newest.version, newest.before, newest.by, newest.why) == (2, 1, OPERATOR, "To see what happens.")
    assert adopting.back(OPERATOR, clock.now()) == 1
    assert adopting.adopt(2, OPERATOR, clock.now())  # it was in use once


def test_a_version_compared_with_another_than_the_one_in_use_is_not_adopted_unasked(world: Any) -> None:
    School().open(world.cohort)
    done = made()
    assert report_of(done)["verdict"] == BETTER
    adopt(another())
    with pytest.raises(adopting.NotBetter, match="compared with version 1, and version 3 is in use"):
        adopting.adopt(2, OPERATOR, clock.now())
    with pytest.raises(adopting.NotBetter, match="was not compared"):
        adopting.adopt(another(0.1), OPERATOR, clock.now())


def test_few_answers_are_no_verdict(world: Any) -> None:
    School(12).open(world.cohort)
    assert report_of(made())["verdict"] == TOO_FEW


def test_an_empty_log_is_refused(world: Any) -> None:
    with pytest.raises(NothingToFit):
        made()
    with pytest.raises(ValueError, match="Say why"):
        made(Wanted(adopt=True, anyway=True))
    School(4).open(world.cohort)
    with pytest.raises(ValueError, match="no runner 'abacus'"):
        made(Wanted(runner="abacus"))


def test_a_second_calibration_starts_from_the_authors_again(world: Any) -> None:
    School(40).open(world.cohort)
    first = made()
    adopt(2)
    second = made()
    assert first.version.body["items"] == second.version.body["items"]
    assert report_of(second)["difference"]["log_loss"][0] == 0
    assert report_of(second)["verdict"] in (SAME, TOO_FEW)


def test_staff_synthetic_and_erased_people_are_left_out(world: Any) -> None:
    users = School(6).open(world.cohort)
    School(3, seed=8).open(world.cohort, synthetic=True)
    User.objects.filter(pk=users[0].pk).update(role="educator")
    delete_account(users[1], clock.now())
    log = Log()
    read = {one.actor for one in everybody(log) if one.records}
    assert read == {one.actor for one in users[2:]}
    left = log.left_out
    assert (left.staff, left.synthetic, left.erased, left.events) == (1, 3, 1, 0)
    assert left.sentence() == "Left out: 1 people who are staff now, 3 synthetic people, 1 erased people."


def test_synthetic_people_are_read_where_all_are(world: Any) -> None:
    users = School(3).open(world.cohort, synthetic=True)
    User.objects.exclude(pk__in=[one.pk for one in users]).update(synthetic=True)
    assert sum(bool(one.records) for one in everybody(Log())) == 3


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"evidence": [{"outcome": 1.0}]}, "lacks"),
    ({"evidence": ["nonsense"]}, "unknown keys"),
    ({"evidence": None}, "NoneType"),
    (
        {"evidence": [{"activity": "a", "competencies": [["x", 1.0]], "outcome": 7, "at": 1}]},
        "outcome must lie in 0..1",
    ),
    ({"evidence": [{"activity": "a", "competencies": [["x", 1.0]], "outcome": 1, "at": "soon"}]}, "must be a number"),
    ({"evidence": [{"activity": "a", "competencies": [["x", 0.4]], "outcome": 1, "at": 1}]}, "must sum to 1"),
    ({"evidence": [{"activity": "a", "competencies": 3, "outcome": 1, "at": 1}]}, "pairs"),
]


@pytest.mark.parametrize(("payload", "sentence"), BROKEN)
def test_a_malformed_event_is_left_out_counted_and_told(world: Any, payload: dict[str, Any], sentence: str) -> None:
    users = School(8).open(world.cohort)
    broken = answer_of(users[0].actor, 3, School().record(1, 0.0, 1.0), **payload).event()
    broken.save()
    log = Log()
    assert sum(len(one.records) for one in everybody(log)) == 8 * 24
    assert log.left_out.events == 1
    said = log.left_out.sentence()
    assert f"1 events could not be read and were left out; the first: event {broken.seq}: " in said
    assert sentence in said
    everybody(log)
    assert log.left_out.events == 1
    assert report_of(made())["left_out"]["events"] == 1


def test_an_event_without_evidence_is_malformed(world: Any) -> None:
    event = answer_of(world.user.actor, 1, School().record(1, 0.0, 1.0)).event()
    del event.payload["evidence"]
    event.save()
    log = Log()
    everybody(log)
    assert "it lacks 'evidence'" in log.left_out.sentence()


def test_clocks_that_go_back_and_far_ahead_count_as_the_belief_counts_them(world: Any) -> None:
    """Times may go back (no time passed) and years ahead (long forgotten): everything stays finite, nothing is lost."""
    from preceptor.core.learner import Belief

    users = School(8).open(world.cohort)
    for turn, at in enumerate((21000.0, 20000.0, -5.0, 400000.0, 20001.0)):
        record = replace(School().record(turn, 0.0, float(turn % 2)), at=at)
        answer_of(users[0].actor, 100 + turn, record).event().save()
    report = report_of(made())
    assert report["left_out"]["events"] == 0
    assert report["held_back"]["answers"] + report["fitted"]["answers"] == 8 * 24 + 5
    assert all(abs(one.difficulty) < 10 for one in versions.version(2).items.values())
    adopt(2)
    from preceptor.platform.learning.fold import folded

    belief = folded(users[0].actor, versions.version(2)).belief
    assert belief.answers == 29
    assert Belief.from_dict(belief.to_dict()) == belief


def test_items_and_competencies_that_no_pack_holds_keep_their_places(world: Any) -> None:
    School(20).open(world.cohort)
    assert "zz-taken-out" not in shelf().world.competencies
    body = made().version.body
    assert {f"made-up-{place:02}" for place in range(40)} == set(body["items"])
    assert set(body["offsets"]) == {"zz-salt-balance", "zz-wheeze-naming", "zz-wheeze-care", "zz-taken-out"}
    adopt(2)
    assert loop.offer(world.learner)


def test_new_items_of_a_competency_are_off_by_what_its_items_are_off_by(world: Any) -> None:
    """The authors of every item of one competency think it easier than it is: a new one is believed harder too."""
    from preceptor.core.evidence import Evidence
    from tests.http.calibrations import append_many

    users = School(60, each=1).open(world.cohort)
    for number, user in enumerate(users):
        append_many(
            answer_of(
                user.actor,
                place,
                Evidence(
                    "a", (("zz-wheeze-care", 1.0),), float((number + place) % 5 == 0), 20000.0, f"w{place}", -1.0, 0.5
                ),
            )
            for place in range(12)
        )
    version = versions.version(made(Wanted(0.05, 4)).version.number)
    assert version.offsets["zz-wheeze-care"] > 0.8
    adopt(version.number)
    care = [one for one in shelf().catalogue.candidates if one.competency == "zz-wheeze-care"]
    assert care
    from preceptor.core.curriculum.scale import logits
    from preceptor.platform.packs.models import ContentVersion

    for one in care:
        meta = ContentVersion.objects.get(approvals=one.approval).meta
        assert one.difficulty > logits(meta["difficulty"], meta["level"]) + 0.3


def test_the_same_learners_are_held_back_whoever_joins() -> None:
    actors = [uuid.uuid5(uuid.NAMESPACE_URL, str(number)) for number in range(4000)]
    small = {one for one in actors if held_back(one, 0.2)}
    assert 700 < len(small) < 900
    assert small < {one for one in actors if held_back(one, 0.3)}
    assert not any(held_back(one, 0.0) for one in actors)


def test_the_job_says_how_far_it_is_and_what_came_of_it(world: Any) -> None:
    adopt(another())
    assert renew_beliefs.func() == 2
    found = progress("renew_beliefs")
    assert found is not None
    assert (found.stage, found.done, found.total) == ("renewing learners to version 2", 2, 2)
    School(12).open(world.cohort)
    told: list[tuple[str, int, int]] = []
    calibrate(HALF, OPERATOR, lambda stage, done, total: told.append((stage, done, total)))
    stages = list(dict.fromkeys(stage for stage, _, _ in told))
    assert stages[:4] == [
        "reading the log",
        "fitting difficulties",
        "placing programmes",
        "comparing on learners held back",
    ]
    assert all(0 <= done <= total for _, done, total in told)
    number = calibrate_beliefs.func({"hold_back": 0.5, "passes": 2, "adopt": True}, str(OPERATOR))
    assert number == 4
    found = progress("calibrate_beliefs")
    assert found is not None
    assert found.stage.startswith("version 4: not enough answers to tell. Nothing shows")


def test_answers_are_compared_with_what_was_believed_before_them(world: Any) -> None:
    """The first answer of a learner is predicted from the level and the difficulty alone."""
    from preceptor.core.learner import new_belief, predict
    from preceptor.platform.calibration.calibrating import scores

    School(3, each=2).open(world.cohort)
    histories = [one for one in everybody(Log()) if one.records]
    assert histories[0].level == "clerkship"
    version = versions.version(1)
    found = scores(histories, (version, version), {})
    assert found.outcomes.shape == (6,)
    assert found.learners.tolist() == [0, 0, 1, 1, 2, 2]
    first = histories[0].records[0]
    expected = predict(new_belief(version.parameters), first, version.parameters, {}).probability
    assert found.chances[0].tolist() == [expected, expected]
    assert START


@pytest.mark.slow
@pytest.mark.parametrize("runner", ["serial", "processes", "dask"])
def test_every_runner_fits_the_same_however_the_log_is_parted(
    world: Any, monkeypatch: pytest.MonkeyPatch, runner: str
) -> None:
    pytest.importorskip("pyarrow")
    pytest.importorskip("distributed")
    School(30).open(world.cohort)
    whole = made()
    monkeypatch.setattr(placing, "LEARNERS_A_PART", 4)
    parted = made(Wanted(0.5, 3, runner=runner))
    items = versions.version(whole.version.number).items
    found = versions.version(parted.version.number).items
    assert set(found) == set(items)
    for name, one in found.items():
        assert one.difficulty == pytest.approx(items[name].difficulty, abs=1e-5)
        assert one.error == pytest.approx(items[name].error, abs=1e-5)


def test_learners_are_expected_where_their_level_stands(world: Any) -> None:
    """Residents who do as well as students on the same items have met harder ones: levels are part of the fit."""
    School(30).open(world.cohort)
    histories = everybody(Log())
    assert {one.level for one in histories} == {"clerkship"}

    def mean_of(level: str) -> float:
        read = [replace(one, level=level) for one in histories]
        items = placing.place(lambda: read, versions.version(1), {}, 3, ("serial", ""), lambda *_: None).items
        return sum(one.difficulty for one in items.values()) / len(items)

    assert mean_of("resident") > mean_of("clerkship") + 0.2
    assert mean_of("pre-clinical") < mean_of("clerkship") - 0.2


def test_programmes_start_where_their_learners_stood(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The event of joining names the programme; learners of it who join later start where the earlier ones stood."""
    monkeypatch.setattr(groups, "FEWEST_MEMBERS", 20)
    School(60, stray=0.0).open(world.cohort)
    key = str(world.cohort.programme_id)
    histories = everybody(Log())
    histories = [one for one in histories if one.records]
    assert {one.programme for one in histories} == {key}
    able = [replace(one, records=tuple(replace(record, outcome=1.0) for record in one.records)) for one in histories]
    mixed = histories + [replace(one, programme="able") for one in able]
    found = programmes(mixed, versions.version(1), {})
    assert found["able"][0] > 0.4 > 0.25 > abs(found[key][0])
    assert all(0.0 < error < 0.2 for _, error in found.values())
    version = versions.version(made().version.number)
    assert set(version.programmes) == {key}
    assert begun(version, "resident", key).general.mean == pytest.approx(0.7 + version.programmes[key][0])


def test_ratings_in_the_log_give_raters_a_severity(world: Any) -> None:
    """A person's judgement is evidence that names its rater: who fails more is found severe."""
    histories = []
    School(60, stray=0.0).open(world.cohort)
    chance = np.random.default_rng(3)
    for one in everybody(Log()):
        rated = [
            replace(record, rater=rater, outcome=record.outcome * float(rater == "dove" or chance.random() < 0.6))
            for record, rater in zip(one.records, chance.choice(["hawk", "dove"], len(one.records)), strict=True)
        ]
        histories.append(replace(one, records=tuple(rated)))
    found = placing.place(lambda: histories, versions.version(1), {}, 4, ("serial", ""), lambda *_: None).raters
    assert found["hawk"].difficulty > found["dove"].difficulty + 0.5
    assert all(0.0 < one.error < 0.3 for one in found.values())


def test_parameters_may_be_searched_too_where_there_are_people_enough(world: Any) -> None:
    School(90).open(world.cohort)
    steps: list[str] = []
    found = calibrate(Wanted(0.2, 2, search=30), OPERATOR, lambda stage, done, total: steps.append(stage))
    parameters = versions.version(found.version.number).parameters
    shipped = versions.version(1).parameters
    assert parameters.version == "fitted"
    assert parameters != replace(shipped, version="fitted")
    assert parameters.difficulty_var == shipped.difficulty_var
    assert placing.SEARCHING in steps


def test_too_few_people_leave_the_parameters_as_they_were(world: Any) -> None:
    School(30).open(world.cohort)
    found = calibrate(Wanted(0.2, 2, search=30), OPERATOR)
    assert versions.version(found.version.number).parameters == versions.version(1).parameters
