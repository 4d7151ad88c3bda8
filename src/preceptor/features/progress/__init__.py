"""What is believed about a learner, how it is known, and how to object."""
