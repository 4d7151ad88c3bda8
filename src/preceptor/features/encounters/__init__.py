"""Virtual patients: interview, examine, order, reason, treat, debrief."""
