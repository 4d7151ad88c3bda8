"""Operations: the overview, people and their roles, backups, and the log without anybody's own words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from preceptor.platform.accounts.models import Invitation, Learner, User
from preceptor.platform.events.log import Draft, append_many
from preceptor.platform.events.models import Event
from tests.http.lives import answered, objection


@pytest.fixture
def administrator(as_role: Callable[..., Client]) -> Client:
    return as_role("administrator")


@pytest.fixture
def home(settings: Any, tmp_path: Path) -> Path:
    settings.HOME = tmp_path
    return tmp_path


def person(user: Any) -> str:
    return f"/overview/people/{user.pk}/"


def test_the_overview_says_what_there_is(world: Any, administrator: Client, home: Path) -> None:
    (home / "backups").mkdir()
    (home / "backups" / "preceptor-20260101-000000.tar.gz").write_bytes(b"12345")
    (home / "backups" / "notes.txt").write_bytes(b"67")
    state = administrator.get("/overview/").context["state"]
    assert dict(state.roles)["Learner"] == 2
    assert state.size == 7
    assert state.backup.name == "preceptor-20260101-000000.tar.gz"
    assert [(pack.pack, adopted) for pack, adopted in state.packs] == [("tiny-pack", True)]


def test_jobs_that_failed_are_told(administrator: Client, home: Path) -> None:
    from django.utils import timezone
    from django_tasks_db.models import DBTaskResult

    facts: dict[str, Any] = {"args_kwargs": {}, "backend_name": "default", "run_after": timezone.now()}
    DBTaskResult.objects.create(task_path="a.b.broken", status="FAILED", exception_class_path="ValueError", **facts)
    DBTaskResult.objects.create(task_path="a.b.waiting", status="READY", **facts)
    response = administrator.get("/overview/")
    assert (response.context["state"].queue.waiting, response.context["state"].queue.failed) == (1, 1)
    assert "1 job failed" in response.content.decode()
    assert "broken" in response.content.decode()


def test_people_are_found_by_name_address_and_role(world: Any, administrator: Client) -> None:
    def found(**query: str) -> set[str]:
        return {one.email for one in administrator.get("/overview/people/", query).context["page"]}

    assert found(q="foreign ED") == {"foreign.educator@example.org"}
    assert found(q="auditor.one@") == {"auditor.one@example.org"}
    assert found(role="author") == {"author.one@example.org"}
    assert len(found(role="nonsense")) == User.objects.count()


def test_a_role_is_changed_and_a_learner_needs_a_cohort(world: Any, administrator: Client) -> None:
    author = world.people["author"]
    assert administrator.post(f"{person(author)}role/", {"role": "learner"}).status_code == 422
    assert administrator.post(f"{person(author)}role/", {"role": "emperor"}).status_code == 422
    author.refresh_from_db()
    assert author.role == "author"
    form = {"role": "learner", "cohort": world.cohort.pk}
    assert administrator.post(f"{person(author)}role/", form).status_code == 303
    assert Learner.objects.get(user=author).cohort == world.cohort
    assert Event.objects.filter(actor=author.actor, verb="learner.enrolled").count() == 1
    administrator.post(f"{person(author)}role/", {"role": "learner", "cohort": world.other_cohort.pk})
    assert Learner.objects.get(user=author).cohort == world.other_cohort


def test_nobody_locks_everybody_out(world: Any, administrator: Client, sign_in: Any) -> None:
    one = world.people["administrator"]
    assert administrator.post(f"{person(one)}role/", {"role": "author"}).status_code == 422
    administrator.post(f"{person(one)}active/", {"active": "no"})
    one.refresh_from_db()
    assert (one.role, one.is_active) == ("administrator", True)
    second = User.objects.create_user("second@example.org", None, name="Second", role="administrator")
    administrator.post(f"{person(second)}active/", {"active": "no"})
    second.refresh_from_db()
    assert not second.is_active
    administrator.post(f"{person(second)}active/", {"active": "yes"})
    assert sign_in(second).post(f"{person(one)}role/", {"role": "author"}).status_code == 303
    one.refresh_from_db()
    assert one.role == "author"


def test_the_last_administrator_stays_whoever_asks(world: Any) -> None:
    from preceptor.features.operations.use_cases import NotAllowed, change_role, set_active

    one = world.people["administrator"]
    with pytest.raises(NotAllowed, match="last administrator"):
        set_active(one, world.people["educator"], active=False)
    with pytest.raises(NotAllowed, match="last administrator"):
        change_role(one, world.people["educator"], "author", None)


def test_a_closed_account_is_out_at_once(world: Any, administrator: Client, as_role: Any) -> None:
    author = as_role("author")
    assert author.get("/items/").status_code == 200
    administrator.post(f"{person(world.people['author'])}active/", {"active": "no"})
    assert author.get("/items/").status_code == 302
    assert administrator.post(f"{person(world.people['author'])}reset/").status_code == 303


def test_a_reset_link_works_without_mail(world: Any, administrator: Client) -> None:
    response = administrator.post(f"{person(world.people['author'])}reset/")
    assert response["Cache-Control"] == "no-store"
    link = response.context["link"].removeprefix("http://testserver")
    visitor = Client()
    form = visitor.get(link, follow=True)
    chosen = "an entirely new pass phrase"
    visitor.post(form.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
    assert User.objects.get(email="author.one@example.org").check_password(chosen)
    again = Client()
    used = again.get(link, follow=True)
    again.post(used.request["PATH_INFO"], {"password1": "yet another phrase", "password2": "yet another phrase"})
    assert User.objects.get(email="author.one@example.org").check_password(chosen)


def test_staff_are_invited_one_by_one_and_learners_elsewhere(administrator: Client) -> None:
    assert administrator.post("/overview/invite/", {"role": "learner", "days": "3"}).status_code == 422
    assert administrator.post("/overview/invite/", {"role": "author", "days": "31"}).status_code == 422
    assert administrator.post("/overview/invite/", {"role": "author", "days": "3"}).status_code == 303
    made = Invitation.objects.get()
    assert (made.role, made.uses_left) == ("author", 1)
    administrator.post("/overview/invite/", {"act": "end", "code": made.code})
    made.refresh_from_db()
    assert made.uses_left == 0


def test_a_backup_is_a_job_and_only_one_at_a_time(administrator: Client, home: Path) -> None:
    from django_tasks_db.models import DBTaskResult

    administrator.post("/overview/backups/")
    administrator.post("/overview/backups/")
    assert DBTaskResult.objects.filter(task_path__endswith="make_backup").count() == 1
    assert "One is being made" in administrator.get("/overview/backups/").content.decode()


@pytest.mark.parametrize("name", ["secret-key", "..", "preceptor-20260101-000000.tar.gz.bak", "%2e%2e%2fsecret-key"])
def test_only_backups_can_be_downloaded(administrator: Client, home: Path, name: str) -> None:
    (home / "backups").mkdir()
    (home / "secret-key").write_text("secret")
    (home / "backups" / "secret-key").write_text("secret")
    (home / "backups" / "preceptor-20260101-000000.tar.gz").write_bytes(b"archive")
    assert administrator.get(f"/overview/backups/{name}/").status_code in (301, 302, 404)
    found = administrator.get("/overview/backups/preceptor-20260101-000000.tar.gz/")
    assert b"".join(found.streaming_content) == b"archive"  # type: ignore[attr-defined]
    found.close()


def test_the_log_names_nobody_and_shows_no_free_text(world: Any, as_role: Any) -> None:
    answered(world.learner)
    objection(world.learner)
    text = as_role("auditor").get("/log/").content.decode()
    assert "estimate.contested" in text
    assert str(world.user.actor)[:8] in text
    for hidden in ("I know this.", world.user.name, world.user.email, str(world.user.actor)):
        assert hidden not in text


def test_the_log_is_filtered(world: Any, as_role: Any) -> None:
    answered(world.learner)
    auditor = as_role("auditor")

    def verbs(**query: str) -> set[str]:
        return {line.event.verb for line in auditor.get("/log/", query).context["page"].lines}

    assert verbs(verb="pack.adopted") == {"pack.adopted"}
    assert verbs(object="tiny-pack") == {"pack.adopted"}
    assert verbs(object="no such object") == set()
    assert len(verbs(verb="no such verb")) > 2


def test_the_log_is_paged_there_and_back(world: Any, as_role: Any) -> None:
    from preceptor.platform import clock

    again = {"level": "resident", "version": 1, "programme": ""}
    append_many(Draft(world.user.actor, "learner.enrolled", clock.now(), again) for _ in range(230))
    auditor = as_role("auditor")

    def page(**query: Any) -> Any:
        return auditor.get("/log/", {"verb": "learner.enrolled", **query}).context["page"]

    first = page()
    assert len(first.lines) == 100
    assert first.newer is None
    second = page(before=first.older)
    third = page(before=second.older)
    seen = [line.event.seq for one in (first, second, third) for line in one.lines]
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == Event.objects.filter(verb="learner.enrolled").count()
    assert third.older is None
    back = page(after=third.newer)
    assert [line.event.seq for line in back.lines] == [line.event.seq for line in second.lines]


@pytest.mark.parametrize("query", [{"before": "x"}, {"after": "-1"}, {"before": "9" * 50}, {"verb": "x" * 5000}])
def test_odd_questions_to_the_log_are_harmless(as_role: Any, query: dict[str, str]) -> None:
    assert as_role("auditor").get("/log/", query).status_code == 200
