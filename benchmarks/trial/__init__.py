"""The trial in silico: a course, simulated learners, rival policies, measures and the harness; knows no storage."""
