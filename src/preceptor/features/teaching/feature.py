"""Teaching as the rest of the house sees it."""

from preceptor.platform.feature import Feature

FEATURE = Feature(name="teaching", routes=())
