"""The Django app of `features.progress`."""

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "preceptor.features.progress"
    label = "progress"
