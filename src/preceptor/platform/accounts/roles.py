"""Roles and what each may do: the one table that every access rule reads. Knows no requests and no storage."""

from enum import StrEnum


class Role(StrEnum):
    """One main role for each person."""

    LEARNER = "learner"
    EDUCATOR = "educator"
    AUTHOR = "author"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class May(StrEnum):
    """What routes ask for."""

    LEARN = "learn"
    TEACH = "teach"
    READ_CONTENT = "read content"
    APPROVE = "approve"
    AUDIT = "audit"
    ADMINISTER = "administer"
    OWN_ACCOUNT = "own account"


GRANTS: dict[Role, frozenset[May]] = {
    Role.LEARNER: frozenset({May.LEARN, May.OWN_ACCOUNT}),
    Role.EDUCATOR: frozenset({May.TEACH, May.READ_CONTENT, May.APPROVE, May.OWN_ACCOUNT}),
    Role.AUTHOR: frozenset({May.READ_CONTENT, May.OWN_ACCOUNT}),
    Role.AUDITOR: frozenset({May.READ_CONTENT, May.AUDIT, May.OWN_ACCOUNT}),
    Role.ADMINISTRATOR: frozenset(
        {May.TEACH, May.READ_CONTENT, May.APPROVE, May.AUDIT, May.ADMINISTER, May.OWN_ACCOUNT}
    ),
}


def may(role: str, what: May) -> bool:
    """Whether a role may do something."""
    return what in GRANTS[Role(role)]
