"""What test_renewal.py runs in a process of its own: renewals beside answers on a database file, told as JSON.

Must not be imported, for Django has one set of settings in a process.
"""

from __future__ import annotations

import json

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from preceptor.platform import clock  # noqa: E402
from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Institution, Learner, Programme, User  # noqa: E402
from preceptor.platform.approvals.gate import adopt  # noqa: E402
from preceptor.platform.packs.loading import load  # noqa: E402
from tests.http.courses import TINY  # noqa: E402
from tests.http.renewals import beside_answers  # noqa: E402


def people(count: int) -> list[Learner]:
    """Learners of a cohort whose educator adopted the tiny pack."""
    call_command("migrate", verbosity=0, interactive=False)
    pack = load(TINY).version
    Institution.objects.create(pk=1, name="Test Hospital")
    cohort = Cohort.objects.create(programme=Programme.objects.create(name="One", jurisdiction="uk"), name="One")
    educator = User.objects.create_user("educator@example.org", None, name="Educator", role="educator")
    adopt(pack, educator, clock.now())
    names = [f"learner{number}" for number in range(count)]
    return [enrol(User.objects.create_user(f"{one}@example.org", None, name=one), cohort) for one in names]


if __name__ == "__main__":
    print(json.dumps(beside_answers(people(4), answers=12)))
