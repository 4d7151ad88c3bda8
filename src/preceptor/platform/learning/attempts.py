"""One attempt with what it was offered under, read with statements that are built once. Reads only."""

import uuid

from preceptor.platform import statements
from preceptor.platform.accounts.models import Learner
from preceptor.platform.approvals.models import Approval
from preceptor.platform.learning.models import Attempt
from preceptor.platform.packs import contents


def attempt_of(learner: Learner, key: uuid.UUID) -> Attempt:
    """An attempt of this learner, with its approval and content. Raises Attempt.DoesNotExist."""
    row = statements.fetch(Attempt, id=key, learner=learner.pk)
    row.approval = statements.fetch(Approval, id=row.approval_id)
    row.approval.content = contents.content(row.approval.content_id)
    return row
