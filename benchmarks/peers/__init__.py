"""Other people's learner models, run on the same rows as ours; they know logs of answers and nothing of Preceptor."""
