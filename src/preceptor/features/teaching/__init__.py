"""For educators: cohorts, invitations, learners."""
