"""From an author's difficulty (1–5) to logits. Knows no learners.

The anchors are expected shares correct at the item's own level (items guide: over 90 %, 75–90 %, 55–75 %, 35–55 %,
under 35 %), taken at their middles and freed of a guess chance of .2: logit((p − .2) / .8). They are a prior: data
replaces them once there are answers.
"""

DIFFICULTY = {1: -2.4, 2: -1.4, 3: -0.3, 4: 0.8, 5: 1.8}
DIFFICULTY_VAR = 0.5
LEVELS = ("pre-clinical", "clerkship", "resident")
# One step of training is taken to be worth .7 logits, about 15 percentage points in the middle of the scale (estimate).
LEVEL_STEP = 0.7
REFERENCE_DIFFICULTY = 3


def level_mean(level: str) -> float:
    """Where learners of a level stand on average, in logits; clinical years are the origin."""
    return LEVEL_STEP * (LEVELS.index(level) - 1) if level in LEVELS else 0.0


def logits(difficulty: int, level: str) -> float:
    """An item's difficulty in logits from the author's estimate and the level it is written for."""
    return DIFFICULTY[difficulty] + level_mean(level)


def reference(level: str) -> float:
    """The difficulty, in logits, of the reference item of a competency of that level."""
    return logits(REFERENCE_DIFFICULTY, level)
