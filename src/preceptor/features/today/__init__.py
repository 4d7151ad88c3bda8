"""What to do next, and how the day and the week stand."""
