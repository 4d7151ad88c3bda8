"""Teaching: who sees which cohort, who needs attention and why, the same picture as the learner's, invitations."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from preceptor.features.progress import queries as own_page
from preceptor.features.teaching.attention import Standing
from preceptor.platform import clock
from preceptor.platform.accounts.models import Cohort, Invitation, Programme
from preceptor.platform.events.log import Draft, append
from preceptor.platform.learning import loop
from preceptor.platform.learning.picture import DomainStanding, picture
from tests.http.lives import answered


@pytest.fixture
def educator(as_role: Callable[..., Client]) -> Client:
    return as_role("educator")


@pytest.fixture
def administrator(as_role: Callable[..., Client]) -> Client:
    return as_role("administrator")


def standing(below: int = 0, thin: int = 0, idle: int | None = 0, sure: int = 0, of: int = 4) -> Standing:
    domains = [
        DomainStanding(f"d{n}", f"Domain {n}", 0.2, 0.3, 0.4, 9, below=n < below, thin=below <= n < below + thin)
        for n in range(of)
    ]
    return Standing(SimpleNamespace(), domains, None, idle, sure)  # type: ignore[arg-type]


def test_an_educator_sees_their_cohorts_and_an_administrator_all(
    world: Any, educator: Client, administrator: Client
) -> None:
    mine = educator.get("/cohorts/").content.decode()
    assert world.cohort.name in mine
    assert world.other_cohort.name not in mine
    assert world.other_cohort.name in administrator.get("/cohorts/").content.decode()
    assert educator.get(f"/cohorts/{world.other_cohort.pk}/").status_code == 404
    assert educator.get(f"/learners/{world.foreign.pk}/").status_code == 404


def test_active_learners_are_counted(world: Any, educator: Client) -> None:
    def row() -> Any:
        return educator.get("/cohorts/").context["rows"][0]

    assert (row().learners, row().active) == (1, 0)
    answered(world.learner)
    assert (row().learners, row().active) == (1, 1)


def test_absence_alone_is_no_reason_to_look_at_somebody() -> None:
    away = standing(idle=40)
    assert not away.needs
    assert away.reason == ""
    behind = standing(below=2, idle=12)
    assert behind.needs
    assert "2 domains: Domain 0, Domain 1" in behind.reason
    assert "Nothing for 12 days." in behind.reason


def test_little_evidence_is_said_as_such() -> None:
    unknown = standing(thin=3, idle=None)
    assert "too little in 3 of 4" in unknown.reason
    assert "Has not answered" in unknown.reason
    assert not standing(thin=2).needs


def test_those_who_are_surely_behind_come_first() -> None:
    people = [standing(), standing(thin=4), standing(below=1), standing(below=3), standing(sure=3)]
    ordered = sorted(people, key=lambda one: one.rank, reverse=True)
    assert [len(one.below) for one in ordered[:2]] == [3, 1]
    assert not ordered[-1].needs


def test_the_heat_table_has_a_number_in_every_cell(world: Any, educator: Client) -> None:
    answered(world.learner)
    response = educator.get(f"/cohorts/{world.cohort.pk}/")
    (row,) = response.context["rows"]
    assert len(row.cells) == 3
    text = response.content.decode()
    for cell in row.cells:
        assert f"/learners/{world.learner.pk}/#domain-{cell.standing.domain}" in text
        assert f">{100 * cell.standing.mid:.0f}<" in text
    assert "too little evidence" in text


def test_a_domain_surely_below_target_gets_its_corner_mark(world: Any, educator: Client, monkeypatch: Any) -> None:
    from preceptor.features.teaching import queries

    low = DomainStanding("groundwork", "Groundwork", 0.1, 0.2, 0.3, 20, below=True, thin=False)
    monkeypatch.setattr(queries, "by_domain", lambda *given: [low])
    text = educator.get(f"/cohorts/{world.cohort.pk}/").content.decode()
    assert 'class="h0 hb"' in text
    assert "Surely below target in 1 domain: Groundwork." in text


def test_learner_and_educator_see_the_same_numbers(world: Any, educator: Client, as_role: Any) -> None:
    for right in (True, False, True, False):
        answered(world.learner, right=right)
    theirs = [(row.competency.id, row.mastery) for group in own_page.picture(world.learner) for row in group.rows]
    ours = [(row.competency.id, row.mastery) for group in picture(world.learner) for row in group.rows]
    assert [name for name, _ in theirs] == [name for name, _ in ours]
    for (_, one), (_, other) in zip(theirs, ours, strict=True):
        assert one.state == other.state
        assert one.mid == pytest.approx(other.mid, abs=1e-4)
        assert one.low == pytest.approx(other.low, abs=1e-4)
    page, own = educator.get(f"/learners/{world.learner.pk}/"), as_role("learner").get("/progress/")
    for group in page.context["groups"]:
        for row in group.rows:
            assert row.reading in own.content.decode()


def test_the_last_answers_show_how_it_went_and_leave_an_open_checkpoint_out(world: Any, educator: Client) -> None:
    answered(world.learner, right=True)
    answered(world.learner, right=False)
    loop.start_sitting(world.learner, "checkpoint")
    answered(world.learner, loop.current(world.learner, "checkpoint"))
    response = educator.get(f"/learners/{world.learner.pk}/")
    assert [one.verdict for one in response.context["answers"]] == ["wrong", "right"]
    assert response.context["checkpoints"] == []


def test_a_finished_checkpoint_shows_its_intervals(world: Any, educator: Client) -> None:
    sitting = loop.start_sitting(world.learner, "checkpoint")
    answered(world.learner, loop.current(world.learner, "checkpoint"))
    loop.stop_sitting(world.learner, sitting.pk, "stopped")
    (one,) = educator.get(f"/learners/{world.learner.pk}/").context["checkpoints"]
    assert one["answers"] == 1
    assert {domain["title"] for domain in one["domains"]} == {"Groundwork", "Finding out", "Looking after"}


def test_a_reset_link_is_shown_once_and_works(world: Any, educator: Client) -> None:
    response = educator.post(f"/learners/{world.learner.pk}/reset/")
    assert response["Cache-Control"] == "no-store"
    link = response.context["link"].removeprefix("http://testserver")
    visitor = Client()
    form = visitor.get(link, follow=True)
    assert form.status_code == 200
    chosen = "an entirely new pass phrase"
    visitor.post(form.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
    world.user.refresh_from_db()
    assert world.user.check_password(chosen)
    assert educator.post(f"/learners/{world.foreign.pk}/reset/").status_code == 404


def test_no_link_for_somebody_who_is_no_longer_a_learner(world: Any, educator: Client) -> None:
    world.user.role = "administrator"
    world.user.save()
    response = educator.post(f"/learners/{world.learner.pk}/reset/")
    assert response.status_code == 303


@pytest.mark.parametrize(
    ("uses", "days"), [("0", "5"), ("201", "5"), ("5", "91"), ("x", "5"), ("5", ""), ("9" * 40, "5")]
)
def test_an_invitation_out_of_bounds_is_refused_beside_the_field(
    world: Any, educator: Client, uses: str, days: str
) -> None:
    response = educator.post(f"/cohorts/{world.cohort.pk}/invite/", {"uses": uses, "days": days})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Invitation.objects.exists()


def test_an_invitation_is_made_listed_and_ended(world: Any, educator: Client) -> None:
    address = f"/cohorts/{world.cohort.pk}/invite/"
    assert educator.post(address, {"uses": "3", "days": "2"}).status_code == 303
    made = Invitation.objects.get()
    assert (made.role, made.cohort, made.uses_left) == ("learner", world.cohort, 3)
    assert timedelta(days=1) < made.expires_at - clock.now() <= timedelta(days=2)
    assert made.code in educator.get(address).content.decode()
    other = Invitation.objects.create(cohort=world.other_cohort, expires_at=made.expires_at)
    educator.post(address, {"act": "end", "code": other.code})
    educator.post(address, {"act": "end", "code": made.code})
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.uses_left, other.uses_left) == (0, 1)
    assert made.code not in educator.get(address).content.decode()


def test_an_administrator_makes_a_programme_a_cohort_and_says_who_teaches(world: Any, administrator: Client) -> None:
    form = {"act": "programme", "programme-name": "Emergency", "programme-jurisdiction": "us", "programme-bar": "0.8"}
    assert administrator.post("/programmes/", form).status_code == 303
    programme = Programme.objects.get(name="Emergency")
    assert (programme.jurisdiction, programme.bar) == ("us", 0.8)
    form = {"act": "cohort", "cohort-programme": programme.pk, "cohort-name": "Spring"}
    assert administrator.post("/programmes/", form).status_code == 303
    cohort = Cohort.objects.get(name="Spring")
    assert administrator.post("/programmes/", form).status_code == 422
    teacher = world.people["educator"]
    address = f"/cohorts/{cohort.pk}/educators/"
    assert administrator.post(address, {"educators": [world.user.pk]}).status_code == 422
    assert administrator.post(address, {"educators": [teacher.pk]}).status_code == 303
    assert list(cohort.educators.all()) == [teacher]


@pytest.mark.parametrize("bar", ["0.4", "0.96", "nan", "x", ""])
def test_a_target_out_of_bounds_is_refused(administrator: Client, bar: str) -> None:
    form = {"act": "programme", "programme-name": "Odd", "programme-jurisdiction": "uk", "programme-bar": bar}
    assert administrator.post("/programmes/", form).status_code == 422
    assert not Programme.objects.filter(name="Odd").exists()


def test_a_request_to_talk_reaches_the_educators_of_the_cohort(world: Any, educator: Client) -> None:
    attempt = loop.offer(world.learner)
    append(
        Draft(world.user.actor, "mentor.asked", clock.now(), {"about": str(attempt.pk)}, attempt=attempt.pk),
        texts={"comment": "I did not know when to stop."},
    )
    page = educator.get(f"/cohorts/{world.learner.cohort_id}/").content.decode()
    assert "I did not know when to stop." in page
    assert world.user.name in page


def test_a_number_that_no_person_can_have_is_refused_in_words(world: Any, administrator: Client) -> None:
    sent = administrator.post(f"/cohorts/{world.learner.cohort_id}/educators/", {"educators": "9" * 400})
    assert sent.status_code in (200, 422)
    assert "Choose from the people shown." in sent.content.decode()


def test_a_pass_mark_and_extra_time_hold_in_examination_mode_alone(world: Any, educator: Client) -> None:
    """Both are read when an encounter begins, and only in examination mode."""
    cohort, learner = world.learner.cohort, world.learner
    assert educator.post(f"/cohorts/{cohort.pk}/examination/", {"pass_mark": "65"}).status_code == 303
    assert educator.post(f"/learners/{learner.pk}/time/", {"extra_time": "25"}).status_code == 303
    cohort.refresh_from_db()
    learner.refresh_from_db()
    assert (cohort.pass_mark, learner.extra_time) == (65, 25)
    for sent in ("101", "0", "-1", "x", "9" * 40):
        educator.post(f"/cohorts/{cohort.pk}/examination/", {"pass_mark": sent})
        educator.post(f"/learners/{learner.pk}/time/", {"extra_time": sent if sent != "0" else "300"})
    cohort.refresh_from_db()
    learner.refresh_from_db()
    assert (cohort.pass_mark, learner.extra_time) == (65, 25)
    educator.post(f"/cohorts/{cohort.pk}/examination/", {"pass_mark": ""})
    cohort.refresh_from_db()
    assert cohort.pass_mark is None
    assert "Pass mark in percent" in educator.get(f"/cohorts/{cohort.pk}/").content.decode()
    assert "Extra time in percent" in educator.get(f"/learners/{learner.pk}/").content.decode()
