"""Learners who answer in threads while versions of the belief are adopted, renewed to and taken back beside them.

Knows the application and a real database: each thread has a connection of its own.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from django.db import connection
from django.test import Client

from preceptor.platform import clock
from preceptor.platform.accounts.oversight import OPERATOR
from preceptor.platform.beliefs import adopting, versions
from preceptor.platform.events.models import Event
from preceptor.platform.learning import loop
from preceptor.platform.learning.fold import folded
from preceptor.platform.learning.models import Attempt, BeliefState
from preceptor.platform.learning.rebuild import rebuild
from preceptor.platform.learning.renewal import renew
from tests.http.calibrations import adopt, another
from tests.http.courses import reply

PAGES = ("/today/", "/progress/", "/progress/zz-salt-balance/", "/review/", "/model/")


class Crew:
    """Threads, each with a connection of its own, and what failed in them."""

    def __init__(self) -> None:
        self.failures: list[str] = []
        self.over = threading.Event()

    def begin(self, act: Callable[..., None], *arguments: Any) -> threading.Thread:
        """Start a thread that does this."""
        thread = threading.Thread(target=self._guarded, args=(act, *arguments))
        thread.start()
        return thread

    def _guarded(self, act: Callable[..., None], *arguments: Any) -> None:
        try:
            act(*arguments)
        except Exception as error:
            self.failures.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    def change(self, acts: list[Callable[[], object]]) -> None:
        """Do one after the other, with a pause after each."""
        for act in acts:
            act()
            self.over.wait(0.4)

    def read(self, learners: list[Any], pages: Counter[int]) -> None:
        """Ask for the pages that show a belief, as each learner in turn, until everything else is over."""
        clients = [Client() for _ in learners]
        for client, learner in zip(clients, learners, strict=True):
            client.force_login(learner.user)
        while not self.over.is_set():
            for client, page in product(clients, PAGES):
                pages[client.get(page).status_code] += 1

    def renew(self) -> None:
        """Renew until everything else is over."""
        while not self.over.is_set():
            renew()


def beside_answers(learners: list[Any], answers: int) -> dict[str, Any]:
    """Let every learner answer so many items, each in a thread, while a thread adopts two versions and goes back, and
    two threads renew learners over and over and one reads pages. Tells what was acknowledged, what is in the log, how
    pages answered, and what differs."""
    before, first, second = _answered(learners), another(), another(-0.6)
    acknowledged: list[str] = []
    pages: Counter[int] = Counter()

    def work(learner: Any) -> None:
        for number in range(answers):
            acknowledged.append(reply(learner, loop.offer(learner), number % 3 > 0).status)

    crew = Crew()
    back = partial(adopting.back, OPERATOR, clock.now())
    acts = [partial(adopt, first), partial(adopt, second), back, partial(adopt, second)]
    busy = [crew.begin(crew.change, acts), *(crew.begin(work, one) for one in learners)]
    renewing = [crew.begin(crew.renew), crew.begin(crew.renew), crew.begin(crew.read, learners, pages)]
    for one in busy:
        one.join(120)
    crew.over.set()
    for one in renewing:
        one.join(120)
    renew()
    version, again = versions.active(), rebuild()
    return {
        "failures": crew.failures,
        "acknowledged": sorted(set(acknowledged)),
        "lost": len(acknowledged) - (_answered(learners) - before),
        "unanswered": len(learners) * answers - len(acknowledged),
        "open": Attempt.objects.filter(status="open", mode="practice", learner__in=learners).count() - len(learners),
        "version": version.number - second,
        "engines": BeliefState.objects.exclude(engine=version.engine).count(),
        "pages": pages[200],
        "other pages": pages.total() - pages[200],
        "renewals": Event.objects.filter(verb="belief.renewed").count(),
        "as if always": [_now(one) == folded(one.user.actor, version).belief.to_dict() for one in learners],
        "different": [*again.different, *again.failed],
    }


def _answered(learners: list[Any]) -> int:
    return Event.objects.filter(verb="attempt.answered", actor__in=[one.user.actor for one in learners]).count()


def _now(learner: Any) -> Any:
    return BeliefState.objects.get(learner=learner).state
