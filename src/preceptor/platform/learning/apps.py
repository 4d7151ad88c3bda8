"""The Django app of `platform.learning`."""

from django.apps import AppConfig


class LearningConfig(AppConfig):
    name = "preceptor.platform.learning"
    label = "learning"
    default_auto_field = "django.db.models.BigAutoField"
