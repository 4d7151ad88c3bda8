"""The Django app of `platform.jobs`."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "preceptor.platform.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
