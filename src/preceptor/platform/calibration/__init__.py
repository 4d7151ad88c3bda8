"""Calibration on this installation's own log: reading it, fitting, comparing on learners held back. For jobs only."""
