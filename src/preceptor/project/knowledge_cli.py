"""The commands `preceptor knowledge …`: judge a pack's knowledge base, print one condition. Reads files only."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from preceptor.core.knowledge.base import Base
from preceptor.core.patient.case import Case

if TYPE_CHECKING:
    from preceptor.core.knowledge.review import Presented


def _read(path: str) -> tuple[Base, tuple[Case, ...]] | None:
    from preceptor.platform.packs.folder import read

    reading = read(Path(path))
    for fault in reading.faults:
        print(fault, file=sys.stderr)
    if reading.faults or reading.knowledge is None:
        print(f"{path} holds no knowledge base that can be read.", file=sys.stderr)
        return None
    return reading.knowledge, reading.cases


def _built_in() -> str:
    from django.conf import settings

    return str(settings.BUILTIN_PACKS / "acute-general-medicine")


def _presented(case: Case) -> "Presented":
    """A case as the reasoner meets it when everything has been found that the case states."""
    from preceptor.core.knowledge.review import Presented

    person = case.public.person
    facts = {name: fact.value for name, fact in case.hidden.facts.items()}
    return Presented(
        id=case.public.id,
        presentation=case.public.presentation,
        age=person.age,
        sex=person.sex,
        setting=case.public.setting,
        condition=case.hidden.condition,
        facts=facts,
    )


def check(options: argparse.Namespace) -> int:
    """Look for numbers and gaps that make the reasoning doubtful; list the cases whose verdict hangs on estimates."""
    from preceptor.core.knowledge.review import review, sensitivity

    found = _read(options.path or _built_in())
    if found is None:
        return 1
    base, cases = found
    doubts = review(base)
    for doubt in doubts:
        print(f"{doubt.kind}: {doubt.where}: {doubt.message}")
    hanging = sensitivity(base, [_presented(one) for one in cases])
    for one in hanging:
        print(f"depends on estimates: {one}")
    print(
        f"{len(doubts)} doubts; {len(hanging)} of {len(cases)} cases depend on estimates. {len(base.conditions)} "
        f"conditions, {len(base.findings)} findings, {len(base.manoeuvres)} manoeuvres, {len(base.tests)} tests."
    )
    return 1 if any(doubt.kind == "impossible" for doubt in doubts) else 0


def show(options: argparse.Namespace) -> int:
    """Print one condition readably: script, numbers with what they rest on, tests, treatments, sources."""
    from preceptor.core.knowledge.readable import lines

    found = _read(options.pack or _built_in())
    if found is None:
        return 1
    base = found[0]
    if options.condition not in base.conditions:
        print(
            f"There is no condition {options.condition}. There are: {', '.join(sorted(base.conditions))}",
            file=sys.stderr,
        )
        return 1
    print("\n".join(lines(base, base.conditions[options.condition])))
    return 0
