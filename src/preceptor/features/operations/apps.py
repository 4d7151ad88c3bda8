"""The Django app of `features.operations`."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "preceptor.features.operations"
    label = "operations"
