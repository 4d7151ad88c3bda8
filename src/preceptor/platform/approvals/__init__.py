"""The gate: which exact version of which content may reach learners."""
