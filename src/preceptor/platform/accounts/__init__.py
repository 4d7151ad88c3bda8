"""People: accounts, roles, programmes, cohorts, invitations, tokens."""
