"""The features of this product, in one list."""

from preceptor.features.authoring.feature import FEATURE as AUTHORING
from preceptor.features.encounters.feature import FEATURE as ENCOUNTERS
from preceptor.features.gate.feature import FEATURE as GATE
from preceptor.features.knowledge.feature import FEATURE as KNOWLEDGE
from preceptor.features.model.feature import FEATURE as MODEL
from preceptor.features.operations.feature import FEATURE as OPERATIONS
from preceptor.features.practice.feature import FEATURE as PRACTICE
from preceptor.features.profile.feature import FEATURE as PROFILE
from preceptor.features.progress.feature import FEATURE as PROGRESS
from preceptor.features.review.feature import FEATURE as REVIEW
from preceptor.features.teaching.feature import FEATURE as TEACHING
from preceptor.features.today.feature import FEATURE as TODAY

FEATURES = (
    TODAY,
    PRACTICE,
    ENCOUNTERS,
    REVIEW,
    PROGRESS,
    TEACHING,
    AUTHORING,
    GATE,
    KNOWLEDGE,
    OPERATIONS,
    MODEL,
    PROFILE,
)
