"""Calibration for jobs: reading the log, fitting items wherever it runs, comparing on learners held back."""
