"""What test_postgres.py runs in a process of its own: a short life on the database of DATABASE_URL, told as JSON.

Knows the application and a test's shortcuts; must not be imported, for Django has one set of settings in a process.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import DatabaseError, connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from preceptor.core.curriculum.family import draw  # noqa: E402
from preceptor.platform import backup, clock  # noqa: E402
from preceptor.platform.accounts.joining import enrol  # noqa: E402
from preceptor.platform.accounts.models import Cohort, Institution, Learner, Programme, User  # noqa: E402
from preceptor.platform.approvals.gate import adopt  # noqa: E402
from preceptor.platform.events.models import Event  # noqa: E402
from preceptor.platform.learning import loop  # noqa: E402
from preceptor.platform.learning.ledger import Ledger  # noqa: E402
from preceptor.platform.learning.models import Attempt  # noqa: E402
from preceptor.platform.learning.rebuild import rebuild  # noqa: E402
from preceptor.platform.packs import contents  # noqa: E402
from preceptor.platform.packs.folder import read  # noqa: E402
from preceptor.platform.packs.loading import load  # noqa: E402
from preceptor.platform.packs.models import ContentVersion  # noqa: E402
from tests.http.courses import TINY, reply, sit  # noqa: E402
from tests.http.lives import letters  # noqa: E402
from tests.http.renewals import beside_answers  # noqa: E402

Act = Callable[[], Any]


def people() -> tuple[Learner, Learner]:
    """Two learners of a cohort whose educator adopted the tiny pack."""
    call_command("migrate", verbosity=0, interactive=False)
    pack = load(TINY).version
    Institution.objects.create(pk=1, name="Test Hospital")
    cohort = Cohort.objects.create(programme=Programme.objects.create(name="One", jurisdiction="uk"), name="One")
    educator = User.objects.create_user("educator@example.org", None, name="Educator", role="educator")
    adopt(pack, educator, clock.now())
    one, other = (
        enrol(User.objects.create_user(f"{name}@example.org", None, name=name, role="learner"), cohort)
        for name in ("one", "other")
    )
    return one, other


def meeting(held: Callable[[], Any], acts: list[Act], inside: Act = lambda: None) -> list[Any]:
    """Start acts in threads while a lock is held, let it go once all of them wait for one; gives what came of each.

    A result is what the act returned, or the name of its error.
    """
    results: list[Any] = [None] * len(acts)

    def work(place: int) -> None:
        try:
            results[place] = acts[place]()
        except Exception as error:
            results[place] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(acts))]
    with transaction.atomic():
        held()
        for one in threads:
            one.start()
        waiting_for_locks(len(acts))
        inside()
    for one in threads:
        one.join(60)
    return results


def waiting_for_locks(count: int) -> None:
    """Return once so many connections wait for a lock. Raises TimeoutError: then nothing made them wait."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0] >= count:
                return
        time.sleep(0.02)
    raise TimeoutError("nothing waits for a lock")


def counted(verb: str, learner: Learner) -> int:
    """How many events of a verb a learner has."""
    return Event.objects.filter(verb=verb, actor=learner.user.actor).count()


def first_offers(learner: Learner) -> dict[str, Any]:
    """Several first offers at once, before there is a belief to lock."""
    found = meeting(
        lambda: Learner.objects.select_for_update(no_key=True).get(pk=learner.pk),
        [lambda: str(loop.offer(learner).pk)] * 3,
    )
    return {"offered": sorted(set(found)), "open": [str(key) for key in Attempt.objects.values_list("pk", flat=True)]}


def one_answer(learner: Learner, same: bool) -> dict[str, Any]:
    """Two threads answer one attempt at once, with one id or with two."""
    attempt, before = loop.offer(learner), counted("attempt.answered", learner)
    own = uuid.uuid4()
    sent = [loop.Answer(letters(attempt, True), own if same else uuid.uuid4()) for _ in range(2)]
    acts: list[Act] = [lambda one=one: loop.answer(learner, attempt.pk, one).status for one in sent]  # type: ignore[misc]
    found = meeting(lambda: Ledger.open(learner), acts)
    return {"statuses": sorted(map(str, found)), "events": counted("attempt.answered", learner) - before}


def rebuild_beside_an_answer(learner: Learner) -> dict[str, Any]:
    """A rebuild that meets a learner in the middle of an answer waits for it, and finds nothing wrong."""
    attempt = loop.offer(learner)
    (done,) = meeting(
        lambda: Ledger.open(learner), [lambda: list(rebuild().different)], lambda: reply(learner, attempt)
    )
    return {"different": done, "status": Attempt.objects.get(pk=attempt.pk).status}


def changed_event() -> str:
    """What the database says when an event is changed behind the application's back."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("UPDATE events_event SET verb = 'nothing' WHERE seq = (SELECT min(seq) FROM events_event)")
    except DatabaseError as error:
        return str(error).splitlines()[0]
    return "changed"


def draws() -> dict[str, Any]:
    """Families as drawn from the database, and as drawn from the pack's folder."""
    pack = read(TINY).pack
    assert pack is not None
    written = {item.id: item.paper for item in pack.items if item.paper.is_family}
    stored = {one.content_id: contents.paper(one) for one in ContentVersion.objects.filter(content_id__in=written)}

    def drawn(papers: dict[str, Any]) -> dict[str, Any]:
        return {name: [draw(papers[name], seed) for seed in range(5)] for name in sorted(papers)}

    return {"stored": drawn(stored), "written": drawn(written)}


def pages(learner: Learner) -> dict[str, int]:
    """The status of a learner's pages."""
    client = Client()
    client.force_login(learner.user)
    addresses = ("/health/", "/today/", "/practice/", "/review/", "/progress/")
    return {one: client.get(one, follow=True).status_code for one in addresses}


def there_and_back(learner: Learner) -> dict[str, Any]:
    """A backup, an answer too many, and the backup in place again."""
    archive = backup.backup(settings.HOME, settings.HOME / "backups")
    before = Event.objects.count()
    reply(learner, loop.offer(learner))
    backup.restore(archive, settings.HOME, force=True)
    return {"before": before, "after": Event.objects.count(), "refused": changed_event()}


def life() -> dict[str, Any]:
    """Everything, in order."""
    one, other = people()
    told: dict[str, Any] = {"vendor": connection.vendor, "first offers": first_offers(one)}
    for number in range(8):
        reply(one, loop.offer(one), number % 3 > 0)
    sit(other, "placement", most=3)
    told["same id"], told["two ids"] = one_answer(one, True), one_answer(one, False)
    told["rebuild beside an answer"] = rebuild_beside_an_answer(one)
    told["renewal"] = beside_answers([one, other], answers=12)
    told["changed event"], told["draws"], told["pages"] = changed_event(), draws(), pages(one)
    told["backup"] = there_and_back(one)
    done = rebuild()
    told["rebuild"] = {"learners": done.learners, "events": done.events, "different": list(done.different)}
    told["events"] = Event.objects.filter(actor__in=[one.user.actor, other.user.actor]).count()
    return told


if __name__ == "__main__":
    print(json.dumps(life()))
