"""Versions of the belief: which parameters and difficulties learners are measured with, and who took them into use."""
