"""Small logs made up for the tests of the peers: learners with an ability, items with a difficulty, skills learnt."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.log import Log, from_rows


def log(learners: int = 40, answers: int = 40, items: int = 12, skills: int = 4, seed: int = 0) -> Log:
    """Each item needs one skill, every third one two; practice makes success likelier; a quarter is held back."""
    chance = np.random.default_rng(seed)
    difficulty = chance.normal(0.0, 1.5, items)
    rows = []
    for learner in range(learners):
        level = chance.normal(0.0, 1.0)
        practised = np.zeros(skills)
        for item in chance.integers(items, size=answers).tolist():
            needed = [item % skills] + ([(item + 1) % skills] if item % 3 == 0 else [])
            x = level + 0.1 * practised[needed].mean() - difficulty[item]
            practised[needed] += 1
            rows.append(
                {
                    "user_id": f"u{learner}",
                    "item_id": f"i{item}",
                    "skills": "_".join(f"{one}" for one in needed),
                    "correct": str(int(chance.random() < 1.0 / (1.0 + np.exp(-x)))),
                    "split": "test" if learner % 4 == 0 else "train",
                }
            )
    return from_rows(rows)
