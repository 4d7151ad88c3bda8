"""What refuses a base or a case: questions answered elsewhere that are not there, a small child who speaks."""

from collections.abc import Iterable
from dataclasses import replace

from preceptor.core.curriculum.pack import Pack
from preceptor.core.knowledge.base import Base
from preceptor.core.knowledge.rules import check
from preceptor.core.patient.case import Case
from tests.unit.core.patient.clinic import base, case

PACK = Pack("small", 1, "Small", "", "en", "", "", "", "", ("int",), (), (), (), (), ())


def found(known: Base, cases: Iterable[Case] = ()) -> set[str]:
    """Codes of the problems, those of the small base itself left out."""
    usual = {(one.where, one.code) for one in check(base(), [case()], PACK)}
    return {one.code for one in check(known, cases, PACK) if (one.where, one.code) not in usual}


def also(*pairs: tuple[str, str]) -> Base:
    known = base()
    return replace(known, findings=dict(known.findings) | {"itching": replace(known.findings["itching"], also=pairs)})


def test_a_finding_may_answer_questions_that_there_are() -> None:
    assert found(also(("fever", "severity"))) == set()
    assert found(also(("rainbows", "severity"))) == {"unknown"}
    assert found(also(("fever", "flavour"))) == {"unknown"}


def test_own_words_on_what_a_finding_answers_would_never_be_said() -> None:
    spoken = case(own={"fever@severity": ("Very.",)})
    assert found(base(), [spoken]) == set()
    assert found(also(("fever", "severity")), [spoken]) == {"answered"}


def test_somebody_speaks_for_a_small_child() -> None:
    def aged(age: float, speaker: str) -> Case:
        person = replace(case().public.person, age=age, speaker=speaker)
        return replace(case(), public=replace(case().public, person=person))

    assert found(base(), [aged(3, "Ada's father"), aged(7, "")]) == set()
    assert found(base(), [aged(3, "")]) == {"speaker"}
