"""One encounter: case, disclosure, dialogue, examination, orders, time, scoring, debrief. Pure Python and NumPy."""
