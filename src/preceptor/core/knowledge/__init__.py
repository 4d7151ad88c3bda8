"""What medicine is: conditions, findings, tests, treatments, likelihoods; the reference reasoner. No I/O."""
