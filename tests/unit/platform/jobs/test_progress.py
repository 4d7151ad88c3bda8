"""How far a job has come: each stage and the end are written, the rest once a second."""

from __future__ import annotations

import django
import pytest

django.setup()

from preceptor.platform.jobs import progress as told  # noqa: E402
from preceptor.platform.jobs.progress import progress, reporter  # noqa: E402

pytestmark = pytest.mark.django_db


def test_stages_and_ends_are_written_and_the_rest_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(told.time, "monotonic", lambda: now[0])
    heard: list[tuple[str, int]] = []
    say = reporter("a job", lambda stage, done, total: heard.append((stage, done)))
    for done in range(4):
        say("reading", done, 10)
    now[0] += 1.5
    say("reading", 4, 10)
    say("reading", 5, 10)
    say("reading", 10, 10)
    say("x" * 300, 0, 0)
    assert heard == [("reading", 0), ("reading", 4), ("reading", 10), ("x" * 300, 0)]
    found = progress("a job")
    assert found is not None
    assert (found.stage, found.done, found.total) == ("x" * 200, 0, 0)
    assert progress("another") is None
