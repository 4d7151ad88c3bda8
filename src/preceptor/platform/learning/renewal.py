"""Renewing learners: folding each one's past again under the version of the belief in use, while they work."""

from dataclasses import dataclass
from datetime import datetime
from logging import getLogger

from django.db import DatabaseError, transaction
from django.db.models import QuerySet

from preceptor.platform import clock
from preceptor.platform.accounts.models import Learner
from preceptor.platform.beliefs import versions
from preceptor.platform.events.log import Draft, append
from preceptor.platform.jobs.beliefs import renew_beliefs
from preceptor.platform.jobs.progress import Say
from preceptor.platform.learning.fold import folded
from preceptor.platform.learning.ledger import Ledger

_log = getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Renewed:
    """How many learners were renewed, and who could not be (their pseudonyms): they stay under their old version."""

    renewed: int
    failed: tuple[str, ...] = ()


def behind(number: int) -> QuerySet[Learner]:
    """Learners whose stored belief is not of a version; those who have done nothing yet are among them."""
    return Learner.objects.exclude(belief__engine=versions.version(number).engine).order_by("pk")


def resume() -> bool:
    """Let a job go on with a renewal that was cut short; says whether there was one."""
    cut_short = bool(versions.adoptions()) and behind(versions.active_number()).exists()
    if cut_short:
        renew_beliefs.enqueue()
    return cut_short


def renew(say: Say = lambda stage, done, total: None) -> Renewed:
    """Renew every learner to the version in use, one short transaction each; who was renewed before is passed over.

    Stops where another version is adopted meanwhile: that adoption has a job of its own.
    """
    number = versions.active_number()
    waiting = list(behind(number).values_list("pk", flat=True))
    stage, renewed = f"renewing learners to version {number}", 0
    failed: list[str] = []
    for done, pk in enumerate(waiting):
        say(stage, done, len(waiting))
        if versions.active_number() != number:
            break
        learner = Learner.objects.select_related("user", "cohort__programme").filter(pk=pk).first()
        if learner is None:
            continue  # erased meanwhile
        try:
            renewed += renew_one(learner, number, clock.now())
        except Learner.DoesNotExist:
            continue
        except DatabaseError:
            raise  # nothing is wrong with this learner: the job failed, and goes on when it is run again
        except Exception:
            _log.exception("learner %s could not be renewed and stays as they are", learner.user.actor)
            failed.append(str(learner.user.actor))
    else:
        say(stage, len(waiting), len(waiting))
    return Renewed(renewed, tuple(failed))


def renew_one(learner: Learner, number: int, at: datetime) -> bool:
    """Renew one learner; False where nothing was to be done. Raises Learner.DoesNotExist for one who was erased.

    The past is folded before the lock is taken; under it only what came in between, so that an answer hardly waits.
    """
    version = versions.version(number)
    ahead = folded(learner.user.actor, version)
    with transaction.atomic():
        ledger = Ledger.open(learner)
        if ledger.version.number == number:
            return False
        ledger.ahead = ahead
        ledger.apply(append(Draft(learner.user.actor, "belief.renewed", at, {"version": number})))
        ledger.flush()
    return True
