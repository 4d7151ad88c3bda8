"""The Django app of `features.gate`."""

from django.apps import AppConfig


class GateConfig(AppConfig):
    name = "preceptor.features.gate"
    label = "gate"
