"""The Django app of `features.teaching`."""

from django.apps import AppConfig


class TeachingConfig(AppConfig):
    name = "preceptor.features.teaching"
    label = "teaching"
