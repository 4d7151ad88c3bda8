"""Choosing what a learner does next, and saying why. Knows the belief and the catalogue, no storage and no clock."""
