"""The command line: what each command prints, and what it says where it cannot."""

from __future__ import annotations

import json
from typing import Any

import django
import pytest

django.setup()

from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Invitation, Programme, User  # noqa: E402
from preceptor.platform.backup import BackupError  # noqa: E402
from preceptor.project import cli  # noqa: E402

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as ended:
        cli.main(list(arguments))
    return int(ended.value.code or 0)


@pytest.fixture
def cohort() -> Cohort:
    return Cohort.objects.create(programme=Programme.objects.create(name="Medicine"), name="Year 3")


@pytest.fixture
def learner(cohort: Cohort) -> User:
    user = User.objects.create_user("leila@example.org", None, name="Leila")
    enrol(user, cohort)
    return user


def test_every_command_has_a_sentence_of_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--help") == 0
    help_text = capsys.readouterr().out
    for command in ("backup", "restore", "export", "delete-account", "reset-link", "invite"):
        assert command in help_text


def test_an_invitation_for_a_cohort(cohort: Cohort, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("invite", "--role", "learner", "--cohort", "Year 3", "--uses", "30") == 0
    made = Invitation.objects.get()
    assert (made.role, made.cohort, made.uses_left) == ("learner", cohort, 30)
    assert f"/sign-in/join/?code={made.code}" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(["--role", "learner"], "add --cohort"), (["--role", "educator", "--cohort", "Year 9"], "there are: Year 3")],
)
def test_an_invitation_that_leads_nowhere_is_refused(
    cohort: Cohort, arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("invite", *arguments) == 1
    assert sentence in capsys.readouterr().err
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("wrong", [["--uses", "0"], ["--uses", "201"], ["--days", "x"], ["--days", "9" * 40]])
def test_numbers_out_of_bounds_are_refused(wrong: list[str]) -> None:
    assert run("invite", "--role", "author", *wrong) == 2


def test_a_reset_link_is_printed(learner: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("reset-link", " Leila@example.org ") == 0
    assert "/sign-in/password/reset/" in capsys.readouterr().out
    learner.is_active = False
    learner.save()
    assert run("reset-link", "leila@example.org") == 1
    assert "activate it first" in capsys.readouterr().err


@pytest.mark.parametrize("command", ["reset-link", "export", "delete-account"])
def test_an_unknown_address_is_said_to_be_unknown(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(command, "nobody@example.org") == 1
    assert "Nobody here has the address nobody@example.org." in capsys.readouterr().err


def test_an_export_is_json(learner: User, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("export", "leila@example.org") == 0
    assert json.loads(capsys.readouterr().out)["account"]["email"] == "leila@example.org"


def test_erasing_asks_for_the_address_again(
    learner: User, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("builtins.input", lambda prompt: "yes")
    assert run("delete-account", "leila@example.org") == 1
    assert User.objects.filter(pk=learner.pk).exists()
    monkeypatch.setattr("builtins.input", lambda prompt: "LEILA@example.org")
    assert run("delete-account", "leila@example.org") == 0
    assert not User.objects.filter(pk=learner.pk).exists()


def test_the_last_administrator_is_not_erased(capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("ruth@example.org", None, name="Ruth", role="administrator")
    assert run("delete-account", "ruth@example.org", "--yes") == 1
    assert "last administrator" in capsys.readouterr().err
    assert User.objects.filter(email="ruth@example.org").exists()


def test_a_refused_backup_or_restore_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*given: Any) -> None:
        raise BackupError("The disk is full.")

    monkeypatch.setattr("preceptor.platform.backup.backup", refuse)
    monkeypatch.setattr("preceptor.platform.backup.restore", refuse)
    assert run("backup") == 1
    assert run("restore", "somewhere.tar.gz") == 1
    assert capsys.readouterr().err == "The disk is full.\nThe disk is full.\n"
