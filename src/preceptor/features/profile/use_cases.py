"""Saving settings and leaving. Knows accounts, no requests."""

from datetime import datetime

from django.db import transaction

from preceptor.features.profile.forms import AccountForm, LearningForm
from preceptor.platform import clock
from preceptor.platform.accounts.models import User
from preceptor.platform.learning import erasure


def save(user: User, account: AccountForm, learning: LearningForm | None) -> bool:
    """Write valid forms, both or neither; returns whether the level moved."""
    moved = learning is not None and learning.level_moved
    with transaction.atomic():
        account.save(user)
        if learning is not None:
            learning.save()
    return moved


def leave(user: User, at: datetime | None = None) -> None:
    """Erase the account. Raises erasure.Refused."""
    erasure.delete_account(user, at or clock.now())
