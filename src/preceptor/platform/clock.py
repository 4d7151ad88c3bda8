"""The server's clock, in one place, so that tests and simulations can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta

_fixed: ContextVar[datetime | None] = ContextVar("fixed time", default=None)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def now() -> datetime:
    """The present time, in UTC."""
    return _fixed.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let a block of code live at another moment."""
    token = _fixed.set(moment)
    try:
        yield
    finally:
        _fixed.reset(token)


def days(moment: datetime) -> float:
    """Days since 1970-01-01 UTC: the unit of time of the learner model."""
    return (moment - EPOCH) / timedelta(days=1)


def moment(day: float) -> datetime:
    """The moment that is so many days after 1970-01-01 UTC."""
    return EPOCH + timedelta(days=day)
