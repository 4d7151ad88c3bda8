"""A version as a value: where it places what the log holds; and as rows that are written once."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import django
import pytest

django.setup()

from django.db import DatabaseError, IntegrityError, connection, transaction  # noqa: E402

from preceptor.core.evidence import Evidence  # noqa: E402
from preceptor.core.learner import Parameters  # noqa: E402
from preceptor.platform import clock  # noqa: E402
from preceptor.platform.beliefs import versions  # noqa: E402
from preceptor.platform.beliefs.models import BeliefVersion, VersionIsFixed  # noqa: E402
from preceptor.platform.beliefs.versions import Place, Version, body_of, of_engine, ship, version  # noqa: E402

VERSION = Version(
    7,
    "seven",
    Parameters(),
    {"known": Place(1.25, 0.5), "steep": Place(0.5, 0.25, 1.75)},
    {"one": 0.4, "two": -0.2},
    {"hawk": Place(0.6, 0.2)},
    {"3": (0.25, 0.1)},
)


def record(item: str | None = "known", source: str = "", **more: Any) -> Evidence:
    return Evidence("a", (("one", 0.7), ("two", 0.3)), 1.0, 20000.0, item, 0.3, 0.5, source=source, **more)


def test_a_known_item_lies_where_the_version_places_it() -> None:
    found = VERSION.placed(record(guess=0.2, weight=0.5))
    assert found == replace(record(guess=0.2, weight=0.5), difficulty=1.25, difficulty_var=0.25)
    assert VERSION.placed(record("steep", discrimination=0.8)).discrimination == pytest.approx(1.4)


def test_an_unknown_item_is_off_by_what_its_competencies_are_off_by() -> None:
    found = VERSION.placed(record("new"))
    assert found.difficulty == pytest.approx(0.3 + 0.7 * 0.4 - 0.3 * 0.2)
    assert found.difficulty_var == 0.5
    assert VERSION.difficulty("new", record().competencies, 0.3) == found.difficulty
    assert VERSION.difficulty("known", record().competencies, 0.3) == 1.25


def test_a_family_is_an_item_though_nobody_grows_familiar_with_it() -> None:
    assert VERSION.placed(record(None, "item/known@3")).difficulty == 1.25
    assert VERSION.placed(record(None, "item/new@3")).difficulty != 0.3


def test_what_a_rater_judged_is_harder_by_their_severity() -> None:
    found = VERSION.placed(record(rater="hawk"))
    assert (found.difficulty, found.difficulty_var) == pytest.approx((1.25 + 0.6, 0.25 + 0.04))
    assert VERSION.placed(record(None, "case/known@1", rater="hawk")).difficulty == pytest.approx(0.3 + 0.6)
    stranger = VERSION.placed(record(rater="stranger"))
    assert (stranger.difficulty, stranger.difficulty_var) == pytest.approx((1.25, 0.25 + Parameters().rater_var))


def test_somebody_starts_where_level_and_programme_stand() -> None:
    assert VERSION.start("clerkship", "3") == pytest.approx(0.25)
    assert VERSION.start("resident", "3") == pytest.approx(0.7 + 0.25)
    assert VERSION.start("resident", "") == VERSION.start("resident", "4") == pytest.approx(0.7)


@pytest.mark.django_db
def test_rows_from_before_raters_and_programmes_read_as_without() -> None:
    old = body_of(VERSION.parameters, VERSION.items, VERSION.offsets)
    stored(8, {name: part for name, part in old.items() if name not in ("raters", "programmes")})
    versions.forget()
    assert version(8) == replace(VERSION, number=8, raters={}, programmes={})


@pytest.mark.parametrize("source", ["", "case/known@1", "item/"])
def test_what_is_no_item_stays_as_it_is(source: str) -> None:
    assert VERSION.placed(record(None, source)) == record(None, source)


def test_a_version_that_knows_nothing_changes_nothing() -> None:
    bare = Version(1, "bare", Parameters())
    assert bare.placed(record("any")) is not None
    assert bare.placed(record("any")) == record("any")
    assert bare.difficulty("any", record().competencies, 0.3) == 0.3


def stored(number: int, body: dict[str, Any] | None = None) -> BeliefVersion:
    kept = body or body_of(VERSION.parameters, VERSION.items, VERSION.offsets, VERSION.raters, VERSION.programmes)
    return BeliefVersion.objects.create(number=number, name="seven", made_at=clock.now(), made_by=None, body=kept)


@pytest.mark.django_db
def test_a_version_reads_back_as_it_was_written() -> None:
    stored(7)
    versions.forget()
    assert version(7) == VERSION
    assert of_engine(VERSION.engine) == VERSION


@pytest.mark.django_db
def test_the_first_version_is_there_from_the_start_and_in_use() -> None:
    versions.forget()
    assert versions.active() == Version(1, Parameters().version, Parameters())
    assert [(one.number, one.made_by, one.active) for one in versions.versions()] == [(1, None, True)]


@pytest.mark.django_db
def test_new_software_brings_its_parameters_once_and_puts_nothing_into_use(monkeypatch: pytest.MonkeyPatch) -> None:
    ship()
    assert BeliefVersion.objects.count() == 1
    monkeypatch.setattr(versions, "Parameters", lambda: Parameters(version="medical-9", slip=0.05))
    ship()
    ship()
    assert list(BeliefVersion.objects.values_list("number", "name")) == [(1, Parameters().version), (2, "medical-9")]
    assert versions.active_number() == 1


@pytest.mark.django_db
def test_a_parameter_that_is_new_with_its_old_effect_makes_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    known = Parameters(version="medical-9")
    body = body_of(known, {}, {})
    body["parameters"] = {name: value for name, value in body["parameters"].items() if name != "rater_var"}
    BeliefVersion.objects.create(number=2, name="medical-9", made_at=clock.now(), body=body)
    monkeypatch.setattr(versions, "Parameters", lambda: known)
    ship()
    assert BeliefVersion.objects.count() == 2


@pytest.mark.django_db
def test_a_version_is_never_changed_nor_deleted() -> None:
    row = stored(7)
    for act in (
        row.save,
        row.delete,
        BeliefVersion.objects.all().delete,
        lambda: BeliefVersion.objects.update(name="x"),
    ):
        with pytest.raises(VersionIsFixed):
            act()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE beliefs_beliefversion SET name = 'x' WHERE number = 7")
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(7)


@pytest.mark.django_db
def test_what_cannot_be_read_says_so() -> None:
    versions.forget()
    for act in (version, versions.report):
        with pytest.raises(versions.UnknownVersion, match="no version 99"):
            act(99)
    for engine in ("another", "belief-", "belief-x", "medical-1"):
        with pytest.raises(ValueError, match="preceptor rebuild"):
            of_engine(engine)
    stored(8, {"parameters": asdict(Parameters()) | {"charm": 1.0}, "items": {}, "offsets": {}})
    with pytest.raises(ValueError, match="charm"):
        version(8)
